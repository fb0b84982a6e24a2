import Deliberation
import Foundation

/// CPU seconds of this process.
func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// The least CPU seconds of several rounds, each of as many runs as take a hundredth of a second, as one line of JSON.
@discardableResult
func measure<Result>(
  _ name: String, _ what: String, rounds: Int = 5, adding more: [JSON.Member] = [], _ body: () throws -> Result
) rethrows -> Result {
  var last = try body()
  var runs = 1
  var least = Double.infinity
  for _ in 0..<rounds {
    let start = processorTime()
    for _ in 0..<runs { last = try body() }
    let spent = processorTime() - start
    least = min(least, spent / Double(runs))
    if spent < 0.01 { runs = min(1_000, runs * 4) }
  }
  let facts: [JSON.Member] = [
    .init("measure", .string(name)), .init("what", .string(what)), .init("cpu_seconds", .number(least)),
  ]
  print(JSON.object(facts + more).text)
  return last
}
