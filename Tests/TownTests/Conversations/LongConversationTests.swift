import Commons
import Community
import Storehouse
import Testing

@testable import Community
@testable import Guerilla

@Suite struct LongConversationTests {
  /// A conversation with `branches` replies, and `nested` more under the first of them.
  private func fill(_ town: Town, branches: Int, nested: Int, by handle: String = "amina") async throws -> (
    conversation: Key<Post>, branch: Key<Post>, deep: Key<Post>, last: Key<Post>
  ) {
    let amina = try await town.person(handle).id
    let id = try await town.store.write { tx in
      let opening = try Opening(kind: .post, title: "A long one", text: "Begin", language: "en", audience: .everyone)
      return try Conversations.start(opening, by: amina, as: amina, in: tx)
    }
    let direct = try await reply(town, to: id, "Replyword", count: branches, by: amina)
    let first = direct.first ?? id
    let deep = try await reply(town, to: first, "Nestedword", count: nested, by: amina)
    return (id, first, deep.last ?? id, direct.last ?? id)
  }

  /// In parts: on one server a long transaction holds up the Ledgers of all the other tests.
  private func reply(_ town: Town, to post: Key<Post>, _ word: String, count: Int, by member: Key<Account>) async throws
    -> [Key<Post>]
  {
    var replies: [Key<Post>] = []
    for start in stride(from: 0, to: count, by: 50) {
      replies += try await town.store.write { tx in
        try (start..<min(start + 50, count)).map { number in
          try Conversations.reply(
            to: post, PostText("\(word)\(number)."), language: "en", by: member, as: member, in: tx)
        }
      }
    }
    return replies
  }

  @Test("A long conversation is read page by page, and every reply is on one", arguments: Town.engines)
  func pages(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let made = try await fill(town, branches: 95, nested: 70)
      let visitor = town.visitor()
      var path: String? = "/talk/\(made.conversation)"
      var found: [String] = []
      var pages = 0
      while let next = path, pages < 10 {
        let page = try await visitor.get(next)
        found += page.all("(Replyword[0-9]+\\.)")
        path = page.first("rel=\"next\" href=\"([^\"]+)\"")?.replacing("&amp;", with: "&")
        pages += 1
      }
      #expect(pages == 4)
      #expect(found == (0..<95).map { "Replyword\($0)." })
      let first = try await visitor.get("/talk/\(made.conversation)")
      #expect(first.all("(Nestedword[0-9]+\\.)").count == 8)
      let branch = try #require(first.first("href=\"([^\"]*branch=[0-9]+)\">More replies here"))
      let nested = try await visitor.get(branch)
      #expect(nested.all("(Nestedword[0-9]+\\.)").count == 50)
      #expect(nested.has("Show the whole conversation"))
      // A single post is found where it stands.
      #expect(try await visitor.get("/posts/\(made.deep)").has("Nestedword69."))
      #expect(try await visitor.get("/posts/\(made.last)").has("Replyword94."))
      #expect(try await visitor.get("/talk/\(made.conversation)?branch=\(made.deep)").status == 404)
    }
  }

  @Test(
    "A page of a conversation with 5,000 replies reads by index, and asks for no more than a short one",
    arguments: Town.engines)
  func fast(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let made = try await fill(town, branches: 4500, nested: 500)
      try await town.store.write { tx in _ = try tx.run("ANALYZE") }
      let plans = try await town.store.read { tx in
        try [
          tx.explain(
            "SELECT p.id FROM post p WHERE p.parent_id = \(made.conversation) AND p.id > \(made.branch) AND (p.state <> 1 OR p.reply_count > 0) ORDER BY p.id LIMIT 31"
          ),
          tx.explain(
            "SELECT id FROM post WHERE branch_id = \(made.branch) AND id > \(made.branch) ORDER BY id LIMIT 9"),
        ].joined(separator: "\n")
      }
      #expect(!plans.contains("SCAN p\n") && !plans.contains("Seq Scan") && !plans.contains("TEMP B-TREE"), "\(plans)")
      let visitor = town.visitor()
      // Counted, not timed: how long it takes says how busy the machine is (benchmarks measure that).
      let asked: @Sendable (Key<Post>, String) async throws -> (statements: Int, bytes: Int) = { post, word in
        let before = town.store.statistics.statements
        let page = try await visitor.get("/posts/\(post)")
        #expect(page.has(word))
        return (Int(town.store.statistics.statements - before), page.bytes.count)
      }
      let short = try await fill(town, branches: 40, nested: 8, by: "bram")
      let (few, many) = (
        try await asked(short.last, "Replyword39."), try await asked(made.last, "Replyword4499.")
      )
      #expect(few.statements > 3)
      #expect(many.statements <= few.statements + 3, "\(many) after \(few)")
      #expect(many.bytes < few.bytes * 2, "\(many) after \(few)")
    }
  }
}
