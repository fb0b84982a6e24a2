import Testing

@testable import Deliberation

/// Most rows of a Pabulib file are read by a short way, all others by a long one: that nobody can tell which.
@Suite("Plain ballots") struct PlainBallotTests {
  static let names = [
    "7", "12", "N5", "none", "a;b", "\"q\"", "seven77", "eight888", "a longer name", "é", "0", "00", "c,d",
  ]

  /// A ballot as a row's vote, plain or in one of the ways that the long way is for.
  static func vote(_ marks: [Int], _ dice: inout Dice) -> String {
    var names = marks.map { Self.names[$0] }
    let mustBeQuoted = names.contains { $0.contains { $0 == ";" || $0 == "\"" } }
    if names == ["none"] { names.append("") }
    switch mustBeQuoted ? 0 : Int.random(in: 0..<8, using: &dice) {
    case 0:
      return "\""
        + names.joined(separator: ",").split(separator: "\"", omittingEmptySubsequences: false).joined(
          separator: "\"\"") + "\""
    case 1: return " " + names.joined(separator: " ,\t") + " "
    case 2: return "," + names.joined(separator: ",,") + ","
    case 3 where marks.isEmpty: return "None"
    default: return names.joined(separator: ",")
    }
  }

  static func head(_ kind: BallotKind, columns: String = "voter_id;vote;age") -> String {
    let rows = names.map { name in
      name.contains { $0 == ";" || $0 == "\"" } ? "\"" + (name == "a;b" ? name : "\"\"q\"\"") + "\";5\n" : name + ";5\n"
    }
    return
      "META\nkey;value\nbudget;10\nvote_type;\(kind.rawValue)\nPROJECTS\nproject_id;cost\n\(rows.joined())VOTES\n\(columns)\n"
  }

  @Test("Are the ballots that were cast one by one", arguments: [BallotKind.approval, .ordinal], [0, 1, 2, 3, 600])
  func same(kind: BallotKind, seed: Int) throws {
    var dice = Dice(state: UInt64(seed))
    let names = Self.names.count - 1  // A comma in a name is never found on a ballot.
    var box = Profile.Box(kind: kind, projectCount: Self.names.count)
    var text = Self.head(kind)
    // Rarely anything but plain names in the last two, so that plain rows come one after the other.
    let all = seed > 1 ? [0, 1, 2, 6, 10, 11] : Array(0..<names)
    for voter in 0..<700 + seed {
      let marks = (0..<Int.random(in: 0...6, using: &dice)).map { _ in
        Int.random(in: 0..<40, using: &dice) == 0
          ? Int.random(in: 0..<names, using: &dice) : all[Int.random(in: all.indices, using: &dice)]
      }
      let isPlain = seed > 1 && Int.random(in: 0..<50, using: &dice) > 0
      let isSimple = isPlain && !marks.isEmpty && marks.allSatisfy { [0, 1, 2, 6, 7, 8, 9, 10, 11].contains($0) }
      let vote = isSimple ? marks.map { Self.names[$0] }.joined(separator: ",") : Self.vote(marks, &dice)
      text += "\(voter);\(vote)"
      switch Int.random(in: 0..<5, using: &dice) {
      case 0: text += ";a \"b\" ü"
      case 1: text += ";\"two\nlines; of\""
      case 2: text += ";41"
      default: break
      }
      text += Int.random(in: 0..<4, using: &dice) == 0 ? "\r\n" : "\n"
      if Int.random(in: 0..<30, using: &dice) == 0 { text += " \n\n" }
      let isCast = box.cast(marks.map(Int32.init))
      #expect(isCast)
    }
    if seed == 2 { text.removeLast() }
    let (read, expected) = (try Pabulib(Array(text.utf8)).election.profile, box.close())
    #expect(read.ballotOfVoter == expected.ballotOfVoter)
    #expect(read.multiplicities == expected.multiplicities)
    #expect(read.offsets == expected.offsets)
    #expect(read.choices == expected.choices)
  }

  @Test(
    "What is wrong after many of them is named with its line",
    arguments: [
      ("8", "there is no project “8”."), ("7,8;3", "there is no project “8”."), ("7,70", "there is no project “70”."),
      ("7,eight889", "there is no project “eight889”."), ("7;\"", "a quotation mark is never closed."),
      ("7,no\u{0}ne", "there is no project “no\u{0}ne”."),
    ])
  func lines(row: String, words: String) {
    let many = (0..<1_000).map { "\($0);7,12,N5;\(String(repeating: "x", count: $0 % 20))\n" }.joined()
    let head = Self.head(.approval)
    let error = #expect(throws: Malformed.self) { try Pabulib(Array((head + many + "1;\(row)\n" + many).utf8)) }
    #expect(error?.line == head.utf8.count { $0 == 0x0A } + 1_001)
    #expect(error?.words == words)
  }

  @Test(
    "Votes may stand in any column, and in a file of them alone",
    arguments: ["vote", "a;vote", "a;b;c;vote", "a;b;vote;c"])
  func columns(columns: String) throws {
    let index = columns.split(separator: ";").firstIndex(of: "vote") ?? 0
    let rows = (0..<50).map { _ in String(repeating: "é;", count: index) + "12,7\n" }.joined()
    let profile = try Pabulib(Array((Self.head(.approval, columns: columns) + rows).utf8)).election.profile
    #expect(profile.multiplicities == [50])
    #expect(profile.choices(of: 0) == [0, 1])
  }

  @Test("A section may follow them, and more marks than fit a row of the short way")
  func longRows() throws {
    let long = "1;" + Array(repeating: "12,7", count: 3_000).joined(separator: ",") + ";x\n"
    let text = Self.head(.approval) + "1;7\n" + long + "2;7\n" + long + "META\nkey;value\ncountry;None\n"
    let file = try Pabulib(Array(text.utf8))
    #expect(file.election.profile.multiplicities == [2, 2])
    #expect(file.election.profile.ballotOfVoter == [0, 1, 0, 1])
    #expect(file["country"] == "None")
  }

  @Test("Every beginning of a file is read or refused, and a row is never read in part")
  func beginnings() throws {
    let text = Array((Self.head(.approval) + "1;7;4\n2;12,N5;\n3;seven77\n4;7,12\r\n5;;\n6;0,00;").utf8)
    let start = Self.head(.approval).utf8.count
    for end in start...text.count {
      let lines = text[start..<end].count { $0 == 0x0A }
      let profile = try? Pabulib(Array(text[..<end])).election.profile
      if let profile { #expect((lines...lines + 1).contains(profile.voters)) }
      // A name cut in two, “seven7”, is no project.
      if text[..<end].last == 0x0A { #expect(profile?.voters == lines) }
    }
  }
}
