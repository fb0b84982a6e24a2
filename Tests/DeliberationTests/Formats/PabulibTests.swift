import Testing

@testable import Deliberation

@Suite("Pabulib") struct PabulibTests {
  static let plain = """
    META
    key;value
    description;A street party
    budget;100
    vote_type;approval
    currency;GBP
    PROJECTS
    project_id;cost;name
    1;60;Lamps
    2;50;Trees
    VOTES
    voter_id;vote
    7;1,2
    8;1
    9;
    """

  static func read(_ text: String) throws(Malformed) -> Pabulib { try Pabulib(Array(text.utf8)) }

  @Test("A plain file is read; an empty ballot is a ballot") func readsPlain() throws {
    let file = try Self.read(Self.plain)
    #expect(file["description"] == "A street party")
    #expect(file.election.budget == Rational(100))
    #expect(file.election.projects.map(\.name) == ["Lamps", "Trees"])
    #expect(file.election.profile.voters == 3)
    #expect(file.election.profile.approvals == [2, 1])
    #expect(file.published == nil)
  }

  @Test("What real files do is understood") func traps() throws {
    let file = try Self.read(
      "\u{FEFF}meta\r\nkey;value\r\nbudget;2160234,87\r\nvote_type;Cumulative\r\n\r\n"
        + "comment;\"#1: one; two\r\nand \"\"three\"\"\"\r\n"
        + "Projects\r\nselected;name;cost;project_id\r\n2;\"a; \"\"b\"\"\";1000.50;RD-XII.3\r\n1;c;0; 10 \r\n"
        + "   \r\nvotes\r\npoints;vote;voter_id\r\n1, 2;RD-XII.3 ,10;1\r\n;;2\r\nNone;none;3\r\n0;10;4")
    #expect(file.election.budget == Rational(decimal: "2160234.87"))
    #expect(file["comment"] == "#1: one; two\r\nand \"three\"")
    #expect(file.election.projects.map(\.id) == ["RD-XII.3", "10"])
    #expect(file.election.projects.map(\.name) == ["a; \"b\"", "c"])
    #expect(file.election.profile.voters == 4)
    #expect(file.election.scores == [1, 2])
    #expect(file.published == [1])
  }

  @Test("A project marked twice counts once; a rank counts where it first stands") func twice() throws {
    let approval = try Self.read(Self.plain.replacing("7;1,2", with: "7;1,1,1"))
    #expect(approval.election.profile.approvals == [2, 0])
    let ranked = try Self.read(Self.plain.replacing("approval", with: "ordinal").replacing("7;1,2", with: "7;2,1,2"))
    #expect(ranked.election.scores == [3, 2])
  }

  @Test("Points with decimals are read exactly") func decimalPoints() throws {
    let file = try Self.read(
      "META\nkey;value\nbudget;10\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\n"
        + "voter_id;vote;points\n1;a,b;1,2\n2;a;0.25\n")
    #expect(file.election.scores == [try #require(Rational(decimal: "1.25")), 2])
    // Every point is worth a quarter of a quarter: b costs twice as much and is given twice as many.
    #expect(BudgetRule.equalSharesPoints.winners(of: file.election) == [0, 1])
  }

  @Test("Equal ballots stand together, and each person still has theirs") func grouped() throws {
    let profile = try Self.read(Self.plain + "\n10;2,1\n11;1").election.profile
    #expect(profile.ballotCount == 3)
    #expect(profile.multiplicities == [2, 2, 1])
    #expect(profile.ballotOfVoter == [0, 1, 2, 0, 1])
  }

  @Test("A remark may come twice, and so may what counts, if it says the same") func remarks() throws {
    let file = Self.plain.replacing("budget;100", with: "budget;100\ncomment;one\ncomment;two\nbudget;100")
    #expect(try Self.read(file).meta.count == Self.read(Self.plain).meta.count + 3)
  }

  @Test(
    "What is wrong is said with its line",
    arguments: [
      (0, "", nil), (1, "META", 1), (1, "hello;world", 1), (2, "budget;100", nil),
      (3, "budget;100\nbudget;90", 5),
      (3, "budget;NaN", 4), (3, "budget;-1", 4), (3, "budget;1e9", 4), (4, "vote_type;scoring", 5),
      (5, "project_id;price;name", 8), (6, "1;sixty;Lamps", 9), (6, "1;-60;Lamps", 9), (6, "2;60;Lamps", 10),
      (6, "1", 9), (6, ";60;Lamps", 9), (7, "voter_id;votes", 12), (8, "7;1,3", 13), (8, "\"7;1,2", 13),
    ] as [(Int, String, Int?)])
  func malformed(what: Int, text: String, line: Int?) {
    let old = [
      Self.plain, Self.plain, "budget;100\n", "budget;100", "vote_type;approval", "project_id;cost;name", "1;60;Lamps",
      "voter_id;vote", "7;1,2",
    ]
    let file = Self.plain.replacing(old[what], with: what == 2 ? "" : text)
    #expect { try Self.read(file) } throws: { ($0 as? Malformed)?.line == line }
  }

  @Test(
    "Ballots with points that are missing, below zero, or beyond measure are refused",
    arguments: [
      "1;a;", "1;a;1,2", "1;a,b;1", "1;a;-1", "1;a;NaN", "1;a;1000000001", "1;a,a;999999999,2", "1;a;0.1234567",
      "1;a;99999999999999999999999999",
    ])
  func badPoints(ballot: String) {
    let file =
      "META\nkey;value\nbudget;10\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\n"
      + "voter_id;vote;points\n" + ballot
    #expect { try Self.read(file) } throws: { ($0 as? Malformed)?.line == 11 }
  }

  @Test("What is written is read as the same election", arguments: BallotKind.allCases) func roundTrip(kind: BallotKind)
    throws
  {
    var dice = Dice(state: 5)
    for _ in 0..<30 {
      let election = try Elections.random(kind, &dice)
      let file = Pabulib(
        meta: [.init("description", "Semicolons; \"quotes\"\nand lines")], projectColumns: [], projectRows: [],
        election: election)
      let again = try Self.read(file.text)
      #expect(again["description"] == "Semicolons; \"quotes\"\nand lines")
      #expect(again.election.projects == election.projects)
      #expect(again.election.budget == election.budget)
      #expect(again.election.scores == election.scores)
      #expect(again.election.profile.multiplicities == election.profile.multiplicities)
      #expect(again.election.profile.ballotOfVoter == election.profile.ballotOfVoter)
      #expect(try Self.read(again.text).text == again.text)
    }
  }

  @Test("No file, however damaged, does worse than be refused", arguments: 0..<4) func damage(seed: Int) {
    var dice = Dice(state: UInt64(seed))
    let kinds = ["approval", "cumulative", "ordinal", "choose-1"]
    for round in 0..<400 {
      let text = Self.plain.replacing("approval", with: kinds[seed]).replacing(
        "voter_id;vote", with: "voter_id;vote;points")
      var bytes = Array(text.utf8)
      for _ in 0...(round % 5) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 2: bytes.insert(contentsOf: Array("\";,\n-9.".utf8).shuffled(using: &dice).prefix(2), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        }
        if bytes.isEmpty { bytes = [0x3B] }
      }
      guard let election = (try? Pabulib(bytes))?.election else { continue }
      for rule in BudgetRule.allCases where rule.suits(election.profile.kind) {
        #expect(election.cost(of: rule.winners(of: election)) <= election.budget)
      }
    }
  }
}
