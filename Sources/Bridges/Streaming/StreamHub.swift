import Commons
import Community
public import Storehouse
import Synchronization

/// The open streams of this process for programs, and who hands them what happens: one reading of the Ledger for all of them, and
/// what a status looks like worked out once for all who see the same.
public final class StreamHub: Sendable {
  /// Who listens.
  struct Listening: Sendable {
    let viewer: Key<Account>?
    let token: Key<AppToken>?
    /// Whose limit it counts against: the account, or for visitors the address.
    let person: String
    let hearsStatuses: Bool
    let hearsNotices: Bool

    func mayHear(_ stream: StreamName) -> Bool {
      guard viewer != nil else { return stream.isForVisitors }
      return stream == .userNotification ? hearsNotices : hearsStatuses
    }
  }

  /// One connection. Small, because there may be ten thousand.
  struct Connection: Sendable {
    let id: Int
    let listening: Listening
    let sink: any StreamSink
    var streams: Set<StreamName>
  }

  private struct State {
    var connections: [Int: Connection] = [:]
    var byStream: [StreamName: Set<Int>] = [:]
    var byPerson: [String: [Int]] = [:]
    var nextID = 0
    var hasBegun = false
    var isOver = false
  }
  private let state = Mutex(State())
  private let store: any Store
  private let site: String
  private let log: @Sendable (String) -> Void

  /// Connections of one person at once; the oldest ends for a new one.
  static let mostPerPerson = 16
  static let most = 20_000
  /// Streams on one connection.
  static let mostStreams = 40
  static let heartbeat = Duration.seconds(25)

  init(store: any Store, site: String, log: @escaping @Sendable (String) -> Void) {
    self.store = store
    self.site = site
    self.log = log
  }

  /// How many connections are open.
  public var count: Int { state.withLock { $0.connections.count } }

  // MARK: Coming and going

  static let full: Refusal = {
    var refusal = Refusal(.unavailable, "Very many are here just now. Live updates will be back soon.")
    refusal.retryAfter = .minutes(1)
    return refusal
  }()

  var hasRoom: Bool { state.withLock { !$0.isOver && $0.connections.count < StreamHub.most } }

  /// Opens a connection.
  /// - Throws: a `Refusal` when the house is full.
  func open(_ listening: Listening, _ streams: Set<StreamName>, to sink: any StreamSink) throws(Refusal) -> Int {
    let opened: (id: Int, over: (any StreamSink)?)? = state.withLock { state in
      guard !state.isOver, state.connections.count < StreamHub.most else { return nil }
      state.nextID += 1
      let id = state.nextID
      state.connections[id] = Connection(id: id, listening: listening, sink: sink, streams: streams)
      for stream in streams { state.byStream[stream, default: []].insert(id) }
      let own = state.byPerson[listening.person, default: []] + [id]
      state.byPerson[listening.person] = own
      return (id, own.count > StreamHub.mostPerPerson ? StreamHub.remove(own[0], from: &state) : nil)
    }
    guard let opened else { throw StreamHub.full }
    opened.over?.close()
    return opened.id
  }

  /// Lets a connection hear one stream more.
  /// - Returns: false when it hears as many as it may.
  func add(_ stream: StreamName, to id: Int) -> Bool {
    state.withLock { state in
      guard let streams = state.connections[id]?.streams else { return true }
      guard streams.count < StreamHub.mostStreams || streams.contains(stream) else { return false }
      state.connections[id]?.streams.insert(stream)
      state.byStream[stream, default: []].insert(id)
      return true
    }
  }

  func remove(_ stream: StreamName, from id: Int) {
    state.withLock { state in
      guard state.connections[id]?.streams.remove(stream) != nil else { return }
      StreamHub.forget(id, on: stream, in: &state)
    }
  }

  /// Ends a connection.
  func close(_ id: Int) { state.withLock { StreamHub.remove(id, from: &$0) }?.close() }

  /// Runs `body` for the first of all streams.
  func onFirstStream(_ body: () -> Void) {
    let isFirst = state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    if isFirst { body() }
  }

  /// Ends every connection and lets none begin, because the server ends.
  func closeAll() {
    let open = state.withLock { state in
      state.isOver = true
      return Array(state.connections.keys)
    }
    for id in open { close(id) }
  }

  private static func forget(_ id: Int, on stream: StreamName, in state: inout State) {
    state.byStream[stream]?.remove(id)
    if state.byStream[stream]?.isEmpty == true { state.byStream[stream] = nil }
  }

  private static func remove(_ id: Int, from state: inout State) -> (any StreamSink)? {
    guard let connection = state.connections.removeValue(forKey: id) else { return nil }
    for stream in connection.streams { forget(id, on: stream, in: &state) }
    let person = connection.listening.person
    state.byPerson[person]?.removeAll { $0 == id }
    if state.byPerson[person]?.isEmpty == true { state.byPerson[person] = nil }
    return connection.sink
  }

  /// - Throws: `Refusal.notFound` when the list is somebody else's.
  func check(_ list: Key<PeopleList>, of owner: Key<Account>) async throws {
    try await store.read { tx in try PeopleListStore.check(list, owner: owner, in: tx) }
  }

  // MARK: Being asked who listens

  func connections(on stream: StreamName) -> [Connection] {
    state.withLock { state in (state.byStream[stream] ?? []).compactMap { state.connections[$0] } }
  }

  func connections(of account: Key<Account>) -> [Connection] {
    let person = account.description
    return state.withLock { state in (state.byPerson[person] ?? []).compactMap { state.connections[$0] } }
  }

  /// The streams that somebody listens to.
  var streams: [StreamName] { state.withLock { Array($0.byStream.keys) } }

  // MARK: Following the Ledger

  /// The part of the hub in the one reading of the Ledger.
  public var hearer: LedgerHearer {
    LedgerHearer(kinds: StreamTelling.kinds) { [self] news in await tell(news) }
  }

  func tell(_ news: [RecordedHappening]) async {
    guard count > 0 else { return }
    do {
      let now = store.clock()
      let (sendings, alive) = try await store.read { [self] tx in
        var telling = StreamTelling(hub: self, site: site, now: now)
        for recorded in news { try telling.tell(recorded, in: tx) }
        let tokens = Set(telling.sendings.compactMap(\.connection.listening.token))
        return (telling.sendings, try StreamStore.alive(tokens, in: tx))
      }
      for (connection, message) in sendings {
        // Whose token was taken back, or who was suspended, hears nothing more.
        if let token = connection.listening.token, !alive.contains(token) {
          close(connection.id)
        } else if let message {
          connection.sink.send(message)
        }
      }
    } catch {
      if (error as? StoreFault)?.isUnavailable != true { log("Streams could not be told: \(error)") }
    }
  }

  /// Keeps connections open, and ends those of tokens that are good no more, until the task is cancelled.
  public func beat() async {
    while (try? await Task.sleep(for: StreamHub.heartbeat)) != nil { await beatOnce() }
  }

  func beatOnce() async {
    let open = state.withLock { Array($0.connections.values) }
    guard !open.isEmpty else { return }
    let tokens = Set(open.compactMap(\.listening.token))
    // When the store cannot say, nobody is sent away.
    let alive = try? await store.read { tx in try StreamStore.alive(tokens, in: tx) }
    for connection in open {
      if let alive, let token = connection.listening.token, !alive.contains(token) {
        close(connection.id)
      } else {
        connection.sink.beat()
      }
    }
  }
}
