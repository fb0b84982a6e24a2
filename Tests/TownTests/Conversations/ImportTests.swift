import Commons
import Community
import Deliberation
import Foundation
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
      await #expect(throws: Refusal.self) { try await imported.load(into: town.store) }
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
