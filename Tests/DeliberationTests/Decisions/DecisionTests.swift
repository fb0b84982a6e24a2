import Deliberation
import Testing

@Suite("Decisions") struct DecisionTests {
  /// “aab-”: voters v0, v1, … for option a, a, b; a dash abstains.
  static func votes(_ text: String) -> [(voter: String, option: Int?)] {
    text.utf8.enumerated().map { ("v\($0)", $1 == UInt8(ascii: "-") ? nil : Int($1) - 97) }
  }
  static func part(_ numerator: Int, _ denominator: Int) throws -> Part {
    try #require(Part(numerator, of: denominator))
  }

  // MARK: Pass marks and quorum

  @Test("Two thirds of three is two, exactly; just under is not enough") func exact() throws {
    let mark = PassMark(.atLeast, try Self.part(2, 3), of: .votesCast)
    #expect(mark.isMet(by: 2, of: 3))
    #expect(!mark.isMet(by: 666_666_666_666, of: 1_000_000_000_000))
    #expect(mark.isMet(by: .max, of: .max))
    #expect(!PassMark(.moreThan, .half, of: .votesCast).isMet(by: 5, of: 10))
    #expect(PassMark(.moreThan, .half, of: .votesCast).isMet(by: 6, of: 10))
    #expect(PassMark(.atMost, try Self.part(1, 10), of: .votesCast).isMet(by: 1, of: 10))
    #expect(!PassMark(.atMost, try Self.part(1, 10), of: .votesCast).isMet(by: 2, of: 10))
    #expect(!PassMark(.atLeast, try Self.part(0, 1), of: .votesCast).isMet(by: 0, of: 0))
  }

  @Test("A part is from none to all") func parts() {
    #expect(Part(1, of: 0) == nil)
    #expect(Part(-1, of: 2) == nil)
    #expect(Part(3, of: 2) == nil)
    #expect(Part(percent: 101) == nil)
    #expect(Part(percent: 40)?.roundedUp(of: 11) == 5)
    #expect(Part(percent: 40)?.roundedUp(of: 10) == 4)
    #expect(Part(percent: 100)?.roundedUp(of: .max) == .max)
  }

  @Test(
    "A quorum counts everyone who voted, abstaining too, against those who may vote",
    arguments: [("aab-", 10, 40, true), ("aab", 10, 40, false), ("----", 10, 40, true), ("", 10, 0, true)])
  func quorum(_ votes: String, _ eligible: Int, _ percent: Int, _ isQuorate: Bool) throws {
    let part = try #require(Part(percent: percent))
    let result = try ShowOfHands(options: 2, votes: Self.votes(votes), eligible: eligible, quorum: .part(part))
    #expect(result.turnout.isQuorate == isQuorate)
  }

  @Test(
    "A pass mark is measured against votes cast, sides taken or everyone eligible",
    arguments: [
      (PassMark.Basis.votesCast, false), (.sidesTaken, true), (.eligible, false),
    ])
  func bases(_ basis: PassMark.Basis, _ passes: Bool) throws {
    // Five for, four against, three abstain, of twenty.
    let mark = PassMark(.moreThan, .half, of: basis)
    let result = try ShowOfHands(options: 2, votes: Self.votes("aaaaabbbb---"), eligible: 20, marks: [0: mark])
    #expect(result.standings[0].passes == passes)
    #expect(result.isCarried == passes)
    #expect(result.abstentions == 3)
    #expect(result.leaders == [0])
    #expect(result.standings[0].partOfEligible == 0.25)
  }

  @Test("A proposal with a limit on blocks fails by one too many") func blocks() throws {
    let none = PassMark(.atMost, try Self.part(0, 1), of: .votesCast)
    let marks = [0: PassMark.simpleMajority, 2: none]
    #expect(try ShowOfHands(options: 3, votes: Self.votes("aaab"), marks: marks).isCarried)
    #expect(!(try ShowOfHands(options: 3, votes: Self.votes("aaac"), marks: marks).isCarried))
  }

  @Test("Voting twice, for nothing there is, or more than may vote is refused") func refused() {
    #expect(throws: Malformed.self) { try ShowOfHands(options: 1, votes: [("a", 0), ("a", 0)]) }
    #expect(throws: Malformed.self) { try ShowOfHands(options: 1, votes: [("a", 1)]) }
    #expect(throws: Malformed.self) { try ShowOfHands(options: 1, votes: [("a", -1)]) }
    #expect(throws: Malformed.self) { try ShowOfHands(options: 1, votes: [("a", 0), ("b", 0)], eligible: 1) }
    #expect(throws: Never.self) { try ShowOfHands(options: -1, votes: []) }
  }

  // MARK: Points

  @Test("Approvals are counted, and limits on how many are kept to") func approval() throws {
    let tally = try PointTally.approval(options: 3, ballots: [("a", [0, 1]), ("b", [1]), ("c", [])])
    #expect(tally.totals == [1, 2, 0])
    #expect(tally.ranking == [[1], [0], [2]])
    #expect(throws: Malformed.self) { try PointTally.approval(options: 3, ballots: [("a", [0, 1])], allowed: 1...1) }
    #expect(throws: Malformed.self) { try PointTally.approval(options: 3, ballots: [("a", [0, 0])]) }
    #expect(throws: Malformed.self) { try PointTally.approval(options: 3, ballots: [("a", [3])]) }
  }

  @Test("A score's average is over who gave one, its mean over everyone") func score() throws {
    let tally = try PointTally.score(options: 2, ballots: [("a", [0: 5, 1: 3]), ("b", [0: 0, 1: 4]), ("c", [1: 2])])
    #expect(tally.totals == [5, 9])
    #expect(tally.averages == [5, 3])
    #expect(tally.means == [5.0 / 3, 3])
    #expect(throws: Malformed.self) { try PointTally.score(options: 2, ballots: [("a", [0: 6])]) }
    #expect(throws: Malformed.self) {
      try PointTally.score(options: 1, range: 0 ... .max, ballots: [("a", [0: .max]), ("b", [0: .max])])
    }
  }

  @Test("Dots are eight at most and none is negative") func dots() throws {
    let tally = try PointTally.dots(options: 3, ballots: [("a", [0: 8]), ("b", [1: 3, 2: 5])])
    #expect(tally.totals == [8, 3, 5])
    #expect(throws: Malformed.self) { try PointTally.dots(options: 3, ballots: [("a", [0: 8, 1: 1])]) }
    #expect(throws: Malformed.self) { try PointTally.dots(options: 3, ballots: [("a", [0: -1, 1: 9])]) }
    #expect(throws: Malformed.self) { try PointTally.dots(options: 3, ballots: [("a", [0: .max, 1: .max])]) }
  }

  @Test("Loomio's ranked choice gives three, two and one; it is not instant runoff") func positional() throws {
    let tally = try PointTally.positional(
      options: 4, ballots: [("a", [0, 1, 2]), ("b", [0, 1, 3]), ("c", [1, 2, 3])])
    #expect(tally.totals == [6, 7, 3, 2])
    // Instant runoff would elect the first, who has two of three first places.
    #expect(tally.ranking.first == [1])
    #expect(throws: Malformed.self) { try PointTally.positional(options: 4, ballots: [("a", [0, 1])]) }
  }

  @Test("Who ties for the last place is named, for a lot to choose") func tiedPlaces() throws {
    let tally = try PointTally.approval(options: 4, ballots: [("a", [0, 1]), ("b", [0, 2]), ("c", [0])])
    let three = tally.elected(2)
    #expect(three.elected == [0] && three.tied == [1, 2] && three.places == 1)
    let all = tally.elected(3)
    #expect(all.elected == [0, 1, 2] && all.tied.isEmpty)
    #expect(tally.elected(-1).elected.isEmpty)
  }

  // MARK: Consent

  @Test("Consent passes when no objection stands, however many abstain") func consent() throws {
    let calm = try ConsentDecision([
      ("a", .consent), ("b", .concern("cost")), ("c", .abstain), ("d", .standAside("busy")),
    ])
    #expect(calm.passes)
    #expect(calm.consents == 2 && calm.concerns.map(\.reason) == ["cost"] && calm.standsAside.count == 1)

    let responses: [(voter: String, response: ConsentDecision.Response)] = [
      ("a", .consent), ("b", .objection("it floods")), ("c", .block("against our rules")),
    ]
    let stopped = try ConsentDecision(responses)
    #expect(!stopped.passes)
    #expect(stopped.standing.map(\.reason) == ["it floods", "against our rules"])
    // A change can meet an objection, but not lift a block.
    let changed = try ConsentDecision(responses, resolved: ["b", "c"])
    #expect(!changed.passes)
    #expect(changed.standing.map(\.isBlock) == [true])
    #expect(try ConsentDecision(Array(responses.prefix(2)), resolved: ["b"]).passes)
  }

  @Test("An objection needs a reason, and silence is no consent") func reasons() throws {
    #expect(throws: Malformed.self) { try ConsentDecision([("a", .objection("  "))]) }
    #expect(throws: Malformed.self) { try ConsentDecision([("a", .block(""))]) }
    #expect(!(try ConsentDecision([]).passes))
    #expect(!(try ConsentDecision([("a", .abstain)]).passes))
    #expect(!(try ConsentDecision([("a", .consent)], eligible: 5, quorum: .people(2)).passes))
  }

  @Test(
    "Gradients tell warm from grudging support",
    arguments: [
      ([8, 8, 7, 3], nil, GradientsOfAgreement.Outcome.strongSupport), ([6, 6, 6, 3], nil, .ambiguousSupport),
      ([6, 3, 3, 5], nil, .notCarried), ([8, 8, 8, 1], nil, .blocked), ([8], 3, .noQuorum), ([], nil, .notCarried),
      ([6, 5, 5, 5], nil, .ambiguousSupport),
    ] as [([Int], Int?, GradientsOfAgreement.Outcome)])
  func gradients(_ answers: [Int], _ quorum: Int?, _ outcome: GradientsOfAgreement.Outcome) throws {
    let result = try GradientsOfAgreement(
      answers.enumerated().map { index, answer in
        ("v\(index)", try #require(GradientsOfAgreement.Gradient(rawValue: answer - 1)), "because")
      }, eligible: quorum, quorum: quorum.map { .people($0) } ?? .none)
    #expect(result.outcome == outcome)
    #expect(result.blocks.count == answers.count { $0 == 1 })
  }

  @Test("The median of an even number of answers is the lower middle one") func median() throws {
    let answers: [(voter: String, gradient: GradientsOfAgreement.Gradient, reason: String)] = [
      ("a", .endorse, ""), ("b", .abstain, ""), ("c", .standAside, ""), ("d", .endorse, ""),
    ]
    #expect(try GradientsOfAgreement(answers).median == .abstain)
    #expect(throws: Malformed.self) { try GradientsOfAgreement([("a", .block, " ")]) }
  }
}
