import Commons
import Community
import Deliberation
import Foundation
import Storehouse
import Testing

@testable import Guerilla

private let realConversations = "../shared/data/polis"

@Suite struct ImportTests {
  /// A conversation of three statements, one of them moderated out, written by us.
  private func export(_ comments: String, votes: String = "") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("park-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(comments.utf8).write(to: URL(fileURLWithPath: folder + "/comments.csv"))
    try Data("topic,What should the park be for?\nurl,https://park.example\n".utf8).write(
      to: URL(fileURLWithPath: folder + "/summary.csv"))
    if !votes.isEmpty { try Data(votes.utf8).write(to: URL(fileURLWithPath: folder + "/votes.csv")) }
    return folder
  }

  private static let heading = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"

  @Test(
    "Statements become posts with their own dates in an open group; what was moderated out does not",
    arguments: Town.engines)
  func load(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let folder = try export(
        Self.heading
          + "1420070400000,x,1,7,2,0,1,\"Benches, please: \"\"real\"\" ones\"\n1420070500000,x,2,8,0,1,0,Dogs\n1420070600000,x,3,7,0,0,-1,Spam\n",
        votes: "timestamp,datetime,comment-id,voter-id,vote\n1,x,1,8,1\n2,x,1,9,-1\n3,x,1,9,1\n4,x,2,9,-1\n5,x,3,9,1\n")
      let imported = try ImportedConversation(PolisExport.read(folder), handle: "park", name: nil, folder: folder)
      let outcome = try await imported.load(into: town.store)
      #expect(outcome.posts == 2)
      #expect(outcome.supports == 2, "the last vote of a person on a statement is the one that holds")
      let page = try await town.visitor().get("/g/park")
      #expect(page.has("What should the park be for?"))
      #expect(page.has("Benches, please: &quot;real&quot; ones"))
      #expect(page.has("Participant 7"))
      #expect(page.has("2015"))
      #expect(!page.has("Spam"))
    }
  }

  /// A conversation of so many statements by a few people, each agreed with by two others.
  private func long(_ count: Int) throws -> String {
    let statements = (1...count).map { "\(1_420_070_400_000 + $0 / 3),x,\($0),\($0 % 7),2,0,1,Statement \($0)\n" }
    let votes = (1...count).flatMap { number in (8...9).map { "1,x,\(number),\($0),1\n" } }
    return try export(
      Self.heading + statements.joined(), votes: "timestamp,datetime,comment-id,voter-id,vote\n" + votes.joined())
  }

  @Test("Brought in twice, it is there once", arguments: Town.engines)
  func twice(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let folder = try long(250)
      let imported = try ImportedConversation(PolisExport.read(folder), handle: "park", name: nil, folder: folder)
      let outcome = try await imported.load(into: town.store)
      #expect((outcome.posts, outcome.people, outcome.supports) == (250, 9, 500))
      let before = try await Self.counts(town)
      let again = try await imported.load(into: town.store)
      #expect((again.posts, again.people, again.supports) == (0, 0, 0))
      #expect(try await Self.counts(town) == before)
    }
  }

  @Test("Where it broke off, another try goes on; and no transaction holds up those who write", arguments: Town.engines)
  func resumed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let folder = try long(250)
      let whole = try PolisExport.read(folder)
      var part = whole
      part.statements = Array(whole.statements.prefix(130))
      part.votes = Array(whole.votes.prefix(60))
      let before = town.store.statistics.commits
      _ = try await ImportedConversation(part, handle: "park", name: nil, folder: folder).load(into: town.store)
      #expect(town.store.statistics.commits - before >= 4, "the group, two lots of statements, one of votes")
      let outcome = try await ImportedConversation(whole, handle: "park", name: nil, folder: folder).load(
        into: town.store)
      #expect(outcome.posts == 120)
      #expect(try await Self.counts(town) == [250, 500, 9])
      // What a moderator hid since stays hidden, and is in nobody's way.
      try await town.store.write { tx in try tx.run("UPDATE post SET state = 2 WHERE text = 'Statement 7'") }
      let again = try await ImportedConversation(whole, handle: "park", name: nil, folder: folder).load(
        into: town.store)
      #expect((again.posts, again.supports) == (0, 0))
    }
  }

  @Test("A handle that somebody else has is refused, and nothing is changed", arguments: Town.engines)
  func takenHandle(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/groups", ["name": "The park", "handle": "park", "purpose": "Ours", "door": "open"])
      _ = try await town.person("pond-p1")
      let before = try await Self.counts(town)
      for handle in ["park", "pond"] {
        let folder = try long(3)
        let imported = try ImportedConversation(PolisExport.read(folder), handle: handle, name: nil, folder: folder)
        await #expect(throws: Refusal.self, "\(handle)") { try await imported.load(into: town.store) }
      }
      #expect(try await Self.counts(town) == before)
    }
  }

  /// Posts, supports, and people who cannot sign in.
  private static func counts(_ town: Town) async throws -> [Int] {
    try await town.store.read { tx in
      try [
        "SELECT count(*) FROM post", "SELECT count(*) FROM support",
        "SELECT count(*) FROM account a WHERE NOT EXISTS (SELECT 1 FROM login l WHERE l.account_id = a.id)",
      ].map { (query: Query) in try tx.value(query) ?? 0 }
    }
  }

  @Test("A damaged file is refused with its line")
  func damaged() throws {
    let folder = try export(Self.heading + "1420070400000,x,1,7,2,0,1,\"never closed\n")
    let refusal = #expect(throws: Refusal.self) { try PolisExport.read(folder) }
    #expect(refusal?.problems.first?.words.english == "comments.csv, line 2: a quotation mark is never closed.")
    let other = try export("a,b\n1,2\n")
    #expect(throws: Refusal.self) { try PolisExport.read(other) }
    let wrong = try export(Self.heading + "soon,x,1,7,2,0,1,Text\n")
    #expect(throws: Refusal.self) { try PolisExport.read(wrong) }
  }

  @Test(
    "Every real conversation at hand can be brought in",
    .enabled(if: FileManager.default.fileExists(atPath: realConversations), "../shared/data is not here"))
  func real() async throws {
    try await Town.open(on: "sqlite") { town in
      var folders = 0
      for name in try FileManager.default.contentsOfDirectory(atPath: realConversations).sorted() {
        let folder = realConversations + "/" + name
        guard FileManager.default.fileExists(atPath: folder + "/comments.csv") else { continue }
        let export = try PolisExport.read(folder)
        let imported = try ImportedConversation(export, handle: nil, name: nil, folder: folder)
        let outcome = try await imported.load(into: town.store)
        #expect(outcome.posts == export.statements.count { $0.moderation >= 0 })
        folders += 1
      }
      #expect(folders > 0)
      #expect(try await town.visitor().get("/g/london-youth-policing").has("Eliminate bias"))
    }
  }
}
