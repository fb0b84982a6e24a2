import Deliberation
import Foundation

/// CPU seconds of this process.
func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// The least CPU seconds of several rounds, each of as many runs as take a hundredth of a second, as one line of JSON. What
/// takes more than a second is done once.
/// - Parameter more: asked for when all is done.
@discardableResult
func measure<Result>(
  _ name: String, _ what: String, rounds: Int = 5, adding more: @autoclosure () -> [JSON.Member] = [],
  _ body: () throws -> Result
) rethrows -> Result {
  let start = processorTime()
  var last = try body()
  var least = processorTime() - start
  var runs = 1
  for _ in 0..<(least > 1 ? 0 : rounds) {
    let start = processorTime()
    for _ in 0..<runs { last = try body() }
    let spent = processorTime() - start
    least = min(least, spent / Double(runs))
    if spent < 0.01 { runs = min(1_000, runs * 4) }
  }
  report(name, what, least, more())
  return last
}

/// What is measured once for a tenth of a size and once for all of it.
struct Growing {
  let name: String
  let what: String
  var facts: [JSON.Member] = []
}

/// How CPU grows with size: a line for a tenth of the size, and one for the whole.
///
/// A tenth that was measured over and over would stay in the processor's cache, where the whole has no room. So there are
/// ten of them, all different, taken in turn, best the whole in ten parts: then both go through as much memory and have the
/// same to decide. The line says what one of the ten took, on average.
func measureGrowth<Input, Result>(
  _ tenth: Growing, _ whole: Growing, tenths: [Input], _ all: Input, rounds: Int = 5, _ body: (Input) throws -> Result
) rethrows {
  var (leastOfTenths, leastOfAll) = (Double.infinity, Double.infinity)
  for round in 0...rounds {
    let start = processorTime()
    for input in tenths { _ = try body(input) }
    let between = processorTime()
    _ = try body(all)
    let end = processorTime()
    // The first is to get warm.
    guard round > 0 else { continue }
    leastOfTenths = min(leastOfTenths, between - start)
    leastOfAll = min(leastOfAll, end - between)
  }
  report(tenth.name, tenth.what + ", the mean of ten different ones", leastOfTenths / Double(tenths.count), tenth.facts)
  report(whole.name, whole.what, leastOfAll, whole.facts)
}

private func report(_ name: String, _ what: String, _ seconds: Double, _ more: [JSON.Member]) {
  let facts: [JSON.Member] = [
    .init("measure", .string(name)), .init("what", .string(what)), .init("cpu_seconds", .number(seconds)),
  ]
  print(JSON.object(facts + more).text)
}
