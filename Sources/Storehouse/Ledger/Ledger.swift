public import Commons

/// Someone who is told of what has happened, durably: each happening once, in the transaction that notes it as heard.
public struct Listener: Sendable {
  /// Its name in the store; a listener with a new name is a new listener.
  public let name: String
  public let kinds: Set<Happening.Kind>
  /// Whether a new listener hears everything there is, or only what comes (and perhaps what was committed a moment
  /// before).
  public let fromStart: Bool
  let handle: @Sendable (RecordedHappening, WriteTx) throws -> Void

  /// - Parameter handle: does what follows from a happening, in the same transaction. When it throws, what it did is
  ///   undone and it is asked again later; after eight times the happening is set aside (table `listener_failure`) and
  ///   the next one comes.
  public init(
    name: String, kinds: Set<Happening.Kind>, fromStart: Bool = false,
    handle: @escaping @Sendable (RecordedHappening, WriteTx) throws -> Void
  ) {
    self.name = name
    self.kinds = kinds
    self.fromStart = fromStart
    self.handle = handle
  }
}

/// Tells listeners what has happened. Any number of processes may do it at once on one database: each happening is
/// still heard once.
public struct Ledger: Sendable {
  private let store: any Store
  private let listeners: [Listener]
  private let log: @Sendable (String) -> Void

  static let batch = 100
  static let mostTries = 8

  /// - Parameter log: gets a sentence when a listener fails, and when a happening is set aside.
  public init(store: any Store, listeners: [Listener], log: @escaping @Sendable (String) -> Void = { _ in }) {
    self.store = store
    self.listeners = listeners
    self.log = log
  }

  /// Tells listeners what has happened and what comes, until the task is cancelled.
  public func run() async {
    var isRegistered = false
    while !Task.isCancelled {
      let heard = store.bell.rings(.happenings)
      var rest = Duration.seconds(5)
      do {
        if !isRegistered { try await register() }
        isRegistered = true
        let state = try await store.read { [listeners] tx in
          try Ledger.pending(listeners, now: tx.now(of: store), in: tx)
        }
        if !state.due.isEmpty {
          await withTaskGroup(of: Void.self) { group in
            for listener in state.due { group.addTask { await tell(listener) } }
          }
          continue
        }
        // An older transaction holds back what is committed; nobody rings when it ends.
        if state.isHeldBack { rest = .milliseconds(25) }
        if let wait = state.wait { rest = min(rest, .milliseconds(max(10, wait.milliseconds))) }
      } catch {
        // The store tells the log when it is away; here it is only waited for.
        if (error as? StoreFault)?.isUnavailable != true { log("Listeners cannot be told: \(error)") }
        rest = .seconds(1)
      }
      await store.bell.wait(.happenings, past: heard, atMost: rest)
    }
  }

  /// Makes new listeners known, from now on (or from the start). `run` does it; a test does it before what it wants
  /// heard.
  public func register() async throws {
    try await store.write { [listeners] tx in
      for listener in listeners {
        let place = listener.fromStart ? LedgerPlace.start : try tx.ledgerEnd()
        try tx.run(
          """
          INSERT INTO listener (name, turn, seq, moved_at)
          VALUES (\(listener.name), \(place.turn), \(place.seq), \(tx.now))
          ON CONFLICT (name) DO NOTHING
          """)
      }
    }
  }

  /// Tells every listener all that has happened until now, also what their own doing makes happen: for tests and
  /// commands.
  /// - Throws: `StoreFault` when the store does not answer, or an older transaction is not over after ten minutes. A
  ///   listener's own errors go to the log.
  public func runDue() async throws {
    try await register()
    var heldBackSince: ContinuousClock.Instant?
    while true {
      let state = try await store.read { [listeners] tx in try Ledger.pending(listeners, now: tx.now(of: store), in: tx)
      }
      if state.due.isEmpty {
        guard state.isHeldBack else { return }
        let since = heldBackSince ?? .now
        heldBackSince = since
        guard ContinuousClock.now - since < .seconds(600) else {
          throw StoreFault.unavailable("an older transaction on the server does not end")
        }
        try await Task.sleep(for: .milliseconds(5))
      } else {
        heldBackSince = nil
      }
      for listener in state.due { _ = try await tellOnce(listener) }
    }
  }

  private struct Pending: Sendable {
    var due: [Listener] = []
    var isHeldBack = false
    /// Until the first listener that failed is to be asked again.
    var wait: Span?
  }

  private static func pending(_ listeners: [Listener], now: Moment, in tx: ReadTx) throws -> Pending {
    var pending = Pending()
    // Asked first: what is settled now is seen by what is asked after it.
    pending.isHeldBack = try tx.hasUnsettledHappenings()
    for listener in listeners {
      let cursor = try tx.first("SELECT turn, seq, wait_until FROM listener WHERE name = \(listener.name)") { row in
        (LedgerPlace(turn: try row.take(), seq: try row.take()), try row.take() as Moment)
      }
      guard let (place, waitUntil) = cursor else { continue }
      if waitUntil > now {
        pending.wait = min(pending.wait ?? waitUntil - now, waitUntil - now)
      } else if try tx.hasHappenings(after: place, of: listener.kinds) {
        pending.due.append(listener)
      }
    }
    return pending
  }

  private func tell(_ listener: Listener) async {
    do {
      while try await tellOnce(listener), !Task.isCancelled {}
    } catch {
      if (error as? StoreFault)?.isUnavailable != true { log("“\(listener.name)” cannot be told: \(error)") }
      try? await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Tells one listener the next few things.
  /// - Returns: whether there may be more.
  private func tellOnce(_ listener: Listener) async throws -> Bool {
    let told = try await store.write { tx in try Ledger.tell(listener, in: tx) }
    if let failure = told.failure { log(failure) }
    return told.hasMore
  }

  private struct Told: Sendable {
    var hasMore = false
    var failure: String?
  }

  private static func tell(_ listener: Listener, in tx: WriteTx) throws -> Told {
    // Another process that tells this listener right now is not waited for.
    let lock: Query = tx.engine == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
    let cursor = try tx.first("SELECT turn, seq, tries, wait_until FROM listener WHERE name = \(listener.name) \(lock)")
    { row in
      (
        LedgerPlace(turn: try row.take(), seq: try row.take()), tries: try row.take() as Int,
        waitUntil: try row.take() as Moment
      )
    }
    guard let (before, tries, waitUntil) = cursor, waitUntil <= tx.now else { return Told() }
    let happenings = try tx.happenings(after: before, of: listener.kinds, limit: batch)
    var told = Told(hasMore: happenings.count == batch)
    var place = before
    for (index, happening) in happenings.enumerated() {
      do {
        try tx.attempt { try listener.handle(happening, tx) }
        place = happening.place
      } catch let fault as StoreFault where fault.isPassing {
        throw fault
      } catch {
        let tries = (index == 0 ? tries : 0) + 1
        if tries >= mostTries {
          try setAside(happening, for: listener, error, in: tx)
          told.failure =
            "“\(listener.name)” failed \(tries) times on \(happening.name), which is set aside: \(error)"
          place = happening.place
          // Noted at once, so that this counts only once however the next one goes.
          told.hasMore = index + 1 < happenings.count || told.hasMore
          break
        }
        told.failure =
          "“\(listener.name)” failed on \(happening.name), try \(tries): \(error)"
        told.hasMore = false
        let wait = Span.seconds(1 << (tries - 1))
        try tx.run(
          """
          UPDATE listener SET turn = \(place.turn), seq = \(place.seq), tries = \(tries), wait_until = \(tx.now + wait),
            moved_at = \(tx.now)
          WHERE name = \(listener.name)
          """)
        return told
      }
    }
    if place != before {
      try tx.run(
        """
        UPDATE listener SET turn = \(place.turn), seq = \(place.seq), tries = 0, wait_until = 0, moved_at = \(tx.now)
        WHERE name = \(listener.name)
        """)
    }
    return told
  }

  private static func setAside(
    _ happening: RecordedHappening, for listener: Listener, _ error: any Error, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO listener_failure (listener, seq, error, failed_at)
      VALUES (\(listener.name), \(happening.seq), \("\(error)"), \(tx.now))
      ON CONFLICT (listener, seq) DO UPDATE SET error = excluded.error, failed_at = excluded.failed_at
      """)
  }

  // MARK: How it is going

  /// How far behind each listener is, in happenings that concern it, and what was set aside: for health and metrics.
  public struct Lag: Sendable, Hashable {
    public let listener: String
    public let waiting: Int
    public let setAside: Int
  }

  /// - Throws: `StoreFault` when the store does not answer.
  public func lags() async throws -> [Lag] {
    try await store.read { [listeners] tx in
      try listeners.map { listener in
        let place = try tx.first("SELECT turn, seq FROM listener WHERE name = \(listener.name)") { row in
          LedgerPlace(turn: try row.take(), seq: try row.take())
        }
        let setAside: Int = try tx.value("SELECT count(*) FROM listener_failure WHERE listener = \(listener.name)") ?? 0
        let waiting = try place.map { try tx.happenings(after: $0, of: listener.kinds, limit: 10_000).count } ?? 0
        return Lag(listener: listener.name, waiting: waiting, setAside: setAside)
      }
    }
  }
}

extension RecordedHappening {
  fileprivate var name: String { "happening \(seq) (\(happening.kind))" }
}

extension StoreFault {
  /// Not the fault of who was running: the whole transaction is to be run again, or cannot be.
  var isPassing: Bool {
    switch self {
    case .unavailable, .conflict: true
    case .constraint, .broken: false
    }
  }
}

extension ReadTx {
  func now(of store: any Store) -> Moment { store.clock() }
}
