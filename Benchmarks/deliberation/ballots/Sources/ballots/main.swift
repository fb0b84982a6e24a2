// Counts each file of ranked ballots by every rule, many times over, and prints a line of JSON for each:
//   swift run -c release ballots FILE.csv …
// Then counts ten times as many ballots, the same and all different, to show cost against size.
import Deliberation
import Foundation

/// CPU seconds of one run, the least of five rounds of enough runs.
func cost(_ work: () -> Void) -> Double {
  func seconds(_ times: Int) -> Double {
    let start = clock()
    for _ in 0..<times { work() }
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }
  var times = 1
  while seconds(times) < 0.05, times < 1_000_000 { times *= 2 }
  return (0..<5).map { _ in seconds(times) / Double(times) }.min() ?? 0
}

func report(_ name: String, _ ballots: Int, _ what: String, _ seconds: Double) {
  let line: JSON = [
    "file": .string(name), "ballots": .integer(ballots), "what": .string(what), "cpu_ms": .number(seconds * 1_000),
  ]
  print(line.text)
}

/// Ten times as many ballots: the same again, or each set with its candidates renumbered so that all rankings differ.
func tenfold(_ ballots: RankedBallots, renumbered: Bool) throws -> RankedBallots {
  let candidates = ballots.candidates.count
  var groups: [(count: Int, marks: [RankedBallots.Mark])] = []
  for shift in 0..<10 {
    for group in ballots.groups {
      let marks = group.marks.map { mark -> RankedBallots.Mark in
        guard renumbered, case .candidate(let candidate) = mark else { return mark }
        return .candidate((candidate + shift) % candidates)
      }
      groups.append((group.count, marks))
    }
  }
  return try RankedBallots(candidates: ballots.candidates, groups: groups, seats: ballots.seats)
}

for path in CommandLine.arguments.dropFirst() {
  let bytes = Array(try Data(contentsOf: URL(filePath: path)))
  let ballots = try RankedCSV.read(bytes)
  let name = URL(filePath: path).lastPathComponent
  let seats = ballots.seats ?? 1
  report(name, ballots.total, "parse", cost { _ = try? RankedCSV.read(bytes) })
  let sets = [
    (ballots, ""), (try tenfold(ballots, renumbered: false), ", ten times as many"),
    (try tenfold(ballots, renumbered: true), ", ten times as many, all different"),
  ]
  for (set, label) in sets {
    report(name, set.total, "stv-scottish\(label)", cost { _ = ScottishSTV(set, seats: seats) })
    report(name, set.total, "stv-meek\(label)", cost { _ = MeekSTV(set, seats: seats) })
    report(name, set.total, "irv\(label)", cost { _ = InstantRunoff(set) })
    report(name, set.total, "schulze\(label)", cost { _ = Schulze(PairwiseMatrix(set)) })
  }
}
