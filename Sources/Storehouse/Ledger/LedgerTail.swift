public import Commons

/// Follows what happens while this process runs, for what may be lost with it: live updates. What must not be lost is a
/// `Listener`.
public struct LedgerTail: Sendable {
  private let store: any Store
  private let log: @Sendable (String) -> Void
  // How often it looks though nobody rang.
  private let look: Duration

  static let batch = 500

  public init(store: any Store, log: @escaping @Sendable (String) -> Void = { _ in }) {
    self.init(store: store, look: .seconds(1), log: log)
  }

  init(store: any Store, look: Duration, log: @escaping @Sendable (String) -> Void = { _ in }) {
    self.store = store
    self.look = look
    self.log = log
  }

  /// Hands over what happens, in order, a few milliseconds after each commit of this or another process, until the task
  /// is cancelled.
  /// - Parameters:
  ///   - seq: the last happening that is known already; nil is the newest there is.
  ///   - kinds: nil is every kind.
  public func follow(
    from seq: Int64? = nil, kinds: Set<Happening.Kind>? = nil, _ body: @Sendable ([RecordedHappening]) async -> Void
  ) async {
    var place: LedgerPlace?
    while !Task.isCancelled {
      let heard = store.bell.rings(.happenings)
      var rest = look
      do {
        let after = try await place.orElse {
          try await store.read { tx in try seq.map { try tx.ledgerPlace(of: $0) } ?? tx.ledgerEnd() }
        }
        place = after
        let (news, isHeldBack) = try await store.read { tx in
          // Asked first: what is settled now is seen by what is asked after it.
          let isHeldBack = try tx.hasUnsettledHappenings()
          return (try tx.happenings(after: after, of: kinds, limit: LedgerTail.batch), isHeldBack)
        }
        if let last = news.last {
          place = last.place
          await body(news)
          continue
        }
        if isHeldBack { rest = .milliseconds(25) }
      } catch {
        if (error as? StoreFault)?.isUnavailable != true { log("Live updates cannot follow: \(error)") }
      }
      await store.bell.wait(.happenings, past: heard, atMost: rest)
    }
  }

  /// The same for several who want to know, with one reading of the Ledger for all; none waits for another, but the next news wait
  /// for all of them.
  public func follow(_ hearers: [LedgerHearer]) async {
    await follow(kinds: hearers.reduce(into: Set()) { $0.formUnion($1.kinds) }) { news in
      await withTaskGroup(of: Void.self) { group in
        for hearer in hearers {
          let own = news.filter { hearer.kinds.contains($0.happening.kind) }
          if !own.isEmpty { group.addTask { await hearer.hear(own) } }
        }
      }
    }
  }

  /// What has happened after `seq`: for a client that comes back and knows what it saw last.
  /// - Throws: `StoreFault` when the store does not answer.
  public func missed(after seq: Int64, kinds: Set<Happening.Kind>? = nil, limit: Int = 100) async throws
    -> [RecordedHappening]
  {
    try await store.read { tx in try tx.happenings(after: try tx.ledgerPlace(of: seq), of: kinds, limit: limit) }
  }
}

/// Someone who wants to know what happens while this process runs.
public struct LedgerHearer: Sendable {
  let kinds: Set<Happening.Kind>
  let hear: @Sendable ([RecordedHappening]) async -> Void

  public init(kinds: Set<Happening.Kind>, hear: @escaping @Sendable ([RecordedHappening]) async -> Void) {
    self.kinds = kinds
    self.hear = hear
  }
}

extension Optional {
  fileprivate func orElse(_ make: () async throws -> Wrapped) async rethrows -> Wrapped {
    if let self { return self }
    return try await make()
  }
}
