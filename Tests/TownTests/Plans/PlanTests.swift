import Commons
import Community
import Foundation
import Storehouse
import Testing

@testable import Guerilla

/// The pages that are read most, on a store with thousands of rows: none reads a large table from end to end, on either engine.
@Suite struct PlanTests {
  /// Tables that grow with the community.
  static let large = [
    "post", "account", "follow", "happening", "search_entry", "session", "notice", "support", "membership", "media",
  ]
  /// Indexes that these pages have to use: where one is missing from this list's findings, something else is read instead.
  static let floor = [
    "post_opening_public", "post_opening", "post_directly_under", "post_by_branch", "post_by_conversation",
    "account_by_activity",
    "follow_by_followee|follow_pkey|follow", "session_token_digest_key|sqlite_autoindex_session",
    "account_handle_key|sqlite_autoindex_account",
  ]
  static let rows = 20_000
  static let entries = 6_000

  @Test("No page that is read often reads a large table from end to end", arguments: Town.engines) func plans(
    _ engine: String
  ) async throws {
    StatementTrace.listen()
    try await Town.open(on: engine) { town in
      let reader = try await town.person("reader")
      let member = try await reader.signedIn()
      let app = try await AppClient.of(reader)
      let conversation = try await PlanTests.fill(town, reader: "reader")
      let visitor = town.visitor()
      try await visitor.get("/")
      _ = StatementTrace.take(town.database)
      let before = try await PlanTests.sequentialScans(of: town)

      let conversationPath = try await visitor.get("/talk/\(conversation)").path
      let pages = [
        "/", "/talk", "/talk?order=unanswered", "/talk?order=busy", conversationPath,
        "\(conversationPath)?after=\(conversation + 40)", "/@person7",
        "/people", "/people?kind=person", "/search?q=bus", "/search?q=bus+late+again", "/posts/\(conversation + 60)",
      ]
      for page in pages + [
        "/?tab=following", "/?tab=following&before=\(conversation + 3000)", "/?tab=near", "/?tab=topics",
        "/?tab=everything",
      ] {
        let answer = try await member.get(page)
        #expect(answer.status == 200, "\(page) for a member")
      }
      for page in pages { #expect(try await visitor.get(page).status == 200, "\(page) for a visitor") }
      for call in [
        "/api/v1/timelines/home", "/api/v1/timelines/home?max_id=\(conversation + 3000)",
        "/api/v1/timelines/public?local=true", "/api/v1/notifications", "/api/v2/search?q=bus",
        "/api/v2/search?q=person7",
        "/api/v1/statuses/\(conversation)", "/api/v1/accounts/7/statuses",
      ] {
        let answer = try await app.get(call)
        #expect(answer.status == 200, "\(call): \(answer.body)")
      }
      #expect(try await member.post("/talk", ["text": "The bus was late again.", "once": "a"]).status == 200)
      #expect(
        try await member.post("/posts/\(conversation)/replies", ["text": "Mine too.", "once": "b"]).status == 200)
      #expect(try await member.post("/posts/\(conversation)/support", ["on": "yes"]).status == 200)

      if engine == "postgres" {
        let after = try await PlanTests.sequentialScans(of: town)
        // Of a few thousand short texts PostgreSQL rightly reads all rather than its index of words: that table's scans say nothing here.
        for (table, count) in after.scans.filter({ $0.key != "search_entry" }).sorted(by: { $0.key < $1.key }) {
          #expect(
            count == before.scans[table],
            "\(table) was read from end to end \(count - (before.scans[table] ?? 0)) times")
        }
        for names in PlanTests.floor {
          let isUsed = names.split(separator: "|").contains { after.used.contains(String($0)) }
          #expect(isUsed, "\(names) is not used: \(after.used.sorted())")
        }
      } else {
        let statements = StatementTrace.take(town.database)
        #expect(statements.count > 20, "the trace sees what pages ask")
        for (sql, steps) in statements where steps > PlanTests.entries / 4 {
          Issue.record(
            "\(steps) rows were read from end to end by: \(sql)\n\(StatementTrace.plan(of: sql, in: town.database))")
        }
        let plans = statements.keys.map { StatementTrace.plan(of: $0, in: town.database) }.joined(separator: "\n")
        for names in PlanTests.floor {
          // A table WITHOUT ROWID is its own index.
          let isUsed = names.split(separator: "|").contains {
            plans.contains("INDEX \($0)") || plans.contains("USING PRIMARY KEY") && $0 == "follow"
          }
          #expect(isUsed, "\(names) is not used")
        }
      }
    }
  }

  @Test("The trace tells a scan from a search") func traceCanFail() async throws {
    StatementTrace.listen()
    try await Town.open(on: "sqlite") { town in
      let reader = try await town.person("reader")
      _ = try await PlanTests.fill(town, reader: reader.handle)
      _ = StatementTrace.take(town.database)
      let _: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM post WHERE html = 'none'") }
      #expect(StatementTrace.take(town.database).values.contains { $0 >= PlanTests.rows - 1 })
    }
  }

  // MARK: A town of thousands

  /// People, follows, conversations and what can be found: `rows` of each, and statistics for the planner.
  /// - Returns: the key of a long conversation.
  private static func fill(_ town: Town, reader: String) async throws -> Int64 {
    let rows = rows
    let base = Int64(1_000_000_000)
    let now = town.clock.now
    try await town.store.write { tx in
      let reader: Int64 = try tx.value("SELECT id FROM account WHERE handle = \(reader)") ?? 0
      let numbers: Query = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))"
      try tx.run(
        """
        INSERT INTO account (id, kind, handle, name, joined_at, last_post_id, place_key, about)
        \(numbers) SELECT i, 1, 'person' || i, 'Person ' || i, \(now), \(base) + i, 'town ' || (i % 50), 'Somebody who lives in this town and says so.' FROM n
        """)
      try tx.run("UPDATE account SET place_key = 'town 3' WHERE id = \(reader)")
      try tx.run(
        "INSERT INTO session (id, account_id, token_digest, created_at, last_seen_at) \(numbers) SELECT i, i, 'digest of session ' || i, \(now), \(now) FROM n"
      )
      try tx.run(
        "INSERT INTO follow (follower_id, followee_id, since) \(numbers) SELECT i, i % 97 + 1, \(now) FROM n WHERE i > 100"
      )
      try tx.run(
        "INSERT INTO follow (follower_id, followee_id, since) \(numbers) SELECT \(reader), i, \(now) FROM n WHERE i % 200 = 7"
      )
      // The first is a long conversation: two hundred replies, and as many replies to those. Then each fourth is a first post with three replies.
      try tx.run(
        """
        INSERT INTO post (id, author_id, writer_id, conversation_id, parent_id, branch_id, kind, audience, title, text, html, published_at, reply_count,
          answer_count, last_reply_id)
        \(numbers) SELECT \(base) + i, i, i,
          CASE WHEN i <= 401 THEN \(base) + 1 ELSE \(base) + i - i % 4 END,
          CASE WHEN i = 1 THEN NULL WHEN i <= 201 THEN \(base) + 1 WHEN i <= 401 THEN \(base) + i - 200 WHEN i % 4 > 0 THEN \(base) + i - i % 4 END,
          CASE WHEN i = 1 THEN NULL WHEN i <= 201 THEN \(base) + i WHEN i <= 401 THEN \(base) + i - 200 WHEN i % 4 > 0 THEN \(base) + i END,
          CASE WHEN i % 20 = 0 AND i > 401 THEN 1 ELSE 0 END, 0, CASE WHEN i = 1 THEN 'A long one' END, 'The bus is late again.',
          '<p>The bus is late again, and nobody at the council says why, or when it will come on time.</p>', \(now),
          CASE WHEN i = 1 THEN 400 WHEN i <= 201 THEN 1 WHEN i > 401 AND i % 4 = 0 THEN 3 ELSE 0 END, 0,
          \(base) + CASE WHEN i = 1 THEN 401 WHEN i > 401 AND i % 4 = 0 THEN i + 3 ELSE i END FROM n
        """)
      try tx.run(
        """
        INSERT INTO space (id, kind, handle, name, door, founded_by, founded_at, member_count)
        \(numbers) SELECT i, 1, 'group' || i, 'Group ' || i, 0, i, \(now), 400 FROM n WHERE i <= 50
        """)
      try tx.run(
        "INSERT INTO membership (space_id, account_id, state, since) \(numbers) SELECT i % 50 + 1, i, 0, \(now) FROM n")
      try tx.run("INSERT INTO membership (space_id, account_id, state, since) VALUES (7, \(reader), 0, \(now))")
      try tx.run(
        "INSERT INTO notice (id, account_id, kind, group_key, at) \(numbers) SELECT i, i % 500 + 1, 'reply', 'reply ' || i, \(now) FROM n"
      )
      try tx.run(
        "INSERT INTO support (post_id, account_id, at) \(numbers) SELECT \(base) + i, i % 50 + 1, \(now) FROM n")
    }
    // In parts: on one server a long transaction holds up the Ledgers of all the other tests.
    for part in 0..<(entries / 200) {
      try await town.store.write { tx in
        for number in (part * 200 + 1)...(part * 200 + 200) {
          try tx.index(
            SearchEntry(
              kind: .post, id: base + Int64(number), owner: Int64(number), space: nil, at: now, title: "",
              body: number % 400 == 0 ? "The bus is late again." : "Word\(number) and others."))
        }
      }
    }
    try await town.store.write { tx in
      for number in 1...300 { try tx.record(Happening(.postPublished, base + Int64(number), by: nil)) }
      try tx.run("ANALYZE")
    }
    return base + 1
  }

  // MARK: PostgreSQL's counters

  /// How often each large table was read from end to end since it was made, and which indexes were used.
  private static func sequentialScans(of town: Town) async throws -> (scans: [String: Int], used: Set<String>) {
    guard town.store.engine == .postgres else { return ([:], []) }
    // Each connection tells its counts when it is idle; this makes all of them tell now, however long it takes until
    // each has had its turn.
    var told: Set<Int> = []
    while told.count < town.store.statistics.threads {
      told.formUnion(
        try await withThrowingTaskGroup(of: Int?.self) { group in
          for _ in 0..<4 {
            group.addTask {
              try await town.store.read { tx in
                let _: String? = try tx.value(
                  "SELECT CAST(pg_sleep(0.05) AS TEXT) || CAST(pg_stat_force_next_flush() AS TEXT)")
                return try tx.value("SELECT pg_backend_pid()")
              }
            }
          }
          return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        })
    }
    let large = large
    return try await town.store.read { tx in
      var scans: [String: Int] = [:]
      try tx.each("SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = current_schema()") { row in
        let table: String = try row.take()
        let count: Int = try row.take()
        if large.contains(table) { scans[table] = count }
      }
      let used = try tx.all(
        "SELECT indexrelname FROM pg_stat_user_indexes WHERE schemaname = current_schema() AND idx_scan > 0"
      ) { row in
        try row.take() as String
      }
      return (scans, Set(used))
    }
  }
}

extension Town {
  /// The path of its SQLite file.
  var database: String { String(program.configuration.database.dropFirst("sqlite:".count)) }
}
