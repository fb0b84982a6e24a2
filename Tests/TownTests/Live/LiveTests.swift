import Commons
import Doors
import Synchronization
import Testing

@testable import Community
@testable import Guerilla
@testable import Storehouse

/// Gathers what a stream says.
private final class Listening: Sendable {
  let id: Int
  private let task: Task<Void, Never>

  init(_ hub: LiveHub, _ person: Resident?, session: Key<Session>? = nil, _ topics: String) throws {
    let (id, events) = try hub.open(viewer: person?.id, session: session, topics: LiveTopic.all(in: topics))
    self.id = id
    let box = Box()
    task = Task { for await event in events { box.add(event) } }
    self.box = box
  }
  private let box: Box
  var topics: [LiveTopic] { box.events.compactMap { if case .new(_, let topic) = $0 { topic } else { nil } } }
  var counts: [Int] { box.events.compactMap { if case .counts(_, let notices, _) = $0 { notices } else { nil } } }
  var seqs: [Int64] { box.events.compactMap(\.seq) }
  var isOver: Bool {
    get async {
      await withTaskGroup(of: Bool.self) { group in
        group.addTask {
          await self.task.value; return true
        }
        group.addTask {
          try? await Task.sleep(for: .seconds(120)); return false
        }
        defer { group.cancelAll() }
        return await group.next() ?? false
      }
    }
  }

  final class Box: Sendable {
    private let kept = Mutex<[LiveEvent]>([])
    var events: [LiveEvent] { kept.withLock { $0 } }
    func add(_ event: LiveEvent) { kept.withLock { $0.append(event) } }
  }
}

@Suite struct LiveTests {
  /// Whether something holds within minutes: how soon says how busy the machine is, and on a server that other tests
  /// use too it also depends on when their transactions end.
  private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let until = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < until {
      if try await condition() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
  }

  /// Sets the hub of a town going, and returns when it follows what happens.
  private func start(_ hub: LiveHub, in town: Town) async throws -> Task<Void, Never> {
    let running = Task { await hub.run() }
    #expect(try await eventually { town.store.bell.isAwaited })
    return running
  }

  /// Waits until all that has been done can be read in the Ledger.
  private func settle(_ town: Town) async throws {
    #expect(try await eventually { try await !town.store.read { tx in try tx.hasUnsettledHappenings() } })
  }

  @Test(
    "A stream tells members what is theirs to see, and an outsider nothing of a private group", arguments: Town.engines)
  func outsider(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = (
        try await town.person("amina"), try await town.person("bram"), try await town.person("eve")
      )
      let group = try await town.store.write { tx in
        let group = try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "Talk", door: .private), by: amina.id, in: tx)
        try Groups.join(group, bram.id, in: tx)
        return group
      }
      let hub = town.program.live
      let running = try await start(hub, in: town)
      defer { running.cancel() }
      let topics = "home,talk,group-\(group),person-\(amina.id)"
      let member = try Listening(hub, bram, topics)
      let outsider = try Listening(hub, eve, topics)
      let visitor = try Listening(hub, nil, topics)
      let hers = try await amina.signedIn()
      let secret = try await hers.post("/talk", ["text": "A secret.", "audience": "group-\(group)"])
      #expect(try await eventually { Set(member.topics).isSuperset(of: [.group(group.value), .home, .talk]) })
      let key = try #require(Int64(secret.path.split(separator: "/").last ?? ""))
      let inside = try Listening(hub, eve, "conversation-\(key)")
      let visitorInside = try Listening(hub, nil, "conversation-\(key)")
      try await hers.post("/posts/\(key)/replies", ["text": "More."])
      try await hers.post("/talk", ["text": "For everyone."])
      #expect(try await eventually { visitor.topics.contains(.talk) && outsider.topics.contains(.talk) })
      #expect(outsider.topics.filter { $0 == .talk }.count == 1)
      #expect(!outsider.topics.contains(.group(group.value)))
      #expect(!outsider.topics.contains(.home), "eve does not follow amina")
      #expect(visitor.topics.filter { $0 == .talk }.count == 1)
      #expect(inside.topics.isEmpty)
      #expect(visitorInside.topics.isEmpty)
    }
  }

  @Test("Numbers in the header follow, and end with the session", arguments: Town.engines) func numbers(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      try await bram.signedIn()
      let session: Key<Session>? = try await town.store.read { tx in
        try tx.value("SELECT id FROM session WHERE account_id = \(bram.id)")
      }
      let hub = town.program.live
      let running = try await start(hub, in: town)
      defer { running.cancel() }
      let listening = try Listening(hub, bram, session: session, "home")
      let hers = try await amina.signedIn()
      try await hers.post("/talk", ["text": "Hello @bram."])
      try await town.listen()
      #expect(try await eventually { listening.counts.last == 1 })
      try await bram.browser.post("/notifications/read-all")
      #expect(try await eventually { listening.counts.last == 0 })
      try await town.store.write { tx in try tx.run("DELETE FROM session WHERE account_id = \(bram.id)") }
      try await hers.post("/talk", ["text": "Hello again @bram."])
      try await town.listen()
      #expect(await listening.isOver)
      #expect(listening.counts.last == 0, "who has signed out hears nothing more")
      #expect(hub.count == 0)
    }
  }

  @Test("Who comes back hears what they missed, and only what they may", arguments: Town.engines) func missed(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let eve = try await town.person("eve")
      let hers = try await amina.signedIn()
      try await hers.post("/talk", ["text": "Before."])
      try await settle(town)
      let last: Int64 = try await town.store.read { tx in try tx.value("SELECT max(seq) FROM happening") ?? 0 }
      try await hers.post("/talk", ["text": "For followers.", "audience": "followers"])
      try await hers.post("/talk", ["text": "For all."])
      try await settle(town)
      let hub = town.program.live
      let missed = try await hub.beginning(viewer: eve.id, topics: [.talk], after: last)
      #expect(missed.filter { if case .new = $0 { true } else { false } }.count == 1)
      let own = try await hub.beginning(viewer: amina.id, topics: [.talk], after: last)
      #expect(
        own.filter { if case .new = $0 { true } else { false } }.isEmpty, "nobody is told of what they did themselves")
      #expect(try await hub.beginning(viewer: nil, topics: [.talk], after: nil).isEmpty)
    }
  }

  @Test("A page says what it knows already, and a stream that begins there hears the rest", arguments: Town.engines)
  func pageKnows(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram")
      let his = try await bram.signedIn()
      #expect(try await his.get("/talk").first("data-after=\"([0-9]+)\"") == nil, "nobody follows yet")
      try await amina.post("/talk", ["text": "Before."])
      try await settle(town)
      let hub = town.program.live
      let running = try await start(hub, in: town)
      defer { running.cancel() }
      let page = try await his.get("/talk")
      #expect(page.has("Before."))
      let after = try #require(Int64(page.first("data-after=\"([0-9]+)\"") ?? ""))
      try await amina.post("/talk", ["text": "Meanwhile."])
      try await settle(town)
      let heard = try await hub.beginning(viewer: bram.id, topics: [.talk], after: after)
      #expect(heard.filter { if case .new = $0 { true } else { false } }.count == 1)
      #expect(
        try await eventually { try await Int64(his.get("/talk").first("data-after=\"([0-9]+)\"") ?? "") ?? 0 > after })
    }
  }

  @Test("A member’s ninth stream ends the first, and nonsense in the address is left out", arguments: ["sqlite"])
  func bounds(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let hub = town.program.live
      var streams: [Listening] = []
      for _ in 0..<9 { streams.append(try Listening(hub, amina, "home")) }
      #expect(await streams[0].isOver)
      #expect(hub.count == 8)
      for stream in streams { hub.close(stream.id) }
      #expect(hub.count == 0)
      #expect(LiveTopic.all(in: "home,,x,conversation-,conversation--1,conversation-7,talk\nevent: x").count == 2)
      let many = (1...100).map { "conversation-\($0)" }.joined(separator: ",")
      #expect(LiveTopic.all(in: many).count == LiveTopic.most)
      #expect(
        LiveEvent.new(seq: 7, .conversation(3)).text == "event: new\nid: 7\ndata: {\"topic\":\"conversation-3\"}\n\n")
    }
  }
}
