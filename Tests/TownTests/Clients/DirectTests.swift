import Commons
import Community
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Bridges
@testable import Guerilla

@Suite struct DirectTests {
  @Test("What is said to named people is a conversation: unread, read, taken off, and back", arguments: Town.engines)
  func conversations(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let carys = try await AppClient.of(town.person("carys"))
      try await amina.publish("For everyone, @bram.")
      let said = try await amina.publish("@bram between us", ["visibility": "direct"])
      try await town.listen()
      let list = try await bram.get("/api/v1/conversations").list
      #expect(list.count == 1)
      #expect(list.first?["unread"] as? Bool == true)
      #expect((list.first?["last_status"] as? [String: Any])?["id"] as? String == said)
      #expect((list.first?["accounts"] as? [[String: Any]])?.map { $0["id"] as? String } == [ann.id.description])
      #expect(try await amina.get("/api/v1/conversations").list.first?["unread"] as? Bool == false)
      #expect(try await carys.get("/api/v1/conversations").list.isEmpty)
      let id = try #require(list.first?["id"] as? String)
      for app in [carys] {
        #expect(try await app.post("/api/v1/conversations/\(id)/read").status == 404)
        #expect(try await app.send(.delete, "/api/v1/conversations/\(id)").status == 404)
      }
      #expect(try await bram.get("/api/v1/notifications/unread_count").object["count"] as? Int == 2)
      let read = try await bram.post("/api/v1/conversations/\(id)/read")
      #expect(read.object["unread"] as? Bool == false)
      #expect(try await bram.get("/api/v1/notifications/unread_count").object["count"] as? Int == 1)
      #expect(try await bram.send(.delete, "/api/v1/conversations/\(id)").status == 200)
      #expect(try await bram.get("/api/v1/conversations").list.isEmpty)
      #expect(try await amina.get("/api/v1/conversations").list.count == 1)
      // Something new brings it back.
      try await amina.publish("@bram are you there?", ["in_reply_to_id": said])
      let again = try await bram.get("/api/v1/conversations").list
      #expect(again.map { $0["id"] as? String } == [id] && again.first?["unread"] as? Bool == true)
      let scoped = try await AppClient.of(bob, scopes: "read:statuses")
      #expect(try await scoped.post("/api/v1/conversations/\(id)/read").status == 403)
    }
  }

  @Test(
    "Messages stand in the same list, and a message is a status for those in its thread alone", arguments: Town.engines)
  func messages(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let carys = try await AppClient.of(town.person("carys"))
      try await town.store.write { tx in try tx.run("UPDATE account SET messages_from = 2") }
      let messages = Messages(store: town.store)
      let thread = try await messages.start(MessageText("One <b>two</b>."), to: Invitees("amina"), by: bob.id)
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      try await amina.publish("@bram said to him", ["visibility": "direct"])
      let both = try await amina.get("/api/v1/conversations").list
      #expect(both.count == 2)
      let entry = try #require(both.first { $0["id"] as? String == thread.description })
      #expect(entry["unread"] as? Bool == true)
      let status = try #require(entry["last_status"] as? [String: Any])
      let first = try #require(status["id"] as? String)
      #expect(status["visibility"] as? String == "direct")
      #expect((status["content"] as? String)?.contains("&lt;b&gt;") == true)
      let one = try await amina.get("/api/v1/conversations?limit=1")
      let next = try #require(one.links["next"]?.dropFirst("http://town.example".count))
      #expect(try await amina.get(String(next)).list.first?["id"] as? String == thread.description)

      #expect(try await amina.get("/api/v1/statuses/\(first)")["id"] == first)
      #expect(try await carys.get("/api/v1/statuses/\(first)").status == 404)
      #expect(try await carys.get("/api/v1/statuses/\(first)/context").status == 404)
      #expect(try await AppClient.alone(in: town).get("/api/v1/statuses/\(first)").status == 404)
      #expect(
        try await carys.post("/api/v1/statuses", ["status": "Me too", "in_reply_to_id": first]).status == 404)
      #expect(try await carys.post("/api/v1/conversations/\(thread)/read").status == 404)
      #expect(try await carys.send(.delete, "/api/v1/conversations/\(thread)").status == 404)

      let answer = try await amina.send(
        .post, "/api/v1/statuses", json: "{\"status\": \"@bram Three.\", \"in_reply_to_id\": \"\(first)\"}")
      #expect(answer.status == 200 && answer["in_reply_to_id"] == first && answer["visibility"] == "direct")
      #expect(answer["content"]?.contains("<p>Three.</p>") == true)
      let pages = try await bob.signedIn().get("/messages/\(thread)")
      #expect(pages.has("Three."))
      let context = try await bram.get("/api/v1/statuses/\(answer.id)/context").object
      #expect((context["ancestors"] as? [[String: Any]])?.map { $0["id"] as? String } == [first])
      #expect((context["descendants"] as? [Any])?.isEmpty == true)
      let poll = try await amina.post(
        "/api/v1/statuses",
        ["status": "Which?", "in_reply_to_id": first, "poll[options][]": "a", "poll[options][]": "b"])
      #expect(poll.status == 422)
      #expect(try await amina.post("/api/v1/statuses", ["status": "", "in_reply_to_id": first]).status == 422)

      #expect(try await bram.post("/api/v1/conversations/\(thread)/read").object["unread"] as? Bool == false)
      #expect(try await bram.send(.delete, "/api/v1/conversations/\(thread)").status == 200)
      #expect(try await bram.get("/api/v1/conversations").list.count == 1)
      #expect(try await bob.signedIn().get("/messages/\(thread)").status == 200, "nobody has left")
      // One’s own message is taken back; another’s is not.
      #expect(try await bram.send(.delete, "/api/v1/statuses/\(answer.id)").status == 404)
      #expect(try await amina.send(.delete, "/api/v1/statuses/\(answer.id)")["text"] == "Three.")
      #expect(try await bram.get("/api/v1/statuses/\(answer.id)").status == 404)
      // Who has left reads no more.
      try await messages.leave(thread, by: ann.id)
      #expect(try await amina.get("/api/v1/statuses/\(first)").status == 404)
      #expect(try await amina.get("/api/v1/conversations").list.count == 1)
    }
  }

  @Test("The same call sends one message") func once() async throws {
    try await Town.open(on: "sqlite") { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      try await town.store.write { tx in try tx.run("UPDATE account SET messages_from = 2") }
      let thread = try await Messages(store: town.store).start(MessageText("One."), to: Invitees("amina"), by: bob.id)
      let amina = try await AppClient.of(ann)
      let first = try #require(
        (try await amina.get("/api/v1/conversations").list.first?["last_status"] as? [String: Any])?["id"] as? String)
      var ids: Set<String> = []
      for _ in 0..<3 {
        let answer = try await amina.send(
          .post, "/api/v1/statuses", ["status": "Two.", "in_reply_to_id": first], headers: [.idempotencyKey: "k"])
        ids.insert(answer.id)
      }
      #expect(ids.count == 1)
      let count: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM message WHERE thread_id = \(thread)")
      }
      #expect(count == 2)
    }
  }

  @Test("A report stands in the moderators’ queue with its posts and rules", arguments: Town.engines)
  func reports(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let steward = try await town.person("stella", role: .steward).signedIn()
      try await town.store.write { tx in
        try tx.run("INSERT INTO rule (position, title, text, set_at) VALUES (1, 'Be kind', '', 0)")
      }
      let (one, two) = (try await bram.publish("Buy my hats."), try await bram.publish("Hats!"))
      let hidden = try await bram.publish("For few", ["visibility": "private"])
      let mine = try await amina.publish("I said that.")
      let made = try await amina.send(
        .post, "/api/v1/reports",
        json: """
          {"account_id": "\(bob.id)", "status_ids": ["\(one)", "\(two)"], "comment": "Hats, hats.", "category": "spam", "rule_ids": [1], "forward": "true"}
          """)
      #expect(made.status == 200 && made["category"] == "spam" && made["comment"] == "Hats, hats.")
      #expect(made.object["status_ids"] as? [String] == [one, two] && made.object["rule_ids"] as? [String] == ["1"])
      #expect((made.object["target_account"] as? [String: Any])?["id"] as? String == bob.id.description)
      #expect(made.object["action_taken"] as? Bool == false)
      let queue = try await steward.get("/moderation/queue")
      #expect(queue.status == 200 && queue.has("Buy my hats."))
      let again = try await amina.post("/api/v1/reports", ["account_id": bob.id.description, "status_ids[]": one])
      #expect(again.id == made.id, "the same again adds to the open report")
      let account = try await amina.post("/api/v1/reports", ["account_id": bob.id.description])
      #expect(account["category"] == "other" && account.id != made.id)
      for (form, status) in [
        (["account_id": bob.id.description, "status_ids[]": mine], 404),
        (["account_id": bob.id.description, "status_ids[]": hidden], 404),
        (["account_id": "99"], 404), ([:], 404),
        (["account_id": bob.id.description, "category": "rude"], 422),
        (["account_id": bob.id.description, "rule_ids[]": "7"], 422),
        (["account_id": bob.id.description, "rule_ids[]": "x"], 422),
      ] as [([String: String], Int)] {
        let body = form.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        let answer = try await amina.send(
          .post, "/api/v1/reports", body: Array(body.utf8), headers: [.contentType: "application/x-www-form-urlencoded"]
        )
        #expect(answer.status == status, "\(form)")
      }
      let rows: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM report") }
      #expect(rows == 2)
      let reader = try await AppClient.of(ann, scopes: "read")
      #expect(try await reader.post("/api/v1/reports", ["account_id": bob.id.description]).status == 403)
    }
  }

  @Test("Whoever can be met can be shown on a profile", arguments: Town.engines)
  func endorsed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let amina = try await AppClient.of(ann)
      let shown = try await amina.post("/api/v1/accounts/\(bob.id)/pin")
      #expect(shown.object["endorsed"] as? Bool == true && shown.object["following"] as? Bool == false)
      #expect(try await amina.get("/api/v1/endorsements").list.count == 1)
      #expect(try await amina.post("/api/v1/accounts/\(bob.id)/unpin").object["endorsed"] as? Bool == false)
      #expect(try await amina.post("/api/v1/accounts/\(ann.id)/pin").status == 404)
      try await AppClient.of(bob).post("/api/v1/accounts/\(ann.id)/block")
      #expect(try await amina.post("/api/v1/accounts/\(bob.id)/pin").status == 404)
      // After a block that was taken back, following is as it is asked for.
      try await AppClient.of(bob).post("/api/v1/accounts/\(ann.id)/unblock")
      #expect(try await amina.post("/api/v1/accounts/\(bob.id)/follow").object["following"] as? Bool == true)
    }
  }
}
