import Deliberation
import Testing

@Suite("Decisions counted from a published file") struct PublishedDecisionTests {
  private static func file(
    _ kind: BallotFile.Kind, _ ids: [String], _ ballots: [(Int, BallotFile.Answer)], eligible: Int? = nil,
    seats: Int? = nil
  ) throws -> BallotFile {
    try BallotFile(
      title: "Made up", seats: seats, eligible: eligible, kind: kind, options: ids.map { .init(id: $0, name: $0) },
      ballots: ballots.map { (count: $0.0, answer: $0.1) })
  }

  private static var twoThirds: Part { Part(2, of: 3) ?? .half }

  @Test(
    "24 yes, 10 no, 6 abstain: two thirds of the sides taken, not of the votes cast nor of the eligible",
    arguments: [(PassMark.Basis.sidesTaken, true), (.votesCast, false), (.eligible, false)])
  func hands(_ basis: PassMark.Basis, _ passes: Bool) throws {
    let file = try Self.file(
      .choice, ["yes", "no"], [(24, .choice(0)), (10, .choice(1)), (6, .choice(nil))], eligible: 90)
    let decision = try PublishedDecision(
      file, rule: .showOfHands, quorum: .people(40),
      marks: [.init(option: "yes", mark: PassMark(.atLeast, Self.twoThirds, of: basis))])
    guard case .hands(let hands) = decision.outcome else {
      Issue.record("this is a show of hands")
      return
    }
    #expect(hands.standings.map(\.votes) == [24, 10] && hands.abstentions == 6 && hands.leaders == [0])
    #expect(hands.standings[0].passes == passes && hands.isCarried == passes && hands.standings[1].passes == nil)
    #expect(hands.turnout.isQuorate && hands.turnout.eligible == 90)
  }

  @Test("Approval, score, dots and position are the sums that a table gives") func points() throws {
    let ids = ["band", "film", "chess"]
    let cases: [(PublishedDecision.Rule, BallotFile, [Int])] = [
      (.approval, try Self.file(.approval, ids, [(5, .approval([0, 1])), (4, .approval([2]))]), [5, 5, 4]),
      (.score, try Self.file(.points, ids, [(5, .points([0: 5, 1: 4])), (4, .points([2: 5]))]), [25, 20, 20]),
      (.dots, try Self.file(.points, ids, [(5, .points([0: 6, 1: 2])), (4, .points([2: 8]))]), [30, 10, 32]),
      (
        .positional, try Self.file(.ranking, ids, [(5, .ranking([[0], [1], [2]])), (4, .ranking([[2], [1], [0]]))]),
        [19, 18, 17]
      ),
    ]
    for (rule, file, totals) in cases {
      guard case .points(let points) = try PublishedDecision(file, rule: rule).outcome else {
        Issue.record("\(rule) gives points")
        continue
      }
      #expect(points.totals == totals && points.turnout.voted == 9)
    }
  }

  @Test("One objection stops a proposal, an abstention does not; a block counts for itself") func consent() throws {
    func decided(_ last: Int?) throws -> ConsentDecision? {
      let file = try Self.file(
        .choice, PublishedDecision.responses, [(3, .choice(0)), (2, .choice(1)), (1, .choice(last))])
      guard case .consent(let consent) = try PublishedDecision(file, rule: .consent).outcome else { return nil }
      return consent
    }
    #expect(try decided(nil)?.passes == true && decided(nil)?.abstentions == 1 && decided(nil)?.consents == 5)
    #expect(try decided(3)?.passes == true && decided(3)?.standsAside.count == 1)
    #expect(try decided(4)?.passes == false && decided(4)?.standing.map(\.isBlock) == [false])
    #expect(try decided(5)?.passes == false && decided(5)?.standing.map(\.isBlock) == [true])
  }

  @Test("As many supporters, once warm and once not; one block stops both") func gradients() throws {
    func outcome(_ votes: [Int: Int]) throws -> GradientsOfAgreement.Outcome? {
      let file = try Self.file(.choice, PublishedDecision.gradients, votes.map { ($1, .choice($0)) })
      guard case .gradients(let answers) = try PublishedDecision(file, rule: .gradients).outcome else { return nil }
      return answers.outcome
    }
    #expect(try outcome([7: 9, 6: 6, 5: 2, 3: 2, 2: 1]) == .strongSupport)
    #expect(try outcome([7: 2, 6: 3, 5: 12, 3: 3]) == .ambiguousSupport)
    #expect(try outcome([7: 9, 0: 1]) == .blocked)
    #expect(try outcome([:]) == .notCarried)
  }

  @Test("Four votes cost sixteen credits, and five are too many for them") func quadratic() throws {
    let file = try Self.file(.points, ["ramp", "bench"], [(3, .points([0: 4])), (7, .points([1: -2]))])
    guard case .quadratic(let votes) = try PublishedDecision(file, rule: .quadratic, most: 16).outcome else {
      Issue.record("these are quadratic votes")
      return
    }
    #expect(votes.totals == [12, -14] && votes.unspent == 7 * 12)
    #expect(throws: Malformed.self) { try PublishedDecision(file, rule: .quadratic, most: 15) }
  }

  @Test("What does not fit is refused, and nothing traps") func refused() throws {
    let choice = try Self.file(.choice, ["yes", "no"], [(2, .choice(0))])
    let points = try Self.file(.points, ["a"], [(1, .points([0: .max])), (1, .points([0: .min]))])
    let crowd = try Self.file(.choice, ["yes"], [(.max, .choice(0))])
    let gap = try Self.file(.ranking, ["a", "b", "c"], [(1, .ranking([[0], [], [2]]))])
    let twice = try Self.file(.ranking, ["a", "b", "c"], [(1, .ranking([[0], [1, 2], [2]]))])
    for rule in PublishedDecision.Rule.allCases {
      for file in [choice, points, crowd, gap, twice] where file.kind != rule.kind {
        #expect(throws: Malformed.self) { try PublishedDecision(file, rule: rule) }
      }
    }
    for (file, rule) in [
      (choice, PublishedDecision.Rule.consent), (choice, .gradients), (points, .score), (points, .dots),
      (points, .quadratic), (crowd, .showOfHands), (gap, .positional), (twice, .positional),
    ] { #expect(throws: Malformed.self) { try PublishedDecision(file, rule: rule) } }
    let mark = PassMark(.atLeast, .half, of: .votesCast)
    #expect(throws: Malformed.self) {
      try PublishedDecision(choice, rule: .showOfHands, marks: [.init(option: "maybe", mark: mark)])
    }
    let nobody = try Self.file(.points, ["a"], [])
    for rule in [PublishedDecision.Rule.score, .dots, .quadratic] {
      #expect(throws: Never.self) { try PublishedDecision(nobody, rule: rule, most: -1) }
      #expect(throws: Malformed.self) {
        try PublishedDecision(nobody, rule: rule, marks: [.init(option: nil, mark: mark)])
      }
    }
  }
}
