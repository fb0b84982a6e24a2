import Deliberation
import Testing

@Suite("Ranked ballots as CSV") struct RankedCSVTests {
  static func read(_ text: String, _ candidates: [String] = []) throws -> RankedBallots {
    try RankedCSV.read(Array(text.utf8), candidates: candidates)
  }
  static func marks(_ ballots: RankedBallots) -> [[RankedBallots.Mark]] { ballots.groups.map(\.marks) }

  @Test("The numbered shape has seats, ballots, names, parties and the contest") func numbered() throws {
    let ballots = try Self.read(
      "3,2,\r\n12,1,\r\n\r\n8,3,,2,\r\n5\r\n\"Candidate 1\",\"Ann \"\"A\"\" Lee\",\"Green, Party\",\r\n\"Candidate 2\",\"Bob\"\r\nCyd\r\n\"Ward 9\",5,\r\n"
    )
    #expect(ballots.candidates == [.init("Ann \"A\" Lee", party: "Green, Party"), .init("Bob"), .init("Cyd")])
    #expect(ballots.seats == 2)
    #expect(ballots.contest == "Ward 9")
    #expect(ballots.total == 25)
    #expect(Self.marks(ballots) == [[.candidate(0)], [.candidate(2), .gap, .candidate(1)], []])
  }

  @Test("By rank: names, gaps, overvotes, write-ins, with or without a count") func byRank() throws {
    let ballots = try Self.read(
      "count,rank1,rank2,rank3\n2,\"Lee, Ann \",overvote,Bob\n1,undervote,UWI,\n3,,,\n", ["Bob", "Lee, Ann"])
    #expect(ballots.candidates.map(\.name) == ["Bob", "Lee, Ann", RankedCSV.writeIns])
    #expect(Self.marks(ballots) == [[.candidate(1), .overvote, .candidate(0)], [.gap, .candidate(2)], []])
    #expect(ballots.total == 6)
    #expect(try Self.read("Rank 1,Choice_2\nAnn,Bob\n").total == 1)
  }

  @Test("Ranks and names go by their numbers, wherever they stand") func numbers() throws {
    let ranks = try Self.read("rank10,count,rank2,rank1\nC,5,B,A\n")
    #expect(ranks.candidates.map(\.name) == ["A", "B", "C"] && ranks.total == 5)
    #expect(Self.marks(ranks) == [[.candidate(0), .candidate(1), .candidate(2)]])
    let names = try Self.read("2,1\n3,2,1\nWard\n\"Candidate 2\",\"B\"\n\"Candidate 1\",\"A\"\n")
    #expect(names.candidates.map(\.name) == ["A", "B"] && names.contest == "Ward")
    #expect(try Self.read("1,1\n3,1\n\"1\",\"A\"\n\"12\"\n").contest == "12")
  }

  @Test("By candidate: ranks in columns, equal ranks an overvote") func byCandidate() throws {
    let ballots = try Self.read("id,Ann,Bob,Cyd\n1,2,1,\n2,1,1,3\n3,,,4\n")
    #expect(ballots.candidates.map(\.name) == ["Ann", "Bob", "Cyd"])
    #expect(
      Self.marks(ballots) == [
        [.candidate(1), .candidate(0)], [.overvote, .gap, .candidate(2)], [.gap, .gap, .gap, .candidate(2)],
      ])
  }

  @Test(
    "What is wrong is refused with the line",
    arguments: [
      ("", nil), ("3,2\n1,4\n\"a\"\n\"b\"\n\"c\"\n", 2), ("3,2\n1,0\n\"a\"\n\"b\"\n\"c\"\n", 2),
      ("3,2\n1,1\n\"a\"\n\"b\"\n", 3),
      ("0,1\n", 1), ("99999,1\n", 1), ("2,1\n1,x\n\"a\"\n\"b\"\n", 2),
      ("2,1\n99999999999999999999,1\n\"a\"\n\"b\"\n", 2),
      ("2,1\n1000000000,1\n1000000000,2\n\"a\"\n\"b\"\n", nil), ("2,1\n1,1\n\"a\"\n\"b\n", 4),
      ("count,rank1\nx,Ann\n", 2),
      ("count,rank1\n-1,Ann\n", 2), ("Ann,Bob\n1,2\n1,zwei\n", 3), ("Ann,Bob\n0,1\n", 2),
      ("Ann,Bob\n1,99999999999\n", 2),
      ("Ann,Ann\n1,2\n", 1), ("count,id\n1,2\n", 1), ("rank1,rank2,rank1\nA,B,C\n", 1), ("rank1,Rank 01\nA,B\n", 1),
      // Numbers of ballots, a ballot after the names, and a number with a space in it.
      ("2,1\n3,1,2\n-5,2,1\n\"a\"\n\"b\"\n", 3), ("2,1\n3,1,2\n+3,2\n\"a\"\n\"b\"\n", 3),
      ("2,1\n3,1,2\n٣,2\n\"a\"\n\"b\"\n", 3), ("2,1\n3,1,2\n\"a\"\n\"b\"\n\"W\"\n4,2,1\n", 6),
      ("2,1\n3,1 2,\n\"a\"\n\"b\"\n", 2), ("2,0\n3,1\n\"a\"\n\"b\"\n", 1),
      // The contest in the place of a name; the same candidate twice, and one who is not there.
      ("3,1\n1,1\nCandidate 1,a\nCandidate 2,b\nWard\n", 3), ("2,1\n1,1\nCandidate 1,a\nCandidate 1,b\n", 4),
      ("2,1\n1,1\nCandidate 1,a\nCandidate 3,b\n", 4), ("2,1\n1,1\nx,a\nCandidate 1,b\n", 4),
    ] as [(String, Int?)])
  func refused(_ text: String, _ line: Int?) {
    do {
      _ = try Self.read(text)
      Issue.record("not refused: \(text)")
    } catch {
      #expect((error as? Malformed)?.line == line, "\(text): \(error)")
    }
  }

  @Test("No bytes whatever make the readers trap") func hostile() {
    let numbers = SeededNumbers("hostile".utf8)
    let pieces: [[UInt8]] =
      [
        "3,2\n", "1,2,3\n", "\"", ",", "\n", "count,rank1,rank2\n", "category,feature,min,max\n", "9223372036854775807",
        "-1",
        "{\"format\":\"guerilla-policy-ballots\",\"version\":1,", "\"ballots\":[", "]", "}", "nan", "overvote", "\r",
        "\u{FEFF}",
      ].map { Array($0.utf8) } + [[0xFF], [0x00], [0xC3]]
    for file in 0..<2_000 {
      var bytes: [UInt8] = []
      for piece in 0..<numbers.number(file, below: 14) {
        bytes += pieces[numbers.number(10_000 + file * 20 + piece, below: pieces.count)]
      }
      if let ballots = try? RankedCSV.read(bytes) {
        _ = ScottishSTV(ballots, seats: 2)
        _ = MeekSTV(ballots, seats: 2)
        _ = InstantRunoff(ballots)
        _ = Schulze(PairwiseMatrix(ballots))
      }
      _ = try? JSON(bytes)
      _ = try? BallotFile(bytes)
      _ = try? TabulatorConfig(bytes)
      _ = try? SortitionPool.read(categories: bytes, respondents: bytes)
      _ = try? ProvableDraw.entries(bytes)
    }
  }
}
