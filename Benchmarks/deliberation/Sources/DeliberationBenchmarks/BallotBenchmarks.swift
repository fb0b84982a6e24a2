import Deliberation
import Foundation

enum BallotBenchmarks {
  static func run(in folder: String) throws {
    let bytes = Array(MadeUpWard.text(ballots: 14_000, candidates: 10, seats: 4).utf8)
    try Data(bytes).write(to: URL(filePath: folder + "ward.csv"))
    let ward = try measure(
      "ward-parse", "reading a ward of 14,000 ballots", adding: [.init("bytes", .integer(bytes.count))]
    ) {
      try RankedCSV.read(bytes)
    }
    let winners = ScottishSTV(ward, seats: 4).winners.map { JSON.integer($0 + 1) }
    measure(
      "stv-scottish", "Scottish STV, 14,000 ballots, 10 candidates, 4 seats",
      adding: [.init("winners", .array(winners))]
    ) {
      ScottishSTV(ward, seats: 4)
    }
    measure("stv-meek", "Meek's method, the same") { MeekSTV(ward, seats: 4) }
    measure("irv", "instant runoff, the same") { InstantRunoff(ward) }
    measure("schulze", "pairs and Schulze, the same") { Schulze(PairwiseMatrix(ward)) }
    let tenths = try MadeUpWard.texts(ballots: 140_000, candidates: 10, seats: 4, parts: 10).map {
      try RankedCSV.read(Array($0.utf8))
    }
    let grown = try RankedCSV.read(Array(MadeUpWard.text(ballots: 140_000, candidates: 10, seats: 4).utf8))
    measureGrowth(
      Growing(name: "stv-scottish-14000", what: "Scottish STV, 14,000 ballots"),
      Growing(name: "stv-scottish-140000", what: "Scottish STV, 140,000 ballots"), tenths: tenths, grown, rounds: 20
    ) { ScottishSTV($0, seats: 4) }
  }
}
