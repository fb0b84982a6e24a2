import Testing

@testable import Deliberation

@Suite("Committees, by hand") struct CommitteeTests {
  static func election(_ candidates: Int, seats: Int, ballots: KeyValuePairs<String, Int>) throws -> CommitteeElection {
    let names = Array(Elections.names.prefix(candidates))
    var box = Profile.Box(kind: .approval, projectCount: candidates)
    for (marks, people) in ballots {
      for _ in 0..<people { box.cast(marks.compactMap { names.firstIndex(of: String($0)).map { Int32($0) } }) }
    }
    return try CommitteeElection(candidates: names, seats: seats, profile: box.close())
  }

  static func winners(_ rule: CommitteeRule, _ election: CommitteeElection, _ completion: SeatCompletion = .phragmen)
    -> String
  {
    rule.winners(of: election, completion: completion).map { Elections.names[$0] }.joined()
  }

  @Test("Most votes gives all seats to the larger party; the proportional rules share them") func parties() throws {
    let election = try Self.election(6, seats: 3, ballots: ["abc": 6, "def": 3])
    #expect(Self.winners(.approval, election) == "abc")
    // a 6; b 3, d 3: b is listed first; then c 2, d 3.
    #expect(Self.winners(.sequentialProportionalApproval, election) == "abd")
    // Due at 1/6, then b at 2/6 and d at 1/3: listed first.
    #expect(Self.winners(.phragmen, election) == "abd")
    // A share is a third of a seat: six have two seats' worth, three have one.
    #expect(Self.winners(.equalShares, election, .none) == "abd")
  }

  @Test("All ways of breaking ties are found, once each") func ties() throws {
    let election = try Self.election(4, seats: 2, ballots: ["a": 1, "b": 1, "c": 1, "d": 1])
    for rule in CommitteeRule.allCases {
      #expect(rule.tiedCommittees(of: election) == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]])
      #expect(rule.tiedCommittees(of: election, limit: 2).count == 2)
      #expect(rule.winners(of: election, ties: .listed(["d", "b"])).sorted() == [1, 3])
    }
  }

  @Test("Very many candidates and seats are no trouble", arguments: CommitteeRule.allCases) func many(
    rule: CommitteeRule
  ) throws {
    var box = Profile.Box(kind: .approval, projectCount: 400)
    box.cast([1, 2])
    box.cast([399])
    for seats in [2, 390] {
      let election = try CommitteeElection(
        candidates: (0..<400).map { String($0) }, seats: seats, profile: box.close())
      #expect(rule.winners(of: election, completion: .greedy).count == seats)
      #expect(rule.tiedCommittees(of: election, completion: .greedy, limit: 5).count <= 5)
    }
  }

  @Test("Equal shares alone leaves seats empty that nobody can pay for") func empty() throws {
    let election = try Self.election(4, seats: 2, ballots: ["a": 1, "b": 1, "c": 1, "d": 1])
    #expect(Self.winners(.equalShares, election, .none) == "")
    #expect(Self.winners(.equalShares, election, .greedy) == "ab")
    #expect(Self.winners(.equalShares, election, .add1) == "ab")
  }

  @Test("With one seat more nobody loses theirs, where seats are given one after the other", arguments: 0..<3)
  func monotone(seed: Int) throws {
    var dice = Dice(state: UInt64(seed))
    for _ in 0..<40 {
      let profile = try Elections.random(.approval, &dice).profile
      let names = Array(Elections.names.prefix(profile.projectCount))
      for rule in [CommitteeRule.approval, .sequentialProportionalApproval, .phragmen] {
        var before: [Int] = []
        for seats in 0...profile.projectCount {
          let election = try CommitteeElection(candidates: names, seats: seats, profile: profile)
          let winners = rule.winners(of: election)
          #expect(winners.count == seats)
          #expect(Array(winners.prefix(before.count)) == before)
          before = winners
        }
      }
    }
  }

  @Test("A tied committee is one that the rule elects when ties fall its way", arguments: 0..<3) func tiesFall(
    seed: Int
  ) throws {
    var dice = Dice(state: UInt64(seed) + 50)
    for _ in 0..<20 {
      let profile = try Elections.random(.approval, &dice).profile
      let names = Array(Elections.names.prefix(profile.projectCount))
      let election = try CommitteeElection(
        candidates: names, seats: Int.random(in: 0...names.count, using: &dice), profile: profile)
      for rule in CommitteeRule.allCases {
        let tied = Set(rule.tiedCommittees(of: election))
        for committee in tied {
          let others = names.indices.filter { !committee.contains($0) }
          let ties = TieBreaking.listed((committee + others).map { names[$0] })
          #expect(tied.contains(rule.winners(of: election, ties: ties).sorted()))
        }
        #expect(tied.contains(rule.winners(of: election).sorted()))
      }
    }
  }

  @Test("More seats than candidates, or fewer than none, are refused", arguments: [-1, 3]) func seats(seats: Int) {
    #expect(throws: Malformed.self) { try Self.election(2, seats: seats, ballots: [:]) }
  }

  @Test("A file of the abcvoting library is read, over as many lines as it takes") func yaml() throws {
    let text =
      "description: \"x\"\nprofile: [[1, 2], [\n    0], [], {2}]\nnum_cand: 4\ncommitteesize: 2\ncompute:\n- rule_id: av\n"
    let read = try ApprovalProfile(Array(text.utf8))
    #expect(read.candidates == ["0", "1", "2", "3"])
    #expect(read.seats == 2)
    #expect(read.profile.approvals == [1, 1, 2, 0])
    #expect(read.profile.voters == 4)
  }

  @Test("Voters who all have the weight 1 count as they are") func weights() throws {
    #expect(try ApprovalProfile(Array("profile: [[1], [0]]\nvoter_weights: [1, 1.0]".utf8)).profile.voters == 2)
  }

  @Test(
    "A file that is none is refused with its line",
    arguments: [
      ("", nil), ("profile: [[1, x]]", 1), ("a: 1\nprofile: [[[1]]]", 2), ("profile: [[99999999999]]", 1),
      ("profile: [[1]", 1), ("profile: [[1]]\nnum_cand: -1", 2), ("profile: [[5]]\nnum_cand: 2", nil),
      ("profile: [[1], [0]]\nvoter_weights: [5, 1]", 2),
      ("profile: [[1], [0]]\nvoter_weights:\n- 5\n- 1", 2), ("profile: [[1], [0]]\nvoter_weights: [1, -1]", 2),
      ("profile: [[1]]\nprofile: [[0]]", 2),
    ] as [(String, Int?)])
  func badYaml(text: String, line: Int?) {
    #expect { try ApprovalProfile(Array(text.utf8)) } throws: { ($0 as? Malformed)?.line == line }
  }
}

@Suite("Rounds of grants") struct GrantRoundTests {
  static let round = try? GrantRound(
    tiers: [
      .init(name: "large", amount: Rational(5000), grants: 1), .init(name: "small", amount: Rational(500), grants: 2),
    ], intake: 4)

  @Test("Each tier gives its grants to the ideas that ask for its amount") func awards() throws {
    let round = try #require(Self.round)
    #expect(round.total == Rational(6000))
    let ideas = [("a", 0), ("b", 0), ("c", 1), ("d", 1), ("e", 1)].map { GrantRound.Idea(id: $0.0, tier: $0.1) }
    var box = Profile.Box(kind: .approval, projectCount: 5)
    for ballot in [[1, 2], [1, 2], [0, 3], [1]] { box.cast(ballot.map { Int32($0) }) }
    let awards = try round.awards(to: ideas, by: box.close())
    #expect(awards == [.init(tier: 0, winners: [1]), .init(tier: 1, winners: [2, 3])])
  }

  @Test("Where there are more ideas than places the draw decides, and the others wait") func admit() throws {
    let round = try #require(Self.round)
    let ideas = ["a", "b", "c", "d", "e", "f"].map { GrantRound.Idea(id: $0, tier: 0) }
    let (admitted, waiting) = round.admit(ideas, drawn: ["f", "b", "e", "d", "a", "c"])
    #expect(admitted.map(\.id) == ["b", "d", "e", "f"])
    #expect(waiting.map(\.id) == ["a", "c"])
    #expect(round.admit(Array(ideas.prefix(3)), drawn: []).waiting.isEmpty)
  }

  @Test("A round that cannot be is refused") func invalid() {
    let tier = { (name: String, amount: Int, grants: Int) in
      GrantRound.Tier(name: name, amount: Rational(amount), grants: grants)
    }
    for tiers in [
      [], [tier("a", 1, 33)], [tier("a", 1, 20), tier("b", 2, 13)], [tier("a", 0, 1)], [tier("a", 1, -1)],
      [tier("a", 1, 1), tier("a", 2, 1)], [tier("a", 1, .max), tier("b", 1, .max)],
    ] {
      #expect(throws: Malformed.self) { try GrantRound(tiers: tiers) }
    }
  }
}
