import Commons
import Community
import Foundation
import Storehouse
import Testing

@testable import Guerilla

extension Town {
  /// Lets everyone who listens hear what has happened.
  func listen() async throws {
    try await Ledger(store: store, listeners: program.rooms.flatMap(\.listeners), log: { Issue.record("\($0)") })
      .runDue()
  }

  func queuedLetters() async throws -> [[String: Any]] {
    let payloads = try await store.read { tx in
      try tx.all("SELECT payload FROM job WHERE kind = 'letter' ORDER BY id") { row in try row.take() as String }
    }
    return payloads.compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
  }
}

@Suite struct NoticeTests {
  @Test("A reply, a mention and support are told once each, and opening one marks it read", arguments: Town.engines)
  func told(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let carys = try await town.person("carys").signedIn()
      let said = try await amina.post("/talk", ["title": "The 61 bus", "text": "Late again."])
      let key = try #require(said.path.split(separator: "/").last?.split(separator: "-").first)
      try await bram.post("/posts/\(key)/replies", ["text": "Mine too, @carys."])
      for browser in [bram, carys] {
        try await browser.post("/posts/\(key)/support", ["on": "yes"])
        try await browser.post("/posts/\(key)/support", ["on": "no"])
        try await browser.post("/posts/\(key)/support", ["on": "yes"])
      }
      try await town.listen()
      try await town.listen()
      let page = try await amina.get("/notifications")
      #expect(page.has("Bram replied to you in “The 61 bus”"))
      #expect(page.has("Carys and Bram support what you said") || page.has("Bram and Carys support what you said"))
      #expect(page.has("3 you have not read"))
      #expect(try await carys.get("/notifications").has("Bram mentioned you"))
      #expect(try await bram.get("/notifications").has("up to date"))
      let open = try #require(page.first("action=\"(/notifications/[0-9]+/open)\""))
      #expect(try await bram.post(open).status == 404, "somebody else’s notice is not found")
      #expect(try await amina.post(open).status == 200)
      let after = try await amina.get("/notifications")
      #expect(!after.has("3 you have not read"))
      try await amina.post("/notifications/read-all")
      #expect(try await amina.get("/notifications").has("You’re up to date."))
    }
  }

  @Test("Nobody is told of what they may not see, or by somebody they avoid", arguments: Town.engines) func unseen(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let (bram, carys, dai) = (
        try await town.person("bram"), try await town.person("carys"), try await town.person("dai")
      )
      let group = try await town.store.write { tx in
        try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "Talk", door: .hidden), by: amina.id, in: tx)
      }
      let hers = try await amina.signedIn()
      try await hers.post("/talk", ["text": "A secret for @bram.", "audience": "group-\(group)"])
      try await hers.post("/talk", ["text": "Only for followers, @bram.", "audience": "followers"])
      try await carys.signedIn().post("/@amina/mute", ["on": "yes"])
      try await dai.signedIn().post("/@amina/block", ["on": "yes"])
      try await hers.post("/talk", ["text": "Hello @carys and @dai."])
      try await town.listen()
      for person in [bram, carys, dai] {
        #expect(try await person.signedIn().get("/notifications").has("up to date"), "\(person.handle)")
      }
      let rows: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM notice") }
      #expect(rows == 0)
    }
  }

  @Test("Who leaves the group no longer reads there what a notice said", arguments: Town.engines) func later(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let group = try await town.store.write { tx in
        let group = try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "Talk", door: .private), by: amina.id, in: tx)
        try Groups.join(group, bram.id, in: tx)
        return group
      }
      try await amina.signedIn().post("/talk", ["text": "A secret for @bram.", "audience": "group-\(group)"])
      try await town.listen()
      let his = try await bram.signedIn()
      #expect(try await his.get("/notifications").has("A secret for"))
      try await town.store.write { tx in try tx.run("DELETE FROM membership WHERE account_id = \(bram.id)") }
      let page = try await his.get("/notifications")
      #expect(!page.has("A secret for"))
      #expect(page.has("This is no longer there."))
      #expect(try await NoticeLetters(house: town.house).compose() == 0, "nor is it sent by mail")
    }
  }

  @Test("A muted conversation is quiet, and one that was written in says so once until read", arguments: Town.engines)
  func attention(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let (bram, carys) = (try await town.person("bram"), try await town.person("carys"))
      let said = try await amina.post("/talk", ["title": "The 61 bus", "text": "Late again."])
      let key = String(try #require(said.path.split(separator: "/").last?.split(separator: "-").first))
      try await bram.signedIn().post("/posts/\(key)/replies", ["text": "One."])
      try await carys.signedIn().post("/posts/\(key)/replies", ["text": "Two."])
      let conversation = Int64(key) ?? 0
      try await town.store.write { tx in
        try tx.run(
          "INSERT INTO conversation_attention (account_id, conversation_id, level, since) VALUES (\(carys.id), \(conversation), 0, 0)"
        )
      }
      try await amina.post("/posts/\(key)/replies", ["text": "Three @carys."])
      try await amina.post("/posts/\(key)/replies", ["text": "Four."])
      try await town.listen()
      #expect(try await bram.signedIn().get("/notifications").has("1 you have not read"))
      #expect(try await carys.signedIn().get("/notifications").has("up to date"))
    }
  }

  @Test("A moderator’s decision is told without a name; a report in vain is not told at all", arguments: Town.engines)
  func decisions(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig").signedIn()
      let posted = try await craig.post("/talk", ["text": "You are all fools."])
      let key = posted.path.dropFirst("/talk/".count)
      let mona = try await town.person("mona", role: .moderator).signedIn()
      try await mona.post("/moderation/post/\(key)", ["action": "dismiss", "concern": "unkind", "reason": "Fine."])
      try await town.listen()
      #expect(try await craig.get("/notifications").has("up to date"))
      try await mona.post(
        "/moderation/post/\(key)", ["action": "hide", "concern": "unkind", "reason": "It insults people."])
      try await town.listen()
      let page = try await craig.get("/notifications")
      #expect(page.has("The moderators decided"))
      #expect(!page.has("Mona"))
      let open = try #require(page.first("action=\"(/notifications/[0-9]+/open)\""))
      #expect(try await craig.post(open).has("It insults people."))
    }
  }

  @Test(
    "A mention is written about at once, support once a day, and never what was read or not wanted",
    arguments: Town.engines)
  func mail(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let (bram, carys) = (try await town.person("bram"), try await town.person("carys"))
      try await town.store.write { tx in
        try tx.run("UPDATE login SET verified_at = NULL WHERE account_id = \(carys.id)")
      }
      let hers = try await amina.signedIn()
      let his = try await bram.signedIn()
      let said = try await hers.post("/talk", ["text": "Hello <b>@bram</b> and @carys, what now?"])
      let key = said.path.dropFirst("/talk/".count)
      try await his.post("/posts/\(key)/support", ["on": "yes"])
      try await town.listen()
      let letters = NoticeLetters(house: town.house)
      #expect(try await letters.compose() == 1)
      #expect(try await letters.compose() == 0)
      let sent = try await town.queuedLetters()
      #expect(
        sent.map { $0["to"] as? String } == ["bram@town.example"], "who has not confirmed an address gets nothing")
      #expect((sent[0]["subject"] as? String)?.hasPrefix("Amina mentioned you") == true)
      #expect((sent[0]["html"] as? String)?.contains("<b>@bram") == false)
      #expect((sent[0]["listUnsubscribe"] as? String)?.contains("/unsubscribe/") == true)
      town.clock.pass(.hours(25))
      #expect(try await letters.compose() == 1)
      let digest = try await town.queuedLetters()[1]
      #expect(digest["to"] as? String == "amina@town.example")
      #expect((digest["text"] as? String)?.contains("Bram supports what you said") == true)

      #expect(try await his.get("/notifications/letters").path == "/settings/email")
      let refused = try await his.post("/settings/email", ["mail.mention": "never", "mail.reply": "nonsense"])
      #expect(refused.status == 422 && refused.has("Choose how often."))
      #expect(try await his.post("/settings/email", ["mail.mention": "never"]).has("Which letters you get"))
      try await hers.post("/talk", ["text": "Again @bram."])
      try await town.listen()
      #expect(try await letters.compose() == 0)
      // A letter that gathers a day is stopped as a whole, and wanted again.
      try await hers.post("/settings/email", ["mail.digest": "never"])
      for (turn, expected) in [("no", 0), ("yes", 1)] {
        try await his.post("/posts/\(key)/share", ["on": turn])
        if turn == "yes" { try await hers.post("/settings/email", ["mail.digest": "on"]) }
        let other = try await town.person("other\(turn)").signedIn()
        try await other.post("/posts/\(key)/support", ["on": "yes"])
        try await town.listen()
        town.clock.pass(.hours(49))
        #expect(try await letters.compose() == expected, "\(turn)")
      }
    }
  }
}
