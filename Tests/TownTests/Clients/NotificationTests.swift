import Commons
import Community
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Bridges
@testable import Guerilla

extension AppClient {
  /// The types of what somebody is told, the newest first.
  func told(_ query: String = "") async throws -> [String] {
    try await get("/api/v1/notifications\(query)").list.compactMap { $0["type"] as? String }
  }

  @discardableResult
  func publish(_ text: String, _ more: KeyValuePairs<String, String> = [:]) async throws -> String {
    let form = [("status", text)] + more.map { ($0.key, $0.value) }
    let body = form.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
    let answer = try await send(
      .post, "/api/v1/statuses", body: Array(body.joined(separator: "&").utf8),
      headers: [.contentType: "application/x-www-form-urlencoded"])
    #expect(answer.status == 200, "\(answer.body)")
    return answer.id
  }
}

@Suite struct NotificationTests {
  @Test("An app is told what the page tells, each kind by the name it knows", arguments: Town.engines)
  func kinds(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let said = try await amina.publish("The 61 bus is late.")
      try await bram.publish("@amina mine too", ["in_reply_to_id": said])
      try await bram.post("/api/v1/statuses/\(said)/favourite")
      try await bram.post("/api/v1/statuses/\(said)/reblog")
      try await bram.publish("Look at this.", ["quoted_status_id": said])
      try await bram.post("/api/v1/accounts/\(ann.id)/follow", ["notify": "true"])
      try await town.listen()
      #expect(try await amina.told() == ["follow", "quote", "reblog", "favourite", "mention"])
      #expect(try await amina.told("?types[]=favourite&types[]=follow") == ["follow", "favourite"])
      #expect(
        try await amina.told("?exclude_types[]=favourite&exclude_types[]=quote") == ["follow", "reblog", "mention"])
      #expect(try await amina.told("?types[]=nothing").isEmpty)
      #expect(try await amina.told("?account_id=\(ann.id)").isEmpty)
      #expect(try await amina.get("/api/v1/notifications/unread_count").object["count"] as? Int == 5)
      #expect(try await amina.get("/api/v1/notifications/unread_count?limit=3").object["count"] as? Int == 3)
      // Bram follows with a bell: everything she publishes first is told him, and a change of what he shared.
      let more = try await amina.publish("And again.")
      try await amina.send(.put, "/api/v1/statuses/\(said)", ["status": "The 61 bus was late."])
      try await town.listen()
      let list = try await bram.get("/api/v1/notifications").list
      #expect(list.map { $0["type"] as? String } == ["update", "status"])
      #expect(list.map { ($0["status"] as? [String: Any])?["id"] as? String } == [said, more])
      let page = try await ann.signedIn().get("/notifications")
      #expect(page.has("took up what you said"))
      let his = try await bob.signedIn().get("/notifications")
      #expect(his.has("Amina changed what you shared in “The 61 bus was late.”"))
      #expect(his.has("Amina published “And again.”"))
    }
  }

  @Test("Who asked a check and who voted in it are told when it is over", arguments: Town.engines)
  func over(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let carys = try await AppClient.of(town.person("carys"))
      let asked = try await amina.publish(
        "Which day?", ["poll[options][]": "Monday", "poll[options][]": "Friday", "poll[expires_in]": "300"])
      #expect(try await bram.post("/api/v1/polls/\(asked)/votes", ["choices[]": "1"]).status == 200)
      try await town.work()
      try await town.listen()
      #expect(try await bram.told().isEmpty)
      town.clock.pass(.minutes(6))
      try await town.work()
      try await town.listen()
      try await town.listen()
      for app in [amina, bram] { #expect(try await app.told() == ["poll"]) }
      #expect(try await carys.told().isEmpty)
      let one = try await bram.get("/api/v1/notifications").list.first
      #expect((one?["account"] as? [String: Any])?["id"] as? String == ann.id.description)
      #expect(try await bob.signedIn().get("/notifications").has("The check in “Which day?” is over"))
    }
  }

  @Test("A page of notifications leads to the ones before and after it", arguments: Town.engines)
  func pages(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (
        try await AppClient.of(town.person("amina")), try await AppClient.of(town.person("bram"))
      )
      for number in 1...7 { try await bram.publish("@amina number \(number)") }
      try await town.listen()
      let all = try await amina.get("/api/v1/notifications").list.compactMap { $0["id"] as? String }
      #expect(all.count == 7)
      let first = try await amina.get("/api/v1/notifications?limit=3")
      #expect(first.list.compactMap { $0["id"] as? String } == Array(all.prefix(3)))
      let next = try #require(first.links["next"]?.dropFirst("http://town.example".count))
      #expect(try await amina.get(String(next)).list.compactMap { $0["id"] as? String } == Array(all[3..<6]))
      let above = try await amina.get("/api/v1/notifications?limit=2&min_id=\(all[6])").list
      #expect(above.compactMap { $0["id"] as? String } == Array(all[4..<6]))
      let newest = try await amina.get("/api/v1/notifications?limit=2&since_id=\(all[6])").list
      #expect(newest.compactMap { $0["id"] as? String } == Array(all[0..<2]))
    }
  }

  @Test("What is let go is gone, and nobody lets go of another’s", arguments: Town.engines)
  func dismissed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let ann = try await town.person("amina")
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(town.person("bram")))
      let reader = try await AppClient.of(ann, scopes: "read:statuses")
      for number in 1...3 { try await bram.publish("@amina number \(number)") }
      // What an app has no word for is not let go with the rest.
      try await town.store.write { tx in
        try tx.run(
          """
          INSERT INTO notice (id, account_id, kind, group_key, at) VALUES (\(tx.mint(Notice.self)), \(ann.id), 'group-invited', 'g', \(tx.now))
          """)
      }
      try await town.listen()
      let id = try #require(try await amina.get("/api/v1/notifications").list.first?["id"] as? String)
      #expect(try await amina.get("/api/v1/notifications/\(id)")["id"] == id)
      #expect(try await bram.get("/api/v1/notifications/\(id)").status == 404)
      #expect(try await bram.post("/api/v1/notifications/\(id)/dismiss").status == 404)
      #expect(try await reader.get("/api/v1/notifications").status == 403)
      #expect(try await reader.post("/api/v1/notifications/clear").status == 403)
      #expect(try await amina.post("/api/v1/notifications/\(id)/dismiss").status == 200)
      #expect(try await amina.get("/api/v1/notifications/\(id)").status == 404)
      #expect(try await amina.post("/api/v1/notifications/9223372036854775807/dismiss").status == 404)
      #expect(try await amina.post("/api/v1/notifications/nonsense/dismiss").status == 404)
      #expect(try await amina.told().count == 2)
      #expect(try await amina.post("/api/v1/notifications/clear").status == 200)
      #expect(try await amina.told().isEmpty)
      let left: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM notice") }
      #expect(left == 1)
    }
  }

  @Test("Several supporters are one group, with everyone in it", arguments: Town.engines)
  func groups(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let said = try await amina.publish("The 61 bus is late.")
      for name in ["bram", "carys", "dai"] {
        let app = try await AppClient.of(town.person(name))
        try await app.post("/api/v1/statuses/\(said)/favourite")
        try await app.publish("@amina hello from \(name)")
      }
      try await town.listen()
      let answer = try await amina.get("/api/v2/notifications")
      let groups = try #require(answer.object["notification_groups"] as? [[String: Any]])
      #expect(groups.map { $0["type"] as? String } == ["mention", "favourite", "mention", "mention"])
      let favourites = try #require(groups.first { $0["type"] as? String == "favourite" })
      #expect(favourites["notifications_count"] as? Int == 3)
      #expect((favourites["sample_account_ids"] as? [String])?.count == 3)
      #expect(favourites["status_id"] as? String == said)
      #expect((answer.object["accounts"] as? [Any])?.count == 3)
      #expect((answer.object["statuses"] as? [Any])?.count == 4)
      #expect(try await amina.get("/api/v2/notifications/unread_count").object["count"] as? Int == 4)
      let alone = try await amina.get("/api/v2/notifications?grouped_types[]=follow")
      #expect((alone.object["notification_groups"] as? [Any])?.count == 6)
      let key = try #require(favourites["group_key"] as? String)
      #expect(try await amina.get("/api/v2/notifications/\(key)/accounts").list.count == 3)
      let one = try await amina.get("/api/v2/notifications/\(key)")
      #expect((one.object["notification_groups"] as? [Any])?.count == 1)
      let bram = try await AppClient.of(town.person("emlyn"))
      #expect(try await bram.get("/api/v2/notifications/\(key)").status == 404)
      #expect(try await bram.post("/api/v2/notifications/\(key)/dismiss").status == 404)
      #expect(try await amina.post("/api/v2/notifications/\(key)/dismiss").status == 200)
      #expect(try await amina.told("?types[]=favourite").isEmpty)
      let mention = try #require(groups[0]["group_key"] as? String)
      #expect(try await amina.post("/api/v2/notifications/\(mention)/dismiss").status == 200)
      #expect(try await amina.told().count == 2)
    }
  }

  @Test("What one may no longer see, or filters, is told no more", arguments: Town.engines)
  func unseen(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let gone = try await bram.publish("@amina soon gone")
      try await bram.publish("@amina about turnips")
      try await bram.publish("@amina about swedes")
      try await town.listen()
      #expect(try await amina.told().count == 3)
      try await bram.send(.delete, "/api/v1/statuses/\(gone)")
      #expect(try await amina.told().count == 2, "before anybody has listened")
      try await amina.post(
        "/api/v2/filters",
        [
          "title": "No turnips", "context[]": "notifications", "filter_action": "hide",
          "keywords_attributes[0][keyword]": "turnips",
        ])
      #expect(try await amina.told().count == 1)
      try await amina.post(
        "/api/v2/filters",
        [
          "title": "Swedes", "context[]": "notifications", "keywords_attributes[0][keyword]": "swedes",
        ])
      let shown = try await amina.get("/api/v1/notifications").list.first?["status"] as? [String: Any]
      #expect((shown?["filtered"] as? [Any])?.count == 1)
      try await amina.post("/api/v1/accounts/\(bob.id)/mute", ["notifications": "false"])
      #expect(try await amina.told().count == 1, "the mute leaves notices alone")
      try await bram.publish("@amina still here")
      try await town.listen()
      #expect(try await amina.told().count == 2)
      try await amina.post("/api/v1/accounts/\(bob.id)/mute", ["notifications": "true"])
      #expect(try await amina.told().isEmpty)
    }
  }

  @Test("A mute that has ended is none", arguments: Town.engines) func ended(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let said = try await bram.publish("Good morning.")
      let sees: () async throws -> Bool = {
        try await amina.get("/api/v1/timelines/public").list.contains { $0["id"] as? String == said }
      }
      try await amina.post("/api/v1/accounts/\(bob.id)/mute", ["duration": "600"])
      #expect(try await !sees())
      town.clock.pass(.minutes(9))
      try await town.work()
      #expect(try await !sees())
      // A longer one in the place of the first.
      try await amina.post("/api/v1/accounts/\(bob.id)/mute", ["duration": "600"])
      town.clock.pass(.minutes(2))
      try await town.work()
      #expect(try await !sees())
      town.clock.pass(.minutes(9))
      try await town.work()
      #expect(try await sees())
      try await bram.publish("@amina hello")
      try await town.listen()
      #expect(try await amina.told() == ["mention"])
      #expect(try await amina.get("/api/v1/mutes").list.isEmpty)
    }
  }

  @Test("A mute is over at its time though no job has been", arguments: Town.engines)
  func endedByTheClock(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let said = try await bram.publish("Good morning.")
      try await amina.post("/api/v1/accounts/\(bob.id)/mute", ["duration": "600"])
      let streams = StreamTown(town)
      let hers = try await streams.listen(ann, .everyone(onlyMedia: false)).ears
      let page = try await ann.signedIn()
      func check(_ isMuted: Bool) async throws {
        let lists = try await amina.get("/api/v1/timelines/public").list.contains { $0["id"] as? String == said }
        #expect(lists == !isMuted)
        #expect(try await page.get("/?tab=everything").has("Good morning.") == !isMuted)
        let told = try await amina.get("/api/v1/accounts/relationships?id[]=\(bob.id)").list.first
        #expect(told?["muting"] as? Bool == isMuted && told?["muting_notifications"] as? Bool == isMuted)
        #expect((told?["muting_expires_at"] is NSNull) == !isMuted)
        #expect(try await amina.get("/api/v1/mutes").list.isEmpty == !isMuted)
        #expect(try await page.get("/settings/blocks").has("@bram") == isMuted)
        let people = try await amina.get("/api/v1/suggestions").body
        #expect(people.contains("\"acct\":\"bram\"") == !isMuted)
        hers.forget()
        try await bram.publish("@amina hello")
        try await streams.tell()
        #expect(hers.events == (isMuted ? [] : ["update"]))
      }
      try await check(true)
      #expect(try await amina.told().isEmpty)
      // Past what pages and answers are remembered for; and no job is run.
      town.clock.pass(.minutes(11))
      try await check(false)
      #expect(try await amina.told().first == "mention")
      let rows: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM avoidance") }
      #expect(rows == 1, "the row is there still, for the job to take out")
      try await town.work()
      let left: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM avoidance") }
      #expect(left == 0)
    }
  }

  @Test("A policy keeps strangers’ notices apart until they are let through", arguments: Town.engines)
  func policy(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let carys = try await AppClient.of(town.person("carys"))
      let usual = try await amina.get("/api/v2/notifications/policy")
      #expect(usual["for_not_following"] == "accept" && usual["for_limited_accounts"] == "filter")
      let set = try await amina.send(.patch, "/api/v2/notifications/policy", ["for_not_following": "filter"])
      #expect(set["for_not_following"] == "filter")
      #expect(try await amina.send(.patch, "/api/v2/notifications/policy", ["for_not_following": "eat"]).status == 422)
      #expect(try await amina.get("/api/v1/notifications/policy").object["filter_not_following"] as? Bool == true)
      try await bram.publish("@amina one")
      try await bram.publish("@amina two")
      try await carys.publish("@amina a marmalade question")
      try await town.listen()
      #expect(try await amina.told().isEmpty)
      #expect(try await amina.told("?include_filtered=true").count == 3)
      #expect(try await amina.get("/api/v1/notifications/unread_count").object["count"] as? Int == 0)
      let page = try await ann.signedIn().get("/notifications")
      #expect(page.has("up to date") && !page.has("marmalade"))
      #expect(try await NoticeLetters(house: town.house).compose() == 0, "what is kept apart gets no letter")
      let summary = try await amina.get("/api/v2/notifications/policy").object["summary"] as? [String: Int]
      #expect(summary == ["pending_requests_count": 2, "pending_notifications_count": 3])
      let requests = try await amina.get("/api/v1/notifications/requests").list
      #expect(requests.map { $0["notifications_count"] as? String } == ["1", "2"])
      let his = try #require(requests[1]["id"] as? String)
      let hers = try #require(requests[0]["id"] as? String)
      #expect(try await amina.get("/api/v1/notifications/requests/\(his)")["id"] == his)
      #expect(try await bram.get("/api/v1/notifications/requests/\(his)").status == 404)
      #expect(try await bram.post("/api/v1/notifications/requests/\(his)/accept").status == 404)
      #expect(try await amina.post("/api/v1/notifications/requests/\(his)/accept").status == 200)
      #expect(try await amina.told().count == 2)
      #expect(try await amina.post("/api/v1/notifications/requests/dismiss", ["id[]": hers]).status == 200)
      #expect(try await amina.get("/api/v1/notifications/requests").list.isEmpty)
      #expect(try await amina.get("/api/v1/notifications/requests/merged").object["merged"] as? Bool == true)
      try await bram.publish("@amina four")
      try await carys.publish("@amina five")
      try await amina.send(.put, "/api/v2/notifications/policy", ["for_not_following": "drop"])
      try await town.listen()
      #expect(try await amina.told("?include_filtered=true").count == 3, "the one is let through, the other dropped")
      // Whom one follows comes, whatever is said of others.
      let three = try await town.person("dai")
      try await amina.post("/api/v1/accounts/\(three.id)/follow")
      try await AppClient.of(three).publish("@amina six")
      try await town.listen()
      #expect(try await amina.told().count == 4)
    }
  }

  @Test("A message is a mention for those in its thread", arguments: Town.engines)
  func messages(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      try await town.store.write { tx in try tx.run("UPDATE account SET messages_from = 2") }
      _ = try await Messages(store: town.store).start(
        MessageText("Between us."), to: Invitees("amina"), by: bob.id)
      try await town.listen()
      let amina = try await AppClient.of(ann)
      let told = try await amina.get("/api/v1/notifications").list
      #expect(told.map { $0["type"] as? String } == ["mention"])
      let status = told.first?["status"] as? [String: Any]
      #expect(status?["visibility"] as? String == "direct")
      #expect((status?["content"] as? String)?.contains("Between us.") == true)
      #expect(try await AppClient.of(bob).told().isEmpty)
    }
  }

  @Test("Markers are kept, and a change over a newer one is refused", arguments: Town.engines)
  func markers(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (
        try await AppClient.of(town.person("amina")), try await AppClient.of(town.person("bram"))
      )
      #expect(try await amina.get("/api/v1/markers?timeline[]=home").object.isEmpty)
      let said = try await amina.publish("Here.")
      let set = try await amina.post("/api/v1/markers", ["home[last_read_id]": said])
      let home = set.object["home"] as? [String: Any]
      #expect(home?["last_read_id"] as? String == said && home?["version"] as? Int == 1)
      let again = try await amina.post("/api/v1/markers", ["home[last_read_id]": "5", "home[version]": "1"])
      #expect((again.object["home"] as? [String: Any])?["version"] as? Int == 2)
      let stale = try await amina.post(
        "/api/v1/markers", ["home[last_read_id]": "9", "home[version]": "1", "notifications[last_read_id]": "1"])
      #expect(stale.status == 409 && stale.error != nil)
      #expect(try await amina.post("/api/v1/markers", ["home[last_read_id]": "9", "home[version]": "0"]).status == 409)
      let kept = try await amina.get("/api/v1/markers?timeline[]=home&timeline[]=notifications")
      #expect((kept.object["home"] as? [String: Any])?["last_read_id"] as? String == "5")
      #expect(kept.object["notifications"] == nil, "all of a call is kept, or nothing")
      #expect(try await amina.post("/api/v1/markers", ["home[last_read_id]": "x"]).status == 422)
      #expect(try await bram.get("/api/v1/markers?timeline[]=home").object.isEmpty)
      // What was read in an app is read on the page.
      try await bram.publish("@amina hello")
      try await town.listen()
      let id = try #require(try await amina.get("/api/v1/notifications").list.first?["id"] as? String)
      #expect(try await amina.get("/api/v1/notifications/unread_count").object["count"] as? Int == 1)
      try await amina.send(.post, "/api/v1/markers", json: "{\"notifications\": {\"last_read_id\": \"\(id)\"}}")
      #expect(try await amina.get("/api/v1/notifications/unread_count").object["count"] as? Int == 0)
    }
  }
}
