import Commons
import Community
import Storehouse
import Testing

@testable import Community
@testable import Guerilla

@Suite struct LongConversationTests {
  /// A conversation with `branches` replies, and `nested` more under the first of them.
  private func fill(_ town: Town, branches: Int, nested: Int) async throws -> (
    conversation: Key<Post>, branch: Key<Post>, deep: Key<Post>, last: Key<Post>
  ) {
    let amina = try await town.person("amina").id
    return try await town.store.write { tx in
      let opening = try Opening(kind: .post, title: "A long one", text: "Begin", language: "en", audience: .everyone)
      let id = try Conversations.start(opening, by: amina, as: amina, in: tx)
      var first: Key<Post>?
      var last = id
      for number in 0..<branches {
        last = try Conversations.reply(
          to: id, PostText("Replyword\(number)."), language: "en", by: amina, as: amina, in: tx)
        first = first ?? last
      }
      var deep = id
      for number in 0..<nested {
        deep = try Conversations.reply(
          to: first ?? id, PostText("Nestedword\(number)."), language: "en", by: amina, as: amina, in: tx)
      }
      return (id, first ?? id, deep, last)
    }
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

  @Test("A page of a conversation with 5,000 replies reads by index and is there at once", arguments: Town.engines)
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
      _ = try await visitor.get("/posts/\(made.last)")
      let clock = ContinuousClock()
      let took = try await clock.measure {
        for _ in 0..<5 {
          let page = try await visitor.get("/posts/\(made.last)")
          #expect(page.has("Replyword4499."))
        }
      }
      // Debug builds on a busy machine: the ceiling is loose, but reading all 5,000 would be far above it.
      #expect(took / 5 < .milliseconds(400), "\(took / 5)")
    }
  }
}
