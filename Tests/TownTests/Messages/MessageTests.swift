import Commons
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct MessageTests {
  private func unread(_ person: Resident, in town: Town) async throws -> Int {
    try await town.store.read { tx in
      try tx.value("SELECT COALESCE(sum(unread_count), 0) FROM message_participant WHERE account_id = \(person.id)")
        ?? -1
    }
  }

  @Test("Only somebody one follows can write, unless one allows more", arguments: Town.engines) func door(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let (hers, his) = (try await amina.signedIn(), try await bram.signedIn())
      let refused = try await his.post("/messages", ["to": "@amina", "text": "Hello there"])
      #expect(refused.status == 422)
      #expect(refused.has("only from people they follow"))
      #expect(refused.has("Hello there"))
      try await hers.post("/@bram/follow", ["on": "yes"])
      let thread = try await his.post("/messages", ["to": "@amina", "text": "Hello **there**", "once": "m1"])
      #expect(thread.has("<strong>there</strong>"))
      #expect(thread.has("It is not encrypted"))
      #expect(
        try await his.post("/messages", ["to": "@amina", "text": "Hello **there**", "once": "m1"]).path == thread.path)
      #expect(try await unread(amina, in: town) == 1)
      #expect(try await hers.get("/messages").has("1 new"))
      #expect(try await hers.get(thread.path).status == 200)
      #expect(try await unread(amina, in: town) == 1, "looking changes nothing")
      try await hers.post("\(thread.path)/open")
      #expect(try await unread(amina, in: town) == 0)
      try await hers.post("/messages/settings", ["from": "0"])
      #expect(
        try await town.person("carys").signedIn().post("/messages", ["to": "amina", "text": "Me too"]).status == 422)
      #expect(try await hers.post("/messages/settings", ["from": "7"]).status == 422)
      #expect(try await his.post("/messages", ["to": "", "text": ""]).status == 422)
      #expect(try await his.post("/messages", ["to": "bram", "text": "To myself"]).status == 422)
    }
  }

  @Test("An outsider finds no thread, whatever they try", arguments: Town.engines) func outsider(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      try await amina.signedIn().post("/messages/settings", ["from": "2"])
      let his = try await bram.signedIn()
      let thread = try await his.post("/messages", ["to": "amina", "text": "Between us."])
      let line = try #require(thread.first("action=\"(/messages/lines/[0-9]+/delete)\""))
      let eve = try await town.person("eve", role: .steward).signedIn()
      #expect(try await eve.get(thread.path).status == 404)
      #expect(try await eve.post(thread.path, ["text": "Me too"]).status == 404)
      #expect(try await eve.post("\(thread.path)/open").status == 404)
      #expect(try await eve.post("\(thread.path)/leave").status == 404)
      #expect(try await eve.post(line).status == 404)
      #expect(try await amina.browser.post(line).status == 404, "only who wrote it takes it back")
      let key = line.split(separator: "/")[2]
      #expect(try await eve.get("/report?kind=message&id=\(key)").status == 404)
      #expect(try await amina.browser.get("/report?kind=message&id=\(key)").status == 200)
      #expect(try await town.visitor().get(thread.path).has("Sign in"))
      #expect(try await his.post(line).has("was deleted by who wrote it"))
      #expect(!(try await amina.browser.get(thread.path).has("Between us.")))
      #expect(try await unread(amina, in: town) == 0, "what is gone is not unread")
    }
  }

  @Test("A blocked person cannot write, neither anew nor in an old thread", arguments: Town.engines) func blocked(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let (hers, his) = (try await amina.signedIn(), try await bram.signedIn())
      try await hers.post("/messages/settings", ["from": "2"])
      let thread = try await his.post("/messages", ["to": "amina", "text": "Hello."])
      try await hers.post("/@bram/block", ["on": "yes"])
      #expect(try await his.post(thread.path, ["text": "Why?"]).status == 409)
      let anew = try await his.post("/messages", ["to": "amina", "text": "Why?"])
      #expect(anew.status == 422)
      #expect(anew.has("There is nobody here called @amina."))
      #expect(try await hers.post("\(thread.path)/leave").status == 200)
      #expect(try await hers.get(thread.path).status == 404)
    }
  }

  @Test("Many write at once while one reads, and what is unread is exact", arguments: Town.engines) func atOnce(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let messages = Messages(store: town.store)
      var people: [Resident] = []
      for index in 0..<4 { people.append(try await town.person("person\(index)")) }
      let all = people
      let thread = try await town.store.write { tx in try Messages.open(all.map(\.id), by: all[0].id, in: tx) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for round in 0..<8 {
          for person in all.dropFirst() {
            group.addTask { try await messages.reply(MessageText("\(round)"), to: thread, by: person.id) }
          }
          group.addTask { try await messages.markRead(thread, by: all[0].id) }
        }
        try await group.waitForAll()
      }
      let (counted, real): (Int, Int) = try await town.store.read { tx in
        (
          try tx.value(
            "SELECT unread_count FROM message_participant WHERE thread_id = \(thread) AND account_id = \(all[0].id)")
            ?? -1,
          try tx.value(
            """
            SELECT count(*) FROM message m JOIN message_participant p ON p.thread_id = m.thread_id AND p.account_id = \(all[0].id)
            WHERE m.thread_id = \(thread) AND m.author_id <> \(all[0].id) AND m.id > p.read_to
            """) ?? -2
        )
      }
      #expect(counted == real)
      try await messages.markRead(thread, by: all[0].id)
      #expect(try await unread(all[0], in: town) == 0)
    }
  }

  @Test("Who speaks for an organisation reads and answers for it; others do not", arguments: Town.engines)
  func organisation(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, zainab, eve) = (
        try await town.person("amina"), try await town.person("zainab"), try await town.person("eve")
      )
      let desk = try await town.account("advice-desk", .organisation)
      try await town.store.write { tx in
        try tx.run(
          "INSERT INTO organisation_member (organisation_id, person_id, role, state, since) VALUES (\(desk.id), \(zainab.id), 1, 0, 0), (\(desk.id), \(eve.id), 0, 0, 0)"
        )
      }
      let thread = try await amina.signedIn().post("/messages", ["to": "advice-desk", "text": "Can you help?"])
      #expect(thread.has("Can you help?"))
      let hers = try await zainab.signedIn()
      #expect(try await hers.get("/messages").has("for your organisation"))
      let answered = try await hers.post(thread.path, ["text": "We can.", "as": desk.id.description])
      #expect(answered.has("We can."))
      #expect(try await amina.browser.get(thread.path).has("Message by Advice-desk"))
      #expect(try await eve.signedIn().get(thread.path).status == 404)
      #expect(try await eve.browser.post(thread.path, ["text": "Me", "as": desk.id.description]).status == 404)
      #expect(
        try await eve.browser.post("/messages", ["to": "amina", "text": "Me", "as": desk.id.description]).status == 403)
      try await town.listen()
      #expect(try await amina.browser.get("/notifications").has("Advice-desk wrote you a message"))
    }
  }
}
