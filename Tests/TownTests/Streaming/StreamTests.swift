import Commons
import Foundation
import HTTPTypes
import Testing

@testable import Bridges
@testable import Community
@testable import Guerilla
@testable import Storehouse

@Suite struct StreamTests {
  private func three(_ town: Town) async throws -> (Resident, Resident, Resident) {
    (try await town.person("amina"), try await town.person("bram"), try await town.person("eve"))
  }

  @Test(
    "Who follows someone hears what they say, as their home timeline shows it; nobody else", arguments: Town.engines)
  func home(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      try await town.store.write { tx in try Follows.follow(amina.id, by: bram.id, in: tx) }
      let hers = try await streams.listen(amina, .user).ears
      let his = try await streams.listen(bram, .user).ears
      let other = try await streams.listen(eve, .user).ears
      try await streams.tell()
      for ears in [hers, his, other] { ears.forget() }

      let post = try await streams.post("The 61 was late again. #buses", by: amina)
      try await streams.tell()
      #expect(hers.events == ["update"] && his.events == ["update"] && other.events.isEmpty)
      let payload = try #require(his.payloads().first)
      #expect(payload["id"] as? String == post.description)
      #expect((payload["account"] as? [String: Any])?["acct"] as? String == "amina")

      // A reply stands in no home timeline.
      try await town.store.write { tx in
        _ = try Conversations.reply(
          to: post, PostText("By ten minutes."), language: "en", by: amina.id, as: amina.id, in: tx)
      }
      try await streams.tell()
      #expect(his.events.filter { $0 == "update" }.count == 1)

      // A topic that is followed brings it too, and a list that keeps someone apart takes it away.
      try await town.store.write { tx in
        let topic: Int64 = try #require(try tx.value("SELECT id FROM topic WHERE name = 'buses'"))
        try tx.run("INSERT INTO topic_follow (account_id, topic_id, since) VALUES (\(eve.id), \(topic), \(tx.now))")
        let list = try PeopleLists.make(ListName("Apart"), by: bram.id, in: tx)
        try PeopleLists.add(amina.id, to: list, in: tx)
        try tx.run("UPDATE people_list SET is_exclusive = TRUE WHERE id = \(list)")
      }
      for ears in [hers, his, other] { ears.forget() }
      _ = try await streams.post("And again. #buses", by: amina)
      try await streams.tell()
      #expect(other.events == ["update"] && his.events.isEmpty)
    }
  }

  @Test("A share is heard by those who follow the sharer, until it is taken back", arguments: Town.engines)
  func shares(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      try await town.store.write { tx in
        try Follows.follow(bram.id, by: eve.id, in: tx)
        try Follows.follow(bram.id, by: amina.id, in: tx)
        try tx.run("UPDATE follow SET shows_shares = FALSE WHERE follower_id = \(amina.id)")
      }
      let post = try await streams.post("Worth reading.", by: amina)
      let hers = try await streams.listen(eve, .user).ears
      let quiet = try await streams.listen(amina, .user, scopes: "read:statuses").ears
      try await streams.tell()
      for ears in [hers, quiet] { ears.forget() }
      try await Shares(store: town.store).share(post, true, by: bram.id)
      try await streams.tell()
      let payload = try #require(hers.payloads().first)
      #expect((payload["reblog"] as? [String: Any])?["id"] as? String == post.description)
      try await Shares(store: town.store).share(post, false, by: bram.id)
      try await streams.tell()
      #expect(hers.events == ["update", "delete"])
      #expect(hers.messages.last?.payload == Array((payload["id"] as? String ?? "").utf8))
      #expect(quiet.events.isEmpty)
    }
  }

  @Test(
    "An outsider hears nothing of a private group on any stream, not even that something is gone",
    arguments: Town.engines)
  func privateGroup(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      let (group, list) = try await town.store.write { tx in
        let group = try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "Talk", door: .private), by: amina.id, in: tx)
        try Groups.join(group, bram.id, in: tx)
        try Follows.follow(amina.id, by: eve.id, in: tx)
        let list = try PeopleLists.make(ListName("Heard"), by: eve.id, in: tx)
        try PeopleLists.add(amina.id, to: list, in: tx)
        return (group, list)
      }
      let everything: [StreamName] = [
        .user, .userNotification, .everyone(onlyMedia: false), .local(onlyMedia: false),
        .hashtag("canary", isLocal: false),
        .hashtag("canary", isLocal: true), .direct,
      ]
      let outside = try await streams.listen(eve, .list(list)).ears
      let outsider = try await streams.listen(eve, .user)
      let visitor = try await streams.listen(nil, .everyone(onlyMedia: false), .hashtag("canary", isLocal: false)).ears
      for stream in everything { _ = streams.hub.add(stream, to: outsider.id) }
      let member = try await streams.listen(bram, .user).ears
      try await streams.tell()
      for ears in [outside, outsider.ears, visitor, member] { ears.forget() }

      let secret = try await streams.post("A canary #canary @eve", by: amina, .group, space: group)
      try await streams.tell()
      #expect(member.events.contains("update"))
      let draft = try await Revisions(store: town.store).draft(of: secret, for: amina.id)
      let revision = try Revision(
        of: draft.card, title: "", text: "A canary that sings #canary", contentNote: "", language: "en",
        files: Revision.Files())
      try await Revisions(store: town.store).change(secret, to: revision, by: amina.id)
      try await streams.tell()
      #expect(member.events.contains("status.update"))
      _ = try await Removals(store: town.store).remove(secret, by: amina.id)
      try await streams.tell()
      #expect(member.events.last == "delete")
      for ears in [outside, outsider.ears, visitor] { #expect(ears.messages.isEmpty, "\(ears.text)") }

      // Who leaves the group hears no more of it, on the stream that was open.
      try await town.store.write { tx in
        try tx.run("DELETE FROM membership WHERE space_id = \(group) AND account_id = \(bram.id)")
      }
      member.forget()
      _ = try await streams.post("Another canary", by: amina, .group, space: group)
      try await streams.tell()
      #expect(member.messages.isEmpty)
    }
  }

  @Test(
    "Whoever is limited is on no public stream but with those who follow them; they stay on the streams of their own readers",
    arguments: Town.engines)
  func limited(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      try await town.store.write { tx in
        try Follows.follow(amina.id, by: bram.id, in: tx)
        try tx.run("UPDATE account SET is_limited = TRUE WHERE id = \(amina.id)")
      }
      let open: [StreamName] = [
        .everyone(onlyMedia: false), .local(onlyMedia: false), .hashtag("rain", isLocal: false),
        .hashtag("rain", isLocal: true),
      ]
      let stranger = try await streams.listen(eve, .user)
      let visitor = try await streams.listen(nil)
      for stream in open {
        for id in [stranger.id, visitor.id] { #expect(streams.hub.add(stream, to: id)) }
      }
      let reader = try await streams.listen(bram, .user).ears
      try await streams.tell()
      for ears in [stranger.ears, visitor.ears, reader] { ears.forget() }
      _ = try await streams.post("Umbrellas! #rain", by: amina)
      try await streams.tell()
      #expect(stranger.ears.messages.isEmpty && visitor.ears.messages.isEmpty, "\(visitor.ears.text)")
      #expect(reader.events == ["update"])
      try await town.store.write { tx in try tx.run("UPDATE account SET is_limited = FALSE WHERE id = \(amina.id)") }
      _ = try await streams.post("Umbrellas again! #rain", by: amina)
      try await streams.tell()
      #expect(visitor.ears.events == ["update", "update", "update", "update"])
    }
  }

  @Test("What is said to named people is a conversation for them alone", arguments: Town.engines)
  func named(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      let his = try await streams.listen(bram, .direct).ears
      let other = try await streams.listen(eve, .direct, .user, .everyone(onlyMedia: false)).ears
      let post = try await streams.post("For you alone, @bram", by: amina, .named, named: ["bram"])
      try await streams.tell()
      #expect(his.events == ["conversation"] && other.messages.isEmpty)
      let conversation = try #require(his.payloads().first)
      #expect(conversation["unread"] as? Bool == true)
      #expect((conversation["last_status"] as? [String: Any])?["id"] as? String == post.description)
      #expect((conversation["accounts"] as? [[String: Any]])?.map { $0["acct"] as? String } == ["amina"])
    }
  }

  @Test(
    "A notice comes where it may be heard: on the person’s own streams, with the scope for it", arguments: Town.engines)
  func notices(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      let post = try await streams.post("Support me.", by: amina)
      try await streams.tell()
      let hers = try await streams.listen(amina, .user).ears
      let alone = try await streams.listen(amina, .userNotification, scopes: "read:notifications").ears
      let statusesOnly = try await streams.listen(amina, .user, scopes: "read:statuses").ears
      let other = try await streams.listen(eve, .user, .userNotification).ears
      try await Conversations(store: town.store).support(post, true, by: bram.id)
      try await streams.tell()
      #expect(hers.events == ["notification"] && alone.events == ["notification"])
      #expect(statusesOnly.messages.isEmpty && other.messages.isEmpty)
      let notice = try #require(hers.payloads().first)
      #expect(notice["type"] as? String == "favourite")
      #expect((notice["account"] as? [String: Any])?["acct"] as? String == "bram")
      #expect((notice["status"] as? [String: Any])?["id"] as? String == post.description)
      #expect(alone.messages.first?.stream.words == ["user:notification"])
    }
  }

  @Test("A stream ends with its token, and with the person’s leave to be here", arguments: Town.engines)
  func ends(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let streams = StreamTown(town)
      let his = try await streams.listen(bram, .everyone(onlyMedia: false))
      let hers = try await streams.listen(eve, .everyone(onlyMedia: false))
      let token = try #require(his.token)
      try await town.store.write { tx in _ = try AppStore.deleteToken("id = \(token)", in: tx) }
      _ = try await streams.post("For everyone.", by: amina)
      try await streams.tell()
      #expect(his.ears.messages.isEmpty && his.ears.isOver, "a token that was taken back hears nothing more")
      #expect(hers.ears.events == ["update"] && !hers.ears.isOver)
      try await town.store.write { tx in try tx.run("UPDATE account SET standing = 2 WHERE id = \(eve.id)") }
      await streams.hub.beatOnce()
      #expect(hers.ears.isOver && streams.hub.count == 0, "and whoever is suspended is cut off though nothing happens")
    }
  }

  @Test(
    "All who have nothing to do with a post are sent the same bytes; a filter makes them others’ own",
    arguments: Town.engines)
  func onceForAll(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram, eve) = try await three(town)
      let (fay, gus) = (try await town.person("fay"), try await town.person("gus"))
      let streams = StreamTown(town)
      try await town.store.write { tx in
        for (number, person, action) in [(1, fay, 0), (2, gus, 1)] as [(Int64, Resident, Int)] {
          try tx.run(
            """
            INSERT INTO word_filter (id, account_id, title, contexts, action, made_at)
            VALUES (\(number), \(person.id), 'late', 31, \(action), \(tx.now))
            """)
          try tx.run(
            "INSERT INTO word_filter_word (id, filter_id, word, is_whole) VALUES (\(number), \(number), 'late', TRUE)")
        }
      }
      let all = try await [bram, eve, fay, gus].asyncMap {
        try await streams.listen($0, .everyone(onlyMedia: false)).ears
      }
      _ = try await streams.post("Late again.", by: amina)
      try await streams.tell()
      #expect(all[0].messages.count == 1 && all[0].messages.first === all[1].messages.first)
      #expect(try (all[2].payloads().first?["filtered"] as? [Any])?.count == 1, "who is to be warned is")
      #expect(try (all[0].payloads().first?["filtered"] as? [Any])?.isEmpty == true)
      #expect(all[3].messages.isEmpty, "who hides it does not get it")
    }
  }

  @Test("Somebody’s seventeenth connection ends their first, and a connection hears at most forty streams")
  func limits() async throws {
    try await Town.open(on: "sqlite") { town in
      let amina = try await town.person("amina")
      let streams = StreamTown(town)
      var all: [(ears: StreamEars, id: Int, token: Key<AppToken>?)] = []
      for _ in 0..<17 { all.append(try await streams.listen(amina, .user)) }
      #expect(all[0].ears.isOver && !all[1].ears.isOver && streams.hub.count == 16)
      let added = (0..<50).map { streams.hub.add(.hashtag("t\($0)", isLocal: false), to: all[1].id) }
      #expect(added.filter { $0 }.count == 39)
      #expect(streams.hub.add(.hashtag("t1", isLocal: false), to: all[1].id), "one that it hears already is no more")
      streams.hub.remove(.hashtag("t1", isLocal: false), from: all[1].id)
      #expect(streams.hub.connections(on: .hashtag("t1", isLocal: false)).isEmpty)
      streams.hub.closeAll()
      #expect(streams.hub.count == 0 && all.allSatisfy { $0.ears.isOver } && !streams.hub.hasRoom)
    }
  }

  @Test("An event is JSON whose payload is a text, or lines of a stream of events")
  func frames() throws {
    let message = StreamMessage(.hashtag("tŷ \"x\"", isLocal: true), "update", Array(#"{"content":"a\nb"}"#.utf8))
    let frame = try #require(try JSONSerialization.jsonObject(with: Data(message.frame)) as? [String: Any])
    #expect(frame["stream"] as? [String] == ["hashtag:local", "tŷ \"x\""])
    #expect(frame["payload"] as? String == #"{"content":"a\nb"}"#)
    #expect(
      String(decoding: message.serverSentEvent, as: UTF8.self) == "event: update\ndata: {\"content\":\"a\\nb\"}\n\n")
    let bare = try JSONSerialization.jsonObject(with: Data(StreamMessage(.user, "filters_changed", nil).frame))
    #expect((bare as? [String: Any])?["payload"] == nil)
  }

  @Test("A stream that is not one’s own, or not one at all, is refused as JSON")
  func doors() async throws {
    try await Town.open(on: "sqlite") { town in
      let (amina, bram, _) = try await three(town)
      let apps = Apps(store: town.store)
      let new = try NewApp(name: "Pocket", website: "", redirectURIs: ["http://127.0.0.1/"], scopes: "read write")
      let app = try await apps.register(new).app
      func token(_ scopes: String) async throws -> String {
        try await apps.issue(app.id, account: bram.id, scopes: #require(Scopes(asked: scopes))).token
      }
      let list = try await town.store.write { tx in try PeopleLists.make(ListName("Hers"), by: amina.id, in: tx) }
      let browser = town.visitor()
      func status(_ path: String, _ token: String? = nil) async throws -> Int {
        var headers = HTTPFields()
        if let token { headers[.authorization] = "Bearer \(token)" }
        let page = try await browser.send(.get, "/api/v1/streaming/\(path)", body: nil, headers: headers)
        if page.status != 200 { #expect(page.body.contains("\"error\""), "\(path): \(page.body)") }
        return page.status
      }
      #expect(try await status("health") == 200)
      #expect(try await browser.send(.get, "/api/v1/streaming/health", body: nil).body == "OK")
      #expect(try await status("user") == 401)
      #expect(try await status("user", "nonsense") == 401)
      #expect(try await status("public", "nonsense") == 401)
      #expect(try await status("user", token("write")) == 403)
      #expect(try await status("user", token("read:notifications")) == 403)
      #expect(try await status("user/notification", token("read:statuses")) == 403)
      #expect(try await status("hashtag") == 400)
      #expect(try await status("list", token("read")) == 400)
      #expect(try await status("list?list=\(list)", token("read")) == 404)
      #expect(try await status("list?list=\(list)") == 401)
      #expect(try await status("nowhere", token("read")) == 404)
      #expect(town.program.streams.count == 0)
    }
  }
}

extension Array {
  fileprivate func asyncMap<Made>(_ make: (Element) async throws -> Made) async rethrows -> [Made] {
    var made: [Made] = []
    for element in self { made.append(try await make(element)) }
    return made
  }
}
