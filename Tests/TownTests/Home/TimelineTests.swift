import Commons
import Storehouse
import Testing

@testable import Community

@Suite("The home page's timeline") struct TimelineTests {
  @Test(
    "It holds everything of those one follows, newest first, however much any of them writes", arguments: Town.engines)
  func everything(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let reader = try await town.person("reader")
      let expected = try await Self.fill(town, reader: reader.id)
      let homes = Homes(store: town.store)
      var seen: [Key<Post>] = []
      var before: Key<Post>?
      for _ in 0..<60 {
        let page = try await homes.read(.following, before: before, for: reader.id)
        seen += page.cards.map(\.id)
        guard let older = page.olderBefore else { break }
        before = older
      }
      #expect(seen == expected)
    }
  }

  /// Forty people who are followed: most write now and then, one writes four hundred times in a row, and there is one whom
  /// nobody follows.
  /// - Returns: the keys of what the reader should see, newest first.
  private static func fill(_ town: Town, reader: Key<Account>) async throws -> [Key<Post>] {
    try await town.store.write { tx in
      var expected: [Key<Post>] = []
      var time = 1_700_000_000_000
      var chance: UInt64 = 7
      func post(by author: Int) throws {
        time += 1000
        let id = Key<Post>((Int64(time) - Moment.keyEpoch.milliseconds) << 21)
        try tx.run(
          """
          INSERT INTO post (id, author_id, writer_id, conversation_id, kind, audience, text, html, language, published_at, last_reply_id)
          VALUES (\(id), \(author), \(author), \(id), 0, 0, 'x', '<p>x</p>', 'en', \(id.moment), \(id))
          """)
        try tx.run("UPDATE account SET last_post_id = \(id) WHERE id = \(author)")
        if author <= 40 { expected.append(id) }
      }
      for number in 1...41 {
        try tx.run(
          "INSERT INTO account (id, kind, handle, name, joined_at) VALUES (\(number), 1, \("w\(number)"), 'Writer', \(tx.now))"
        )
        if number <= 40 {
          try tx.run(
            "INSERT INTO follow (follower_id, followee_id, state, since) VALUES (\(reader), \(number), 0, \(tx.now))")
        }
      }
      for round in 0..<500 {
        chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        try post(by: Int(chance >> 33) % 41 + 1)
        // One of them tells a long story.
        if round == 250 { for _ in 0..<400 { try post(by: 7) } }
      }
      return expected.reversed()
    }
  }
}
