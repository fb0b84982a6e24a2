import Testing

@testable import Deliberation

@Suite("A Polis export, in and out") struct PolisExportTests {
  private static let comments = """
    timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
    1500000000000,Fri,0,7,2,0,1,"Buses, please"
    1500000001000,Fri,1,8,0,0,-1,"He said ""no"", twice"
    1500000002,Fri,2,7,1,1,0,Later
    """
  private static let votes = """
    timestamp,datetime,comment-id,voter-id,vote
    1500000030000,Fri,0,2,1
    1500000010000,Fri,0,1,-1
    1500000020000,Fri,0,1,1
    1500000020000,Fri,2,1,0
    """
  private static let matrix = """
    participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,2
    1,0,0,2,1,0,1,0
    2,,0,1,1,0,1,
    3,1,0,0,0,0,,
    """

  private func read(
    comments: String = Self.comments, votes: String? = Self.votes, matrix: String? = nil, summary: String? = nil
  ) throws(PolisExport.Failure) -> PolisExport {
    try PolisExport(
      comments: Array(comments.utf8), votes: votes.map { Array($0.utf8) }, matrix: matrix.map { Array($0.utf8) },
      summary: summary.map { Array($0.utf8) })
  }

  @Test("Statements, votes in the order of their times, and what was moderated") func reading() throws {
    let export = try read(summary: "topic,Buses\nurl,https://example.org\nviews,3\n")
    #expect(export.topic == "Buses")
    #expect(export.source == "https://example.org")
    #expect(export.statements.map(\.text) == ["Buses, please", "He said \"no\", twice", "Later"])
    // Some exports count in seconds.
    #expect(export.statements.map(\.time) == [1_500_000_000_000, 1_500_000_001_000, 1_500_000_002_000])
    #expect(export.moderatedOut() == [1])
    #expect(export.moderatedOut(isStrict: true) == [1, 2])
    #expect(export.votes.map(\.participant) == [1, 1, 1, 2])
    #expect(export.matrixOfVotes.statements == [0, 2])
    #expect(export.matrixOfVotes[1, on: 0] == .agree)
    #expect(export.matrixOfVotes.votes == 3)
  }

  @Test("The matrix says who and what; the votes say when") func both() throws {
    let export = try read(matrix: Self.matrix)
    #expect(export.participants == [1, 2, 3])
    #expect(export.publishedGroups == [1: 0, 3: 1])
    #expect(export.votes.map(\.time) == [1_500_000_020_000, 1_500_000_020_000, 1_500_000_030_000])
    #expect(export.matrixOfVotes.participants == [1, 2, 3])
    let timeless = try read(votes: nil, matrix: Self.matrix).votes
    #expect(VoteMatrix(timeless, participants: [1, 2, 3], statements: [0, 2]) == export.matrixOfVotes)
    #expect(timeless.allSatisfy { $0.time == nil })
  }

  @Test("What is written reads back as the same", arguments: 1...5) func roundTrip(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let texts = [
      "plain", "a, b", "\"quoted\"", "two\nlines", " spaces ", "", "ünïcode 🚌", "\"", "\r\n", "=1+1", ",", "a\"b,c\nd",
    ]
    var export = PolisExport()
    export.statements = texts.shuffled(using: &random).enumerated().map { place, text in
      PolisExport.Statement(
        id: place * 3, author: place % 4, time: 1_600_000_000_000 + Int64(place), text: text,
        moderation: [-1, 0, 1][place % 3])
    }
    export.votes = MadeUpConversation([9, 6], statements: 12, seed: seed).votes.enumerated().map { place, vote in
      OpinionVote(
        participant: vote.participant, statement: vote.statement * 3, stance: vote.stance,
        time: 1_600_000_100_000 + Int64(place))
    }
    export.columns = export.statements.map(\.id)
    let comments = Array(export.commentsCSV().utf8)
    let again = try PolisExport(comments: comments, votes: Array(export.votesCSV().utf8), matrix: nil)
    #expect(again.statements.map(\.id) == export.statements.map(\.id))
    #expect(again.statements.map(\.moderation) == export.statements.map(\.moderation))
    // Line breaks and spaces at the ends of a field may be dropped; nothing within is.
    #expect(again.statements.map { trimmed($0.text) } == export.statements.map { trimmed($0.text) })
    #expect(again.votes == export.votes)
    let groups = [0: 0, 1: 1, 14: 5]
    let matrix = try PolisExport(
      comments: comments, votes: Array(export.votesCSV().utf8), matrix: Array(export.matrixCSV(groups: groups).utf8))
    #expect(matrix.matrixOfVotes == export.matrixOfVotes)
    #expect(matrix.publishedGroups == groups)
    #expect(matrix.votes.map(\.time) == export.votes.map(\.time))
  }

  private func trimmed(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  @Test("A vote that was taken back is not written, as there is no word for it") func takenBack() throws {
    var export = PolisExport()
    export.statements = [PolisExport.Statement(id: 1, author: 0, time: 0, text: "x")]
    export.votes = [
      OpinionVote(participant: 1, statement: 1, stance: .agree, time: 5),
      OpinionVote(participant: 1, statement: 1, stance: nil, time: 6),
    ]
    #expect(export.votesCSV() == "timestamp,comment-id,voter-id,vote\n5,1,1,1\n")
    #expect(export.commentsCSV().hasSuffix("0,1,0,0,0,1,x\n"))
    #expect(
      export.matrixCSV(groups: [:]) == "participant,group-id,n-comments,n-votes,n-agree,n-disagree,1\n1,,0,0,0,0,\n")
  }

  @Test(
    "A wrong file is named with its line",
    arguments: [
      ("", votes, nil, PolisExport.File.comments, 1), ("a,b\n1,2\n", votes, nil, .comments, 1),
      (comments + "\n1500000000000,Fri,0,7,0,0,1,again", votes, nil, .comments, 5),
      (comments + "\n1500000000000,Fri,99999999999999999999,7,0,0,1,huge", votes, nil, .comments, 5),
      (comments + "\n1500000000000,Fri,x,7,0,0,1,word", votes, nil, .comments, 5),
      (comments + "\n1,2", votes, nil, .comments, 5), (comments + "\n1,F,9,7,0,0,1,\"open", votes, nil, .comments, 5),
      (comments, "", nil, .votes, 1), (comments, votes + "\n1500000040000,Fri,0,2,2", nil, .votes, 6),
      (comments, votes + "\n1500000040000,Fri,0,2,", nil, .votes, 6),
      (comments, votes + "\n,Fri,0,2,1", nil, .votes, 6),
      (comments, votes, "participant,0,0\n1,1,1\n", .matrix, 1), (comments, votes, "person,0\n1,1\n", .matrix, 1),
      (comments, votes, "participant,0\n1,1\n1,0\n", .matrix, 3), (comments, votes, "participant,0\n1,7\n", .matrix, 2),
      (comments, nil, nil, .votes, nil),
    ] as [(String, String?, String?, PolisExport.File, Int?)])
  func wrong(_ comments: String, _ votes: String?, _ matrix: String?, _ file: PolisExport.File, _ line: Int?) {
    do throws(PolisExport.Failure) {
      _ = try read(comments: comments, votes: votes, matrix: matrix)
      Issue.record("this was read")
    } catch {
      #expect(error.file == file)
      #expect(error.malformed.line == line)
      #expect(!error.malformed.words.isEmpty)
    }
  }

  @Test("Whatever bytes a file holds, it is read or refused", arguments: 1...40) func bytes(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var bytes = Array((seed % 2 == 0 ? Self.votes : Self.matrix).utf8)
    for _ in 0..<random.number(below: 12) + 1 {
      let place = random.number(below: bytes.count)
      switch random.number(below: 3) {
      case 0: bytes[place] = UInt8(random.number(below: 256))
      case 1: bytes.remove(at: place)
      default: bytes.insert([0, 0x22, 0x2C, 0x0A, 0x2D, 0x39, 0xFF][random.number(below: 7)], at: place)
      }
    }
    let export = try? PolisExport(
      comments: Array(Self.comments.utf8), votes: seed % 2 == 0 ? bytes : nil, matrix: seed % 2 == 0 ? nil : bytes)
    if let export {
      let map = OpinionMap(export.matrixOfVotes, moderatedOut: export.moderatedOut(), meta: export.meta)
      #expect(map.priorities.allSatisfy { $0.isFinite })
    }
  }
}
