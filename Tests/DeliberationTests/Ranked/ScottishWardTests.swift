import Deliberation
import Testing

/// Every council ward with known results: what other programs and the councils found.
@Suite("Scottish wards", .enabled(if: SharedBallots.has("ranked/expected.json"), "needs ../shared/data/ranked"))
struct ScottishWardTests {
  struct Ward: Sendable, CustomTestStringConvertible {
    let file: String
    let expected: JSON
    let ballots: RankedBallots
    var testDescription: String { file }

    func numbers(_ key: String) -> [Int] { expected[key]?.integers ?? [] }
  }

  /// In eight parts, so that they run side by side.
  static let parts = Array(0..<8)

  static let all: [(String, JSON)] = {
    guard let bytes = try? SharedBallots.bytes("ranked/expected.json"), let json = try? JSON(bytes),
      case .object(let members)? = json["elections"]
    else { return [] }
    return members.map { ($0.name, $0.value) }.sorted { $0.0 < $1.0 }
  }()

  static func wards(_ part: Int) throws -> [Ward] {
    try all.enumerated().filter { $0.offset % parts.count == part }.map { _, ward in
      Ward(
        file: ward.0, expected: ward.1,
        ballots: try RankedCSV.read(try SharedBallots.bytes("ranked/scot/\(ward.0)")))
    }
  }

  @Test("There are 262 of them") func number() {
    #expect(Self.all.count == 262)
  }

  @Test("Everything equals what is known", arguments: parts) func known(_ part: Int) throws {
    for ward in try Self.wards(part) {
      let seats = try #require(ward.ballots.seats)
      #expect(seats == ward.expected["seats"]?.integer)
      #expect(ward.ballots.candidates.count == ward.expected["candidates"]?.integer)
      #expect(ward.ballots.total == ward.expected["ballots"]?.integer)

      let scottish = ScottishSTV(ward.ballots, seats: seats)
      #expect(scottish.winners.map { $0 + 1 }.sorted() == ward.numbers("droop_scotland"), "\(ward.file)")
      #expect(scottish.stages[0].votes.map { $0 / ScottishSTV.unit } == ward.numbers("first_preferences"))
      for stage in scottish.stages {
        let held = stage.votes.reduce(0, +)
        #expect(held + stage.nonTransferable + stage.lost == scottish.valid * ScottishSTV.unit, "\(ward.file)")
      }
      let meek = MeekSTV(ward.ballots, seats: seats)
      #expect(meek.winners.map { $0 + 1 }.sorted() == ward.numbers("droop_meek"), "\(ward.file)")

      #expect(InstantRunoff(ward.ballots).winners.map { $0 + 1 } == ward.numbers("irv"), "\(ward.file)")

      let matrix = PairwiseMatrix(ward.ballots)
      let rows = (0..<matrix.candidates).map { one in (0..<matrix.candidates).map { matrix[one, $0] } }
      #expect(rows == ward.expected["pairwise"]?.elements.map(\.integers), "\(ward.file)")
      let condorcet = Condorcet(matrix)
      #expect(condorcet.winner.map { $0 + 1 } == ward.expected["condorcet"]?.integer, "\(ward.file)")
      #expect(condorcet.copelandWinners.map { $0 + 1 } == ward.numbers("copeland"), "\(ward.file)")
      #expect(condorcet.minimaxWinners.map { $0 + 1 } == ward.numbers("minimax"), "\(ward.file)")
      #expect(Schulze(matrix).winners.map { $0 + 1 } == ward.numbers("schulze_margins"), "\(ward.file)")
    }
  }
}

extension JSON {
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var words: String? { if case .string(let value) = self { value } else { nil } }
  var elements: [JSON] { if case .array(let values) = self { values } else { [] } }
  var integers: [Int] { elements.compactMap(\.integer) }
}
