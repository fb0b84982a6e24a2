import Deliberation
import Foundation
import Testing

@Suite(
  "Signs of capture in real conversations",
  .enabled(if: RealConversation.areHere, "no conversations are beside this checkout"))
struct RealCaptureTests {
  /// Those that take a moment in a debug build.
  static let names = RealConversation.names(with: "comments.csv").filter { name in
    !["vtaiwan", "austria", "biodiversity", "ssis"].contains(where: name.contains)
  }

  /// Made-up accounts, a tenth of the people, reject the six statements that unite most and agree with the last: seven votes each.
  @Test("Nobody votes alike beyond chance but those who are planted, and all of those", arguments: names)
  func blocks(_ name: String) throws {
    let export = try RealConversation.export(name)
    let matrix = export.matrixOfVotes
    #expect(AlikeBlocks(matrix).blocks.isEmpty)
    let order = OpinionMap(matrix, moderatedOut: export.moderatedOut()).commonGround
    let first = (matrix.participants.max() ?? 0) + 1
    let planted = Array(first..<first + max(4, matrix.participants.count / 10))
    var votes = matrix.all
    for person in planted {
      votes += order.prefix(6).map { OpinionVote(participant: person, statement: $0, stance: .disagree) }
      votes.append(OpinionVote(participant: person, statement: try #require(order.last), stance: .agree))
    }
    #expect(AlikeBlocks(VoteMatrix(votes)).blocks.map(\.members) == [planted])
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
