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
    let people = 33_000
    let large = MadeUpConversation.votes(people: people, statements: 1_000, votes: 1_000_000)
    let tenths = (0..<10).map {
      MadeUpConversation.votes(people: 3_300, statements: 1_000, votes: 100_000, seed: UInt64($0 + 1))
    }
    let map = "opinion map from the votes"
    measureGrowth(
      Growing(name: "opinions-3300", what: "\(map), 3,300 people × 1,000 statements, 100,000 votes"),
      Growing(name: "opinions-33000", what: "\(map), 33,000 people × 1,000 statements, 1,000,000 votes"),
      tenths: tenths, large, rounds: 3
    ) { OpinionMap(VoteMatrix($0)) }
    capture(large)
    oneMoreVote(large, people: people)
  }

  private static func capture(_ cast: [OpinionVote]) {
    let matrix = VoteMatrix(cast)
    let timed = MadeUpConversation.timed(cast)
    measure("capture-blocks", "blocks that vote alike there", rounds: 1) { AlikeBlocks(matrix) }
    measure("capture-runs", "runs of one answer there", rounds: 1) { StanceBurst.all(timed) }
    measure("capture-arrivals", "bursts of arrivals there", rounds: 1) { ArrivalBurst.all(timed) }
    measure("capture-copycats", "copycats there", rounds: 1) { Copycat.all(timed) }
  }

  private static func oneMoreVote(_ cast: [OpinionVote], people: Int) {
    var conversation = OpinionConversation(VoteMatrix(cast))
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
