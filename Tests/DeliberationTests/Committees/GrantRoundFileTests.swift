import Testing

@testable import Deliberation
@testable import Tally

@Suite("Files of grant rounds") struct GrantRoundFileTests {
  static let march = """
    {"format":"guerilla-policy-grant-round","version":1,"title":"March","currency":"GBP","intake":5,
     "tiers":[{"name":"large","amount":"5000","grants":1},{"name":"small","amount":"250.50","grants":2}],
     "ideas":[{"id":"bus","name":"A bus on Sundays","tier":"large"},{"id":"hall","name":"The hall's roof","tier":"large"},
              {"id":"seeds","tier":"small"},{"id":"choir","tier":"small"},{"id":"swap","tier":"small"},
              {"id":"late","tier":"small"}],
     "ballots":[{"count":3,"ideas":["bus","seeds"]},{"count":2,"ideas":["hall","choir","swap"]},{"ideas":[]}]}
    """

  static func file(_ text: String = march) throws -> GrantRoundFile { try GrantRoundFile(Array(text.utf8)) }

  /// A beacon under which “late” waits, as the ballots suppose.
  static func beacon(_ file: GrantRoundFile) throws -> [UInt8] {
    let beacons = (0...255).map { [UInt8($0)] }
    let ids = file.ideas.map(\.id)
    return try #require(try beacons.first { try ProvableDraw(ids, beacon: $0).tickets.last?.entry == "late" })
  }

  @Test("A round is read and counted, tier by tier") func counted() throws {
    let file = try Self.file()
    #expect(file.round.total == Rational(5501))
    #expect(file.names == ["A bus on Sundays", "The hall's roof", "seeds", "choir", "swap", "late"])
    let outcome = try file.outcome(beacon: try Self.beacon(file))
    #expect(outcome.waiting == [5])
    #expect(outcome.admitted == [0, 1, 2, 3, 4])
    #expect(outcome.votes == [3, 2, 3, 2, 2, 0])
    #expect(outcome.voters == 6)
    #expect(outcome.awards[0] == .init(tier: 0, winners: [0]))
    #expect(outcome.awards[1].winners.first == 2)
  }

  @Test("Of equal ideas the one with the lowest ticket comes first, whoever it is") func lots() throws {
    let file = try Self.file()
    var second: Set<Int> = []
    for byte in UInt8(0)...255 {
      let tickets = try ProvableDraw(file.ideas.map(\.id), beacon: [byte]).tickets.map(\.number)
      guard tickets.last == 6 else { continue }
      let drawn = try #require(tickets.first { $0 == 4 || $0 == 5 })
      let outcome = try file.outcome(beacon: [byte])
      #expect(outcome.awards[1].winners == [2, drawn - 1])
      second.insert(drawn)
    }
    #expect(second == [4, 5])
  }

  @Test("The JSON is as documented") func json() throws {
    let text = Self.march.replacing(#""intake":5,"#, with: "")
    let file = try Self.file(text)
    let report = RoundReport(
      file: file, rule: .approval, beacon: nil, outcome: try file.outcome(beacon: nil))
    let list = "bus\nhall\nseeds\nchoir\nswap\nlate\n"
    #expect(
      report.json.text.hasPrefix(
        #"{"rule":"av","title":"March","winners":["bus","seeds","choir"],"cost":5501,"budget":5501,"voters":6,"#
          + #""commitment":"\#(SHA256.hexadecimal(list.utf8))","beacon":null,"#
          + #""tiers":[{"name":"large","amount":5000,"grants":1,"winners":["bus"]},"#
          + #"{"name":"small","amount":250.5,"grants":2,"winners":["seeds","choir"]}],"waiting":[],"#
          + #""ideas":[{"id":"bus","name":"A bus on Sundays","tier":"large","votes":3,"admitted":true,"funded":true},"#)
    )
    #expect(report.text.contains("small: 2 grants of £250.50\n  1.       3 votes  seeds\n  2.       2 votes  choir"))
  }

  @Test(
    "A file that is no round is refused",
    arguments: [
      ("{", "{{"), ("grant-round", "round"), (#""version":1"#, #""version":2"#), (#""title":"March","#, ""),
      (#""GBP""#, "1"), (#""intake":5"#, #""intake":"5""#), (#""intake":5"#, #""intake":-5"#),
      (#""5000""#, #""much""#), (#""5000""#, "5000.5"), (#""5000""#, #""-1""#), (#""grants":1"#, #""grants":40"#),
      (#"{"id":"choir""#, #"{"id":"bus""#), (#"{"id":"choir""#, #"{"id":"""#), (#""tier":"large""#, #""tier":"huge""#),
      (#""count":3"#, #""count":-3"#), (#""count":3"#, #""count":9999999999"#),
      (#""hall","choir""#, #""hall","opera""#),
      (#""ideas":[]"#, #""idea":[]"#),
    ])
  func wrong(_ part: String, _ instead: String) throws {
    #expect(Self.march.contains(part))
    #expect(throws: Malformed.self) { try Self.file(Self.march.replacing(part, with: instead)) }
  }

  @Test("Too many ideas without a draw, and ballots for what was not put to the vote, are refused") func refused()
    throws
  {
    let file = try Self.file()
    #expect(throws: Malformed.self) { try file.outcome(beacon: nil) }
    let one = try Self.file(Self.march.replacing(#""intake":5"#, with: #""intake":1"#))
    #expect(throws: Malformed.self) { try one.outcome(beacon: [1]) }
    let none = try Self.file(
      #"{"format":"guerilla-policy-grant-round","version":1,"title":"","tiers":[{"name":"t","amount":1,"grants":1}],"ideas":[],"ballots":[]}"#
    )
    #expect(try none.outcome(beacon: nil).awards == [.init(tier: 0, winners: [])])
  }
}
