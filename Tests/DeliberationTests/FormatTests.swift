import Deliberation
import Testing

@Suite("Formats") struct FormatTests {
  @Test("A quoted field may hold the separator, a doubled quotation mark and a line break") func quoted() throws {
    let csv = try CSV(Array("a;b\r\n\"x;\"\"y\"\"\nz\";2\r\n\n3;4".utf8), separator: UInt8(ascii: ";"))
    #expect(csv.rows.map(\.fields) == [["a", "b"], ["x;\"y\"\nz", "2"], ["3", "4"]])
    #expect(csv.rows.map(\.line) == [1, 2, 5])
    #expect(try csv.column("b") == 1)
  }

  @Test("A quotation mark that is never closed is named with its line") func unclosed() {
    #expect(throws: Malformed(line: 2, "a quotation mark is never closed.")) { try CSV(Array("a\n\"b\nc".utf8)) }
  }

  @Test("What is not UTF-8 is refused") func notText() {
    #expect(throws: Malformed(line: 1, "this is not UTF-8 text.")) { try CSV([0x61, 0xFF]) }
  }

  @Test("JSON keeps the order of members and escapes what it must") func json() {
    let value: JSON = ["b": 1, "a": ["x\"\\\n\u{1}é", .number(0.1), .null, true]]
    #expect(value.text == "{\"b\":1,\"a\":[\"x\\\"\\\\\\n\\u0001é\",0.1,null,true]}")
  }
}
