import Deliberation
import Foundation
import Testing

/// Eleven people choose between a pool and a park. Three vote alike in everything, two never said who they are, and those who
/// want the park are rarer here than in the town.
struct PoolOrPark {
  static let choices = ["pool", "pool", "pool", "pool", "pool", "pool", "park", "park", "park", "park", "park"]

  static func sums(_ weights: VoterWeights) -> [String: Double] {
    var sums: [String: Double] = [:]
    for (voter, choice) in choices.enumerated() { sums[choice, default: 0] += weights.values[voter] }
    return sums
  }

  static func winners(_ weights: VoterWeights) -> [String] {
    sums(weights).filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { [$0.key] } ?? []
  }

  static var voters: SensitivityReport<String>.Voters {
    var voters = SensitivityReport<String>.Voters(count: 11)
    voters.likeness = [9, 9, 9, 0, 0, 0, 1, 0, 0, 0, 0]
    voters.isVerified = [true, true, true, true, nil, false, true, true, true, true, true]
    voters.weights = [1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5]
    return voters
  }
}

@Suite("The picture in docs/deciding/capture.md") struct CapturePictureTests {
  private static var file: URL {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "docs/deciding/capture.svg")
  }

  /// What is drawn: each way of counting, and the votes that it gives.
  private static func rows() throws -> [(name: String, pool: Double, park: Double)] {
    var tried: [[String: Double]] = []
    let report = try SensitivityReport(PoolOrPark.voters) { weights in
      tried.append(PoolOrPark.sums(weights))
      return PoolOrPark.winners(weights)
    }
    let names = report.variants.map { variant in
      switch variant.change {
      case .withoutMostAlike: "Without the three most alike"
      case .withoutUnverified: "Without the two not verified"
      case .weightedLikePopulation: "Weighed like the town"
      case .named(let name): name
      }
    }
    return zip(["Every vote counts once"] + names, tried).map { ($0, $1["pool"] ?? 0, $1["park"] ?? 0) }
  }

  private static func picture() throws -> String {
    func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
    let rows = try rows()
    let told = rows.map { "\($0.name): pool \(number($0.pool)), park \(number($0.park))" }.joined(separator: ". ")
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 \(rows.count * 84 + 8)\" width=\"480\" height=\"\(rows.count * 84 + 8)\" role=\"img\" aria-labelledby=\"t d\" font-family=\"system-ui, sans-serif\" font-size=\"15\">",
      "<title id=\"t\">One vote, counted four ways</title>", "<desc id=\"d\">\(told).</desc>",
      "<style>text{fill:#1b1b1b}.bar{fill:#4a6fa5}.won{fill:#2e7d4f}@media (prefers-color-scheme:dark){text{fill:#eee}.bar{fill:#8fb3e8}.won{fill:#7fd1a0}}</style>",
    ]
    for (place, row) in rows.enumerated() {
      let top = place * 84
      lines.append("<text x=\"0\" y=\"\(top + 20)\" font-weight=\"600\">\(row.name)</text>")
      for (line, (name, votes, other)) in [("pool", row.pool, row.park), ("park", row.park, row.pool)].enumerated() {
        let y = top + 30 + line * 24
        let width = number(votes * 48)
        lines.append("<text x=\"0\" y=\"\(y + 14)\">\(name)</text>")
        lines.append(
          "<rect class=\"\(votes > other ? "won" : "bar")\" x=\"60\" y=\"\(y)\" width=\"\(width)\" height=\"18\" rx=\"3\"/>"
        )
        lines.append(
          "<text x=\"\(number(68 + votes * 48))\" y=\"\(y + 14)\">\(number(votes))\(votes > other ? " ✓" : "")</text>")
      }
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  @Test("It shows what the worked example gives; WRITE_PICTURES=1 draws it again") func drawn() throws {
    let picture = try Self.picture()
    if ProcessInfo.processInfo.environment["WRITE_PICTURES"] == "1" { try Data(picture.utf8).write(to: Self.file) }
    #expect(try String(contentsOf: Self.file, encoding: .utf8) == picture)
    #expect(try Self.rows().map { $0.pool > $0.park } == [true, false, false, false])
  }
}
