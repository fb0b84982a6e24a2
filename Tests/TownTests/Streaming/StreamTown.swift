import Commons
import Foundation
import Synchronization
import Testing

@testable import Bridges
@testable import Community
@testable import Guerilla
@testable import Storehouse

/// Gathers what a connection is sent.
final class StreamEars: StreamSink {
  private let heard = Mutex<[StreamMessage]>([])
  private let state = Mutex((beats: 0, isOver: false))

  func send(_ message: StreamMessage) { heard.withLock { $0.append(message) } }
  func beat() { state.withLock { $0.beats += 1 } }
  func close() { state.withLock { $0.isOver = true } }

  var messages: [StreamMessage] { heard.withLock { $0 } }
  var events: [String] { messages.map(\.event) }
  var isOver: Bool { state.withLock { $0.isOver } }
  var beats: Int { state.withLock { $0.beats } }
  /// Everything that came, as text: to look for what should not be in it.
  var text: String { messages.map { String(decoding: $0.frame, as: UTF8.self) }.joined() }
  func forget() { heard.withLock { $0 = [] } }

  func payloads() throws -> [[String: Any]] {
    try messages.map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.payload ?? []), options: .fragmentsAllowed) as? [String: Any])
    }
  }
}

/// A town whose streams are told by hand, one reading of the Ledger after another.
struct StreamTown: Sendable {
  let town: Town
  let hub: StreamHub
  private let told = Told()

  private final class Told: Sendable { let seq = Mutex<Int64>(0) }

  init(_ town: Town) {
    self.town = town
    hub = town.program.streams
  }

  /// A connection of an app that somebody has let in.
  func listen(_ person: Resident?, _ streams: StreamName..., scopes: String = "read") async throws -> (
    ears: StreamEars, id: Int, token: Key<AppToken>?
  ) {
    let ears = StreamEars()
    guard let person else {
      let visitor = StreamHub.Listening(
        viewer: nil, token: nil, person: "192.0.2.1", hearsStatuses: false, hearsNotices: false)
      return (ears, try hub.open(visitor, Set(streams), to: ears), nil)
    }
    let apps = Apps(store: town.store)
    let app = try await apps.register(
      NewApp(name: "Pocket", website: "", redirectURIs: ["http://127.0.0.1/"], scopes: scopes))
    let issued = try await apps.issue(app.app.id, account: person.id, scopes: #require(Scopes(asked: scopes)))
    let grant = try #require(try await apps.grant(issued.token))
    let listening = StreamHub.Listening(
      viewer: person.id, token: grant.token, person: person.id.description,
      hearsStatuses: grant.scopes.allows("read:statuses"), hearsNotices: grant.scopes.allows("read:notifications"))
    return (ears, try hub.open(listening, Set(streams), to: ears), grant.token)
  }

  /// Lets notices be made and tells the streams all that has happened since the last time.
  func tell() async throws {
    try await Ledger(store: town.store, listeners: town.program.rooms.flatMap(\.listeners)).runDue()
    let until = ContinuousClock.now + .seconds(60)
    while try await town.store.read({ tx in try tx.hasUnsettledHappenings() }), ContinuousClock.now < until {
      try await Task.sleep(for: .milliseconds(10))
    }
    let news = try await LedgerTail(store: town.store).missed(after: told.seq.withLock { $0 }, limit: 1000)
    told.seq.withLock { $0 = max($0, news.map(\.seq).max() ?? 0) }
    await hub.tell(news.filter { StreamTelling.kinds.contains($0.happening.kind) })
  }

  func post(
    _ text: String, by author: Resident, _ audience: Audience = .everyone, space: Key<Space>? = nil,
    named: [String] = []
  ) async throws -> Key<Post> {
    try await town.store.write { tx in
      let opening = try Opening(
        text: PostText(text), contentNote: nil, language: "en", audience: audience, space: space, named: named)
      return try Conversations.start(opening, by: author.id, as: author.id, in: tx)
    }
  }
}
