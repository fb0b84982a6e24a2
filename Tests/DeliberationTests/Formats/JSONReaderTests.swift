import Deliberation
import Testing

@Suite("Reading JSON") struct JSONReaderTests {
  @Test("What is written reads back the same") func roundTrip() throws {
    let value: JSON = ["b": 1, "a": ["x\"\\\n\u{1}é😀", .number(0.1), .null, true], "": [:], "n": .integer(.min)]
    #expect(try JSON(Array(value.text.utf8)) == value)
  }

  @Test("Escapes, surrogates, numbers and spaces are understood") func understood() throws {
    let text = " {\"a\" : [ \"\\u00e9\\ud83d\\ude00\\/\\b\" , -0.5e1, 12, -0, 1e3,\r\n99999999999999999999 ] } "
    #expect(
      try JSON(Array(text.utf8)) == ["a": ["é😀/\u{8}", .number(-5), 12, 0, .number(1_000), .number(1e20)]])
  }

  @Test(
    "What is no JSON is refused with the line",
    arguments: [
      ("", 1), ("{", 1), ("[1,]", 1), ("[1 2]", 1), ("{\"a\":1,\n\"a\":2}", 2), ("nul", 1), ("01", 1), ("1.", 1),
      ("-", 1),
      ("1e999", 1), ("\"\\x\"", 1), ("\"\\ud83d\"", 1), ("\"\\ude00\"", 1), ("\"a", 1), ("\"\n\"", 1), ("[]\n]", 2),
      ("{a:1}", 1),
      ("\"\\u12\"", 1), ("NaN", 1), ("\"\\u+123\"", 1),
    ])
  func refused(_ text: String, _ line: Int) {
    do {
      _ = try JSON(Array(text.utf8))
      Issue.record("not refused: \(text)")
    } catch { #expect(error.line == line, "\(text): \(error)") }
  }

  @Test("What lies too deep is refused rather than overflowing the stack") func deep() {
    #expect(throws: Malformed.self) { try JSON(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    #expect(throws: Never.self) {
      try JSON(Array((String(repeating: "[", count: 200) + String(repeating: "]", count: 200)).utf8))
    }
  }

  @Test("A string that is not UTF-8 is refused") func notText() {
    #expect(throws: Malformed.self) { try JSON([0x22, 0xFF, 0x22]) }
  }
}
