public import ArgumentParser
public import Deliberation

/// `guerilla tally committee`: elects a committee, or the winners of a round, again.
struct CommitteeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "committee", abstract: "Elect so many out of several, from ballots of approval.",
    discussion: """
      Reads an election of the abcvoting library (.abc.yaml) or in the Pabulib format, whose costs are not looked at.
      Exits with 2, and says where, when the file is wrong.
      """)

  @Argument(help: "The ballots.") var file: String
  @Option(help: "The rule.") var rule: CommitteeRule = .approval
  @Option(help: "How many are elected; what the file says where it says so.") var seats: Int?
  @Option(help: "How equal shares fills the seats that no group of voters can pay for.")
  var completion: SeatCompletion = .phragmen
  @Flag(help: "Every committee that some way of breaking ties would elect (at most 10,000).") var all = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let input = try CommitteeFile(file)
    guard let seats = seats ?? input.seats else {
      throw ValidationError("How many are elected? Say so with --seats.")
    }
    let election: CommitteeElection
    do {
      election = try CommitteeElection(candidates: input.candidates, seats: seats, profile: input.profile)
    } catch { throw TallyFile.refused("\(file): \(error.words)") }
    let winners = rule.winners(of: election, completion: completion)
    let tied = all ? rule.tiedCommittees(of: election, completion: completion) : nil
    print(json ? Self.json(input, rule, election, winners, tied).text : Self.text(rule, election, winners, tied))
  }

  private static func json(
    _ input: CommitteeFile, _ rule: CommitteeRule, _ election: CommitteeElection, _ winners: [Int], _ tied: [[Int]]?
  ) -> JSON {
    let approvals = election.profile.approvals
    let have = Set(winners)
    var members: [JSON.Member] = [
      .init("rule", .string(rule.rawValue)), .init("seats", .integer(election.seats)),
      .init("winners", .array(winners.map(input.id))), .init("voters", .integer(election.profile.voters)),
      .init(
        "candidates",
        .array(
          election.candidates.indices.map { candidate in
            .object([
              .init("id", input.id(candidate)), .init("name", .string(input.names[candidate])),
              .init("votes", .integer(approvals[candidate])), .init("elected", .bool(have.contains(candidate))),
            ])
          })),
    ]
    if let tied { members.append(.init("committees", .array(tied.map { .array($0.map(input.id)) }))) }
    return .object(members)
  }

  private static func text(
    _ rule: CommitteeRule, _ election: CommitteeElection, _ winners: [Int], _ tied: [[Int]]?
  ) -> String {
    let approvals = election.profile.approvals
    var lines = [
      "\(rule.title) (\(rule.rawValue))",
      "\(BudgetOutput.count(election.profile.voters, "ballot")), "
        + "\(BudgetOutput.count(election.candidates.count, "candidate")), \(BudgetOutput.count(election.seats, "seat"))",
      "", "Elected:",
    ]
    for (place, winner) in winners.enumerated() {
      let votes = BudgetOutput.count(approvals[winner], "vote")
      lines.append(
        "\(BudgetOutput.pad("\(place + 1).", to: 4, atStart: true)) \(BudgetOutput.plain(election.candidates[winner])) (\(votes))"
      )
    }
    if let tied {
      lines += ["", "\(BudgetOutput.count(tied.count, "committee")) under some way of breaking ties:"]
      lines += tied.map { "  " + $0.map { BudgetOutput.plain(election.candidates[$0]) }.joined(separator: ", ") }
    }
    return lines.joined(separator: "\n")
  }
}

extension CommitteeRule: ExpressibleByArgument {}
extension SeatCompletion: ExpressibleByArgument {}

/// Candidates and ballots from a file in either format.
private struct CommitteeFile {
  let candidates: [String]
  let names: [String]
  let profile: Profile
  let seats: Int?
  private let isNumbered: Bool

  init(_ path: String) throws {
    let file = try TallyFile(path)
    if Self.isPabulib(file.bytes) {
      let election = try file.read { bytes throws(Malformed) in try Pabulib(bytes) }.election
      candidates = election.projects.map(\.id)
      names = election.projects.map(\.name)
      profile = election.profile
      seats = nil
      isNumbered = false
    } else {
      let read = try file.read { bytes throws(Malformed) in try ApprovalProfile(bytes) }
      candidates = read.candidates
      names = read.candidates
      profile = read.profile
      seats = read.seats
      isNumbered = true
    }
  }

  /// Its first word is META.
  private static func isPabulib(_ bytes: [UInt8]) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let word = bytes.dropFirst(start).drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
    return String(decoding: word, as: UTF8.self).uppercased() == "META"
  }

  /// A number where the file numbers its candidates.
  func id(_ candidate: Int) -> JSON { isNumbered ? .integer(candidate) : .string(candidates[candidate]) }
}
