import Deliberation
import Foundation

/// CPU seconds of this process.
func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// The least CPU seconds of several times, as one line of JSON.
@discardableResult
func measure<Result>(
  _ what: String, _ matrix: VoteMatrix?, times: Int, _ body: () throws -> Result
) throws -> Result {
  var least = Double.infinity
  var last: Result?
  for _ in 0..<times {
    let start = processorTime()
    last = try body()
    least = min(least, processorTime() - start)
  }
  var members: [JSON.Member] = [.init("what", .string(what)), .init("cpuSeconds", .number(least))]
  if let matrix {
    members += [
      .init("people", .integer(matrix.participants.count)), .init("statements", .integer(matrix.statements.count)),
      .init("votes", .integer(matrix.votes)),
    ]
  }
  print(JSON.object(members).text)
  guard let last else { throw Malformed("nothing was measured.") }
  return last
}

func measure(people: Int, statements: Int, votes: Int) throws {
  let cast = MadeUpConversation.votes(people: people, statements: statements, votes: votes)
  let times = votes > 500_000 ? 3 : 10
  let matrix = try measure("matrix", nil, times: times) { VoteMatrix(cast) }
  try measure("map", matrix, times: times) { OpinionMap(matrix) }
  try measure("map from the votes", matrix, times: times) { OpinionMap(VoteMatrix(cast)) }
  try measure("bridging", matrix, times: 1) { BridgingFactors(matrix) }
  let timed = MadeUpConversation.timed(cast)
  try measure("blocks that vote alike", matrix, times: 1) { AlikeBlocks(matrix) }
  try measure("runs of one answer", matrix, times: 1) { StanceBurst.all(timed) }
  try measure("bursts of arrivals", matrix, times: 1) { ArrivalBurst.all(timed) }
  try measure("copycats", matrix, times: 1) { Copycat.all(timed) }
  var conversation = OpinionConversation(matrix)
  _ = conversation.update()
  var random = SeededRandom(seed: 2)
  try measure("one more vote", matrix, times: 20) {
    let stance = Stance.allCases.randomElement(using: &random)
    conversation.cast(
      stance, by: Int.random(in: 0..<people, using: &random), on: Int.random(in: 0..<statements, using: &random))
    return conversation.update()
  }
}

// With --attack and folders of Polis exports: are made-up accounts found in them. With a file's name: write the middle
// conversation there as `votes.csv`, for a reference to read.
if CommandLine.arguments.dropFirst().first == "--attack" {
  for folder in CommandLine.arguments.dropFirst(2) { try Attack(folder).report() }
} else if let file = CommandLine.arguments.dropFirst().first {
  var export = PolisExport()
  export.votes = MadeUpConversation.votes(people: 2_031, statements: 896, votes: 225_524)
  try Data(export.votesCSV().utf8).write(to: URL(filePath: file))
} else {
  try measure(people: 204, statements: 50, votes: 5_303)
  try measure(people: 2_031, statements: 896, votes: 225_524)
  try measure(people: 3_300, statements: 1_000, votes: 100_000)
  try measure(people: 33_000, statements: 1_000, votes: 1_000_000)
}
