import Commons
public import Storehouse
import Synchronization

/// The open streams of this process, and who hands them what happens. One task follows the Ledger for all of them.
public final class LiveHub: Sendable {
  /// One open stream. Small, because there may be ten thousand.
  struct Subscriber: Sendable {
    let id: Int
    let viewer: Key<Account>?
    let session: Key<Session>?
    let topics: Set<LiveTopic>
    let continuation: AsyncStream<LiveEvent>.Continuation
  }

  private struct State {
    var subscribers: [Int: Subscriber] = [:]
    var byTopic: [LiveTopic: Set<Int>] = [:]
    var byViewer: [Key<Account>: [Int]] = [:]
    var nextID = 0
    var hasBegun = false
    var isOver = false
    var newest: Int64?
  }
  private let state = Mutex(State())
  private let store: any Store
  private let log: @Sendable (String) -> Void

  /// Streams of one member at once; the oldest ends for a new one.
  static let mostPerMember = 8
  static let most = 20_000
  /// Events that wait for a slow reader; older ones are dropped, and it sees what it missed on the next page.
  static let buffer = 32
  /// Happenings that are made up for after a break.
  static let mostMissed = 200
  static let heartbeat = Duration.seconds(25)

  public init(store: any Store, log: @escaping @Sendable (String) -> Void = { _ in }) {
    self.store = store
    self.log = log
  }

  /// The number of the newest happening that streams were told of; nil until the hub follows the Ledger.
  public var newest: Int64? { state.withLock { $0.newest } }

  /// How many streams are open.
  public var count: Int { state.withLock { $0.subscribers.count } }

  // MARK: Coming and going

  /// Opens a stream.
  /// - Throws: a `Refusal` when the house is full.
  func open(viewer: Key<Account>?, session: Key<Session>?, topics: Set<LiveTopic>) throws(Refusal) -> (
    id: Int, events: AsyncStream<LiveEvent>
  ) {
    let (events, continuation) = AsyncStream.makeStream(
      of: LiveEvent.self, bufferingPolicy: .bufferingNewest(LiveHub.buffer))
    let opened: (id: Int, over: AsyncStream<LiveEvent>.Continuation?)? = state.withLock { state in
      guard !state.isOver, state.subscribers.count < LiveHub.most else { return nil }
      state.nextID += 1
      let id = state.nextID
      state.subscribers[id] = Subscriber(
        id: id, viewer: viewer, session: session, topics: topics, continuation: continuation)
      for topic in topics { state.byTopic[topic, default: []].insert(id) }
      guard let viewer else { return (id, nil) }
      state.byViewer[viewer, default: []].append(id)
      guard let oldest = state.byViewer[viewer]?.first, state.byViewer[viewer]?.count ?? 0 > LiveHub.mostPerMember
      else { return (id, nil) }
      return (id, LiveHub.remove(oldest, from: &state))
    }
    guard let opened else { throw LiveHub.full }
    opened.over?.finish()
    return (opened.id, events)
  }

  static let full: Refusal = {
    var refusal = Refusal(.unavailable, "Very many are here just now. Live updates will be back soon.")
    refusal.retryAfter = .minutes(1)
    return refusal
  }()

  /// Runs `body` for the first of all streams.
  func onFirstStream(_ body: () -> Void) {
    let isFirst = state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    if isFirst { body() }
  }

  /// Ends every stream and lets none begin, because the server ends: requests in flight are finished then, and these would
  /// never be.
  func closeAll() {
    let open = state.withLock { state in
      state.isOver = true
      return Array(state.subscribers.keys)
    }
    for id in open { close(id) }
  }

  func close(_ id: Int) { state.withLock { LiveHub.remove(id, from: &$0) }?.finish() }

  private static func remove(_ id: Int, from state: inout State) -> AsyncStream<LiveEvent>.Continuation? {
    guard let subscriber = state.subscribers.removeValue(forKey: id) else { return nil }
    for topic in subscriber.topics {
      state.byTopic[topic]?.remove(id)
      if state.byTopic[topic]?.isEmpty == true { state.byTopic[topic] = nil }
    }
    if let viewer = subscriber.viewer {
      state.byViewer[viewer]?.removeAll { $0 == id }
      if state.byViewer[viewer]?.isEmpty == true { state.byViewer[viewer] = nil }
    }
    return subscriber.continuation
  }

  private func subscribers(to topics: [LiveTopic]) -> [LiveTopic: [Subscriber]] {
    state.withLock { state in
      var found: [LiveTopic: [Subscriber]] = [:]
      for topic in topics {
        if let ids = state.byTopic[topic] { found[topic] = ids.compactMap { state.subscribers[$0] } }
      }
      return found
    }
  }

  private func subscribers(of viewers: [Key<Account>]) -> [Subscriber] {
    state.withLock { state in viewers.flatMap { state.byViewer[$0] ?? [] }.compactMap { state.subscribers[$0] } }
  }

  // MARK: Following the Ledger

  static let kinds: Set<Happening.Kind> = [
    .postPublished, .replyPublished, .messageSent, .messagesRead, .noticeMade, .noticesRead, .accountBlocked,
  ]

  /// Hands over what happens, until the task is cancelled.
  /// - Parameter others: who else in this process is told, from the same reading of the Ledger.
  public func run(beside others: [LedgerHearer] = []) async {
    // Where it is not known, pages do not say it.
    if let newest = try? await store.read({ tx in try LiveStore.newest(in: tx) ?? 0 }) { note(newest) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        let own = LedgerHearer(kinds: LiveHub.kinds) { news in
          await self.tell(news)
          self.note(news.map(\.seq).max() ?? 0)
        }
        await LedgerTail(store: self.store, log: self.log).follow([own] + others)
      }
      group.addTask { await self.beat() }
    }
  }

  private func note(_ seq: Int64) { state.withLock { $0.newest = max($0.newest ?? 0, seq) } }

  /// A comment now and then, so that nothing on the way takes a quiet stream for a dead one.
  private func beat() async {
    while (try? await Task.sleep(for: LiveHub.heartbeat)) != nil {
      for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.continuation.yield(.heartbeat) }
    }
  }

  private func tell(_ news: [RecordedHappening]) async {
    guard count > 0 else { return }
    do {
      let sendings = try await store.read { tx in try self.sendings(of: news, in: tx) }
      for sending in sendings.events { sending.subscriber.continuation.yield(sending.event) }
      for id in sendings.over { close(id) }
    } catch {
      if (error as? StoreFault)?.isUnavailable != true { log("Live updates could not be told: \(error)") }
    }
  }

  private struct Sendings: Sendable {
    var events: [(subscriber: Subscriber, event: LiveEvent)] = []
    var over: [Int] = []
  }

  private func sendings(of news: [RecordedHappening], in tx: ReadTx) throws -> Sendings {
    var sendings = Sendings()
    var changed: [Key<Account>: Int64] = [:]
    for recorded in news {
      for account in try LiveStore.counted(recorded, in: tx) { changed[account] = recorded.seq }
      let heard = subscribers(to: try LiveStore.topics(of: recorded, in: tx))
      for (topic, subscribers) in heard {
        let allowed = try LiveStore.allowed(subscribers.map(\.viewer), to: recorded, topic, in: tx)
        for subscriber in subscribers where allowed.contains(subscriber.viewer) {
          sendings.events.append((subscriber, .new(seq: recorded.seq, topic)))
        }
      }
    }
    for subscriber in subscribers(of: Array(changed.keys)) {
      guard let viewer = subscriber.viewer, let seq = changed[viewer] else { continue }
      let counts = try LiveStore.counts(of: viewer, in: tx)
      sendings.events.append((subscriber, .counts(seq: seq, notices: counts.notices, messages: counts.messages)))
    }
    // Who has signed out or was suspended since hears nothing more.
    let sessions = Set(sendings.events.compactMap(\.subscriber.session))
    let alive = try LiveStore.alive(Array(sessions), in: tx)
    let over = sendings.events.filter { $0.subscriber.session.map { !alive.contains($0) } ?? false }
    sendings.over = Array(Set(over.map(\.subscriber.id)))
    sendings.events.removeAll { sendings.over.contains($0.subscriber.id) }
    return sendings
  }

  // MARK: Coming back

  /// What a stream begins with: the numbers as they are, and what it missed since `after`, as far as that is not too much.
  func beginning(viewer: Key<Account>?, topics: Set<LiveTopic>, after: Int64?) async throws -> [LiveEvent] {
    let missed: [RecordedHappening] =
      if let after, !topics.isEmpty {
        try await LedgerTail(store: store).missed(
          after: after, kinds: [.postPublished, .replyPublished, .messageSent], limit: LiveHub.mostMissed)
      } else { [] }
    return try await store.read { tx in
      var events: [LiveEvent] = []
      if let viewer {
        let counts = try LiveStore.counts(of: viewer, in: tx)
        events.append(
          .counts(
            seq: after == nil ? try LiveStore.newest(in: tx) : nil, notices: counts.notices, messages: counts.messages))
      }
      for recorded in missed {
        for topic in Set(try LiveStore.topics(of: recorded, in: tx)).intersection(topics)
        where try LiveStore.allowed([viewer], to: recorded, topic, in: tx).contains(viewer) {
          events.append(.new(seq: recorded.seq, topic))
        }
      }
      return events
    }
  }
}
