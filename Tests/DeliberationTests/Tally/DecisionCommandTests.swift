import ArgumentParser
import Deliberation
import Foundation
import Testing

@testable import Tally

@Suite("guerilla tally decision") struct DecisionCommandTests {
  static let proposal = """
    {"format":"guerilla-policy-ballots","version":1,"title":"Saturdays","rule":null,"seats":null,"eligible":90,"kind":"choice",
     "options":[{"id":"yes","name":"Yes"},{"id":"no","name":"No"}],
     "ballots":[{"count":24,"answer":"yes"},{"count":10,"answer":"no"},{"count":6,"answer":null}]}
    """

  @Test("It counts, in words and as JSON, and refuses what is wrong") func run() throws {
    try BallotCommandTests.withFile(Self.proposal) { path in
      for options in [
        [], ["--json"], ["--quorum", "33%"], ["--quorum", "30"], ["--mark", "yes:at-least:2/3:sides-taken"],
        ["--mark", "yes:more-than:50%:eligible", "--mark", "no:at-most:1/3:votes-cast"],
      ] { try BallotCommandTests.run(["decision", path, "--rule", "show-of-hands"] + options) }
      for arguments in [
        ["--rule", "score"], ["--rule", "consent"], ["--rule", "show-of-hands", "--mark", "x:at-least:1/2:eligible"],
      ] {
        #expect(throws: ExitCode(2)) { try BallotCommandTests.run(["decision", path] + arguments) }
      }
    }
    for text in ["", "{", "[]", "\0\u{1}", #"{"format":"other"}"#] {
      try BallotCommandTests.withFile(text) { path in
        #expect(throws: ExitCode(2)) { try BallotCommandTests.run(["decision", path, "--rule", "approval"]) }
      }
    }
    for arguments in [
      ["decision", "f"], ["decision", "f", "--rule", "first"], ["decision", "f", "--rule", "score", "--most", "0"],
      ["decision", "f", "--rule", "score", "--quorum", "101%"], ["decision", "f", "--rule", "score", "--quorum=-1"],
      ["decision", "f", "--rule", "score", "--mark", "yes:half"],
      ["decision", "f", "--rule", "score", "--mark", "at-least:3/2:eligible"],
    ] { #expect(throws: (any Error).self) { _ = try TallyCommand.parseAsRoot(arguments) } }
  }

  @Test("The JSON is what the documentation says") func json() throws {
    let mark = PublishedDecision.Mark(
      option: "yes", mark: PassMark(.atLeast, try #require(Part(2, of: 3)), of: .sidesTaken))
    let json = DecisionReport(
      try PublishedDecision(
        BallotFile(Array(Self.proposal.utf8)), rule: .showOfHands, quorum: .part(.half), marks: [mark])
    ).json
    #expect(json["ballots"] == 40 && json["eligible"] == 90 && json["quorum"] == 45 && json["quorate"] == false)
    #expect(json["carried"] == false && json["abstentions"] == 6 && json["leaders"]?.elements == ["yes"])
    let options = json["options"]?.elements ?? []
    #expect(options.map { $0["votes"] } == [24, 10] && options.map { $0["passes"] } == [true, .null])
    #expect(options[0]["part_of_cast"]?.decimal == 0.6)
  }

  @Test("Of ten accounts that follow one another, each is named once in words") func copycats() throws {
    var votes: [OpinionVote] = []
    for person in 0..<30 {
      for step in 0..<12 {
        // The last four go the same way round, a minute after one another; the others each their own.
        let statement = person < 26 ? (step * [1, 5, 7, 11][person % 4] + person) % 12 : (step * 5 + 3) % 12
        let stance: Stance = person < 26 ? (person * 7 + step * 3) % 2 == 0 ? .agree : .disagree : .agree
        let time = person < 26 ? Int64(person) * 86_400_000 : 3_000_000_000 + Int64(person) * 60_000
        votes.append(
          OpinionVote(participant: person, statement: statement, stance: stance, time: time + Int64(step) * 5000))
      }
    }
    let map = OpinionMap(VoteMatrix(votes))
    let report = try CaptureReport(map, votes: votes)
    #expect(report.signals.copycats.count == 6)
    let named = report.signs { "\($0)" }.filter { $0.hasPrefix("Participant") }
    #expect(named.count == 3)
    #expect(named.allSatisfy { $0.contains("60 seconds later") })
  }
}
