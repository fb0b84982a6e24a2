import Deliberation
import Foundation
import Testing

@Suite(
  "Signs of capture in real conversations",
  .enabled(if: RealConversation.areHere, "no conversations are beside this checkout"))
struct RealCaptureTests {
  /// Those that take a moment in a debug build.
  static let names = RealConversation.names(with: "comments.csv").filter { !$0.contains("vtaiwan") }

  @Test("Nobody votes alike beyond chance but those who are planted", arguments: names) func blocks(_ name: String)
    throws
  {
    let export = try RealConversation.export(name)
    let matrix = export.matrixOfVotes
    var rule = AlikeBlocks.Rule()
    // The largest by their neighbours, which is faster.
    rule.mostCompared = 450
    #expect(AlikeBlocks(matrix, rule: rule).blocks.isEmpty)
    // Twelve who repeat a part of what one real person said.
    let active = try #require(matrix.participants.max { matrix.votes(of: $0).count < matrix.votes(of: $1).count })
    var random = SeededRandom(seed: 1)
    let said = matrix.votes(of: active).filter { $0.stance != .pass }.shuffled(using: &random).prefix(30)
    guard said.count >= 20, matrix.participants.count > 100 else { return }
    let first = (matrix.participants.max() ?? 0) + 1
    let planted = Set(first..<first + 12)
    var votes = matrix.all
    for person in planted {
      votes += said.map { OpinionVote(participant: person, statement: $0.statement, stance: $0.stance) }
    }
    let found = AlikeBlocks(VoteMatrix(votes), rule: rule).blocks
    #expect(found.count == 1)
    let members = Set(found.flatMap(\.members))
    // The one they repeat, and a few who said the same already, may be with them.
    #expect(members.isSuperset(of: planted) && members.count <= 18)
  }

  @Test(
    "Votes come by themselves: few runs, no copycats; launches are seen",
    arguments: ["brexit-consensus", "canadian-electoral-reform", "scoop-hivemind.taxes", "15-per-hour-seattle"])
  func times(_ name: String) throws {
    let votes = try RealConversation.export(name).votes
    #expect(StanceBurst.all(votes).isEmpty)
    #expect(Copycat.all(votes).isEmpty)
    #expect(ArrivalBurst.all(votes).isEmpty == name.contains("taxes"))
  }
}
