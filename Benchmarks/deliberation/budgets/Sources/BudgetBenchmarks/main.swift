import Deliberation
import Foundation

/// CPU seconds of this process.
func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// The least CPU seconds of several times, as one line of JSON.
@discardableResult
func measure<Result>(
  _ what: String, _ file: String, _ election: BudgetElection?, bytes: Int? = nil, times: Int = 5,
  _ body: () throws -> Result
) throws -> Result {
  var least = Double.infinity
  var last: Result?
  for _ in 0..<times {
    let start = processorTime()
    last = try body()
    least = min(least, processorTime() - start)
  }
  var members: [JSON.Member] = [
    .init("what", .string(what)), .init("file", .string(file)), .init("cpuSeconds", .number(least)),
  ]
  if let bytes { members.append(.init("megabytesASecond", .number((Double(bytes) / least / 1e6).rounded()))) }
  if let election {
    members += [
      .init("voters", .integer(election.profile.voters)), .init("projects", .integer(election.projects.count)),
      .init("distinctBallots", .integer(election.profile.ballotCount)),
    ]
  }
  print(JSON.object(members).text)
  guard let last else { throw Malformed("nothing was measured.") }
  return last
}

func measure(file: String, _ bytes: [UInt8]) throws {
  let election = try measure("parse", file, nil, bytes: bytes.count) { try Pabulib(bytes) }.election
  for rule in BudgetRule.allCases where rule.suits(election.profile.kind) {
    try measure(rule.rawValue, file, election) { rule.winners(of: election) }
  }
  try measure("every rule", file, election) {
    for rule in BudgetRule.allCases where rule.suits(election.profile.kind) { _ = rule.winners(of: election) }
  }
  for completion in [Completion.add1, .add1Nonstop] {
    try measure("equal-shares-cost \(completion.rawValue)", file, election, times: 2) {
      BudgetRule.equalSharesCost.winners(of: election, completion: completion)
    }
  }
}

let arguments = CommandLine.arguments.dropFirst()
if let folder = arguments.first, arguments.count == 1, folder.hasSuffix("/") {
  // Made-up elections, written where a reference can read them too.
  for voters in [600, 6_000, 60_000, 600_000] {
    let bytes = Array(try MadeUpElection.make(voters: voters, projects: 83).text.utf8)
    let file = "\(folder)made-up-\(voters).pb"
    try Data(bytes).write(to: URL(filePath: file))
    try measure(file: "made-up-\(voters).pb", bytes)
  }
} else {
  for file in arguments {
    try measure(file: URL(filePath: file).lastPathComponent, Array(try Data(contentsOf: URL(filePath: file))))
  }
}
