import Deliberation
import Foundation

enum OpinionBenchmarks {
  static func run(in folder: String) throws {
    let cast = MadeUpConversation.votes(people: 2_031, statements: 896, votes: 225_524)
    var export = PolisExport()
    export.votes = cast
    try Data(export.votesCSV().utf8).write(to: URL(filePath: folder + "votes.csv"))
    measure("opinions", "opinion map from the votes, 2,031 people × 896 statements, 225,524 votes") {
      OpinionMap(VoteMatrix(cast))
    }
    for (people, votes) in [(3_300, 100_000), (33_000, 1_000_000)] {
      let cast = MadeUpConversation.votes(people: people, statements: 1_000, votes: votes)
      let name = "opinions-\(people)"
      measure(name, "opinion map from the votes, \(people) people × 1,000 statements, \(votes) votes", rounds: 3) {
        OpinionMap(VoteMatrix(cast))
      }
      guard people == 33_000 else { continue }
      let matrix = VoteMatrix(cast)
      let timed = MadeUpConversation.timed(cast)
      measure("capture-blocks", "blocks that vote alike there", rounds: 1) { AlikeBlocks(matrix) }
      measure("capture-runs", "runs of one answer there", rounds: 1) { StanceBurst.all(timed) }
      measure("capture-arrivals", "bursts of arrivals there", rounds: 1) { ArrivalBurst.all(timed) }
      measure("capture-copycats", "copycats there", rounds: 1) { Copycat.all(timed) }
      var conversation = OpinionConversation(matrix)
      _ = conversation.update()
      var random = SeededRandom(seed: 2)
      measure("one-more-vote", "one more vote there", rounds: 10) {
        conversation.cast(
          Stance.allCases.randomElement(using: &random), by: Int.random(in: 0..<people, using: &random),
          on: Int.random(in: 0..<1_000, using: &random))
        return conversation.update()
      }
    }
  }
}
