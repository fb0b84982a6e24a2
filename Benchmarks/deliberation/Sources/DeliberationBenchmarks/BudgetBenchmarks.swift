import Deliberation
import Foundation

enum BudgetBenchmarks {
  /// - Parameter folder: where files are written for the references.
  static func run(in folder: String, real: [String]) throws {
    let city = Array(try MadeUpElection.make(voters: 61_668, projects: 83).text.utf8)
    try Data(city).write(to: URL(filePath: folder + "city.pb"))
    let district = Array(try MadeUpElection.make(voters: 2_500, projects: 22).text.utf8)
    try Data(district).write(to: URL(filePath: folder + "district.pb"))

    let election = try parse("budgets-parse", "parsing 61,668 ballots on 83 projects", city)
    shares("equal-shares", "equal shares, 61,668 voters × 83 projects, all but 1 in 10 ballots different", election)
    let everything = try MadeUpElection.make(voters: 55_000, projects: 83).election
    measure("every-rule", "55,000 ballots counted under every rule for approvals") {
      for rule in BudgetRule.allCases where rule.suits(.approval) { _ = rule.winners(of: everything) }
    }
    add1("add1-district", "a whole Add1, 2,500 voters × 22 projects", try Pabulib(district).election)
    add1(
      "add1", "a whole Add1, 6,600 voters × 64 projects, ballots much alike",
      try MadeUpElection.makeOfLists(voters: 6_600, projects: 64).election)
    add1(
      "add1-hard", "a whole Add1, 6,600 voters × 64 projects, nearly all ballots different",
      try MadeUpElection.make(voters: 6_600, projects: 64).election)
    try growth()
    for file in real {
      let name = URL(filePath: file).deletingPathExtension().lastPathComponent
      let election = try parse("parse-\(name)", "parsing \(name)", Array(try Data(contentsOf: URL(filePath: file))))
      shares("equal-shares-\(name)", "equal shares, \(name)", election)
      add1("add1-\(name)", "a whole Add1, \(name)", election)
    }
  }

  private static func growth() throws {
    let whole = try MadeUpElection.make(voters: 600_000, projects: 83)
    let tenths = try MadeUpElection.make(voters: 600_000, projects: 83, parts: 10)
    let (files, file) = (tenths.map { Array($0.text.utf8) }, Array(whole.text.utf8))
    let bytes = { (count: Int) in [JSON.Member("bytes", .integer(count))] }
    try measureGrowth(
      Growing(
        name: "budgets-parse-60000", what: "parsing 60,000 ballots",
        facts: bytes(files.reduce(0) { $0 + $1.count } / files.count)),
      Growing(name: "budgets-parse-600000", what: "parsing 600,000 ballots", facts: bytes(file.count)),
      tenths: files, file
    ) { try Pabulib($0) }
    measureGrowth(
      Growing(name: "equal-shares-60000", what: "equal shares, 60,000 voters × 83 projects"),
      Growing(
        name: "equal-shares-600000", what: "equal shares, 600,000 voters × 83 projects", facts: facts(whole.election)),
      tenths: tenths.map(\.election), whole.election
    ) { BudgetRule.equalSharesCost.winners(of: $0) }
  }

  @discardableResult
  private static func parse(_ name: String, _ what: String, _ bytes: [UInt8]) throws -> BudgetElection {
    try measure(name, what, adding: [.init("bytes", .integer(bytes.count))]) { try Pabulib(bytes) }.election
  }

  private static func facts(_ election: BudgetElection) -> [JSON.Member] {
    [
      .init("voters", .integer(election.profile.voters)), .init("projects", .integer(election.projects.count)),
      .init("distinct_ballots", .integer(election.profile.ballotCount)),
    ]
  }

  private static func shares(_ name: String, _ what: String, _ election: BudgetElection) {
    let winners = BudgetRule.equalSharesCost.winners(of: election).map { JSON.string(election.projects[$0].id) }
    measure(name, what, adding: facts(election) + [.init("winners", .array(winners))]) {
      BudgetRule.equalSharesCost.winners(of: election)
    }
  }

  private static func add1(_ name: String, _ what: String, _ election: BudgetElection) {
    let rule = BudgetRule.equalSharesCost
    let winners = rule.winners(of: election, completion: .add1).map { JSON.string(election.projects[$0].id) }
    let raises = rule.report(of: election, completion: .add1).extraEach
    measure(
      name, what, rounds: 3,
      adding: facts(election) + [
        .init("raises", .integer(raises.numerator.word ?? 0)), .init("winners", .array(winners)),
      ]
    ) { rule.winners(of: election, completion: .add1) }
  }
}
