import Deliberation
import Testing

@Suite("Published ballots") struct BallotFileTests {
  static let options = ["a", "b", "c"].map { BallotFile.Option(id: $0, name: $0.uppercased()) }

  static func ranking(_ ballots: [(count: Int, answer: BallotFile.Answer)]) throws -> BallotFile {
    try BallotFile(title: "Täg", rule: "stv-scottish", seats: 2, kind: .ranking, options: options, ballots: ballots)
  }

  @Test("The canonical text and its digest are those worked out with another program") func canonical() throws {
    let file = try Self.ranking([
      (1, .ranking([[2], [0]])), (2, .ranking([[0], [], [1, 2], []])), (0, .ranking([[1]])), (1, .ranking([[2], [0]])),
    ])
    #expect(
      file.canonicalText
        == #"{"format":"guerilla-policy-ballots","version":1,"title":"Täg","rule":"stv-scottish","seats":2,"eligible":null,"kind":"ranking","options":[{"id":"a","name":"A"},{"id":"b","name":"B"},{"id":"c","name":"C"}],"ballots":[{"count":2,"answer":["a",null,["b","c"]]},{"count":2,"answer":["c","a"]}]}"#
    )
    #expect(file.sha256 == "3f002b3a33cd3988c54ab2118276daa2e50761417b27aa2825a891fc99a73296")
    #expect(file.total == 4)
  }

  @Test("Who cast which ballot when leaves no trace") func order() throws {
    let ballots: [(count: Int, answer: BallotFile.Answer)] = [
      (1, .ranking([[2], [0]])), (1, .ranking([[0]])), (1, .ranking([[2], [0]])), (1, .ranking([[1], [0]])),
    ]
    #expect(try Self.ranking(ballots).sha256 == Self.ranking(ballots.reversed()).sha256)
  }

  @Test("Every kind reads back as it was written, and other spacing is no difference") func roundTrip() throws {
    let files = [
      try Self.ranking([(3, .ranking([[0], [1]])), (1, .ranking([]))]),
      try BallotFile(
        title: "", eligible: 9, kind: .choice, options: Self.options, ballots: [(2, .choice(1)), (1, .choice(nil))]),
      try BallotFile(
        title: "t\"\n", kind: .approval, options: Self.options, ballots: [(2, .approval([2, 0])), (1, .approval([]))]),
      try BallotFile(
        title: "t", kind: .points, options: Self.options,
        ballots: [(2, .points([2: 5, 0: -3, 1: 0])), (1, .points([:]))]),
    ]
    for file in files {
      let read = try BallotFile(Array(file.text.utf8))
      #expect(read == file)
      #expect(read.text == file.text)
      #expect(try BallotFile(Array(file.text.replacing(",", with: " ,\n ").utf8)).canonicalText.isEmpty == false)
    }
  }

  @Test("A file whose ballots were changed no longer has its digest") func tampered() throws {
    let file = try Self.ranking([(3, .ranking([[0], [1]])), (1, .ranking([[1]]))])
    let changed = file.text.replacing("\"count\":1", with: "\"count\":2")
    #expect(changed != file.text)
    #expect(throws: Malformed.self) { try BallotFile(Array(changed.utf8)) }
  }

  @Test("Answers that do not fit are refused") func refused() {
    #expect(throws: Malformed.self) { try Self.ranking([(1, .ranking([[3]]))]) }
    #expect(throws: Malformed.self) { try Self.ranking([(1, .ranking([[0, 0]]))]) }
    #expect(throws: Malformed.self) { try Self.ranking([(-1, .ranking([]))]) }
    #expect(throws: Malformed.self) { try Self.ranking([(.max, .ranking([])), (1, .ranking([]))]) }
    #expect(throws: Malformed.self) { try Self.ranking([(1, .choice(0))]) }
    #expect(throws: Malformed.self) {
      try BallotFile(title: "", eligible: 1, kind: .choice, options: Self.options, ballots: [(2, .choice(0))])
    }
    #expect(throws: Malformed.self) {
      try BallotFile(title: "", kind: .choice, options: Self.options + Self.options, ballots: [])
    }
  }

  @Test("A published ranking is counted like any other") func counted() throws {
    let file = try Self.ranking([(4, .ranking([[0], [1]])), (1, .ranking([[1]])), (2, .ranking([[], [2]]))])
    let ballots = try RankedBallots(file)
    #expect(ballots.seats == 2)
    #expect(MeekSTV(ballots, seats: 2).winners == [0, 1])
    let choice = try BallotFile(title: "", kind: .choice, options: Self.options, ballots: [])
    #expect(throws: Malformed.self) { try RankedBallots(choice) }
  }
}
