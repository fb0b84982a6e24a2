import Deliberation
import Testing

@Suite("Draws") struct DrawTests {
  @Test(
    "SHA-256 gives the digests of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func standard(_ message: String, _ digest: String) {
    #expect(SHA256.hexadecimal(message.utf8) == digest)
  }

  @Test("A million letters, in uneven pieces, give the standard's digest") func pieces() {
    var hash = SHA256()
    var left = 1_000_000
    var size = 1
    while left > 0 {
      hash.update(repeatElement(UInt8(ascii: "a"), count: min(size, left)))
      left -= size
      size = size * 3 % 1_009 + 1
    }
    #expect(Hexadecimal.text(hash.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("A draw equals one worked out with another program") func vector() throws {
    let draw = try ProvableDraw(["Ann", "Bob", "Cyd", "Dee", "Érin"], beacon: [0x01, 0xAB, 0xFF])
    #expect(Hexadecimal.text(draw.commitment) == "2183b157ea0a40963e362236163fd69aee3e565d61389d6234b2d526cbff0d80")
    #expect(draw.tickets.map(\.number) == [5, 2, 4, 1, 3])
    #expect(
      Hexadecimal.text(draw.tickets[0].hash) == "24d330b20d2d5dddbd6f0360e02fb8f3c7df0797dc64f23b129aae5772826e78")
    #expect(draw.drawn(2).map(\.entry) == draw.tickets.prefix(2).map(\.entry))
    #expect(draw.drawn(-1).isEmpty)
    #expect(draw.drawn(9).count == 5)
  }

  @Test("Line endings, a mark at the start and empty lines do not change the list") func endings() throws {
    let plain = try ProvableDraw.entries(Array("Ann\nBob\n".utf8))
    #expect(plain == ["Ann", "Bob"])
    #expect(try ProvableDraw.entries([0xEF, 0xBB, 0xBF] + Array("Ann\r\n\r\nBob".utf8)) == plain)
  }

  @Test("Lists that a draw cannot be made from are refused") func refused() {
    #expect(throws: Malformed(line: 3, "“Ann” stands on line 1 already.")) {
      try ProvableDraw.entries(Array("Ann\nBob\nAnn\n".utf8))
    }
    #expect(throws: Malformed(line: 2, "this is not UTF-8 text.")) { try ProvableDraw.entries([0x61, 0x0A, 0xFF]) }
    #expect(throws: Malformed("there is nobody on the list.")) { try ProvableDraw.entries([]) }
    #expect(throws: Malformed("the beacon is empty.")) { try ProvableDraw(["a"], beacon: []) }
    #expect(throws: Malformed.self) { try ProvableDraw(["a", "b\nc"], beacon: [1]) }
    #expect(throws: Malformed.self) { try ProvableDraw(["a", "a"], beacon: [1]) }
    #expect(throws: Malformed.self) { try ProvableDraw(["a", ""], beacon: [1]) }
  }

  @Test("Every entry is drawn about equally often over many beacons") func uniform() throws {
    let entries = (0..<10).map { "entry \($0)" }
    var times = Array(repeating: 0, count: 10)
    for beacon in 0..<2_000 {
      for ticket in try ProvableDraw(entries, beacon: Array("beacon \(beacon)".utf8)).drawn(3) {
        times[ticket.number - 1] += 1
      }
    }
    // 600 on average, with a standard deviation of 20: these beacons are fixed, so this does not waver.
    #expect(times.allSatisfy { (500...700).contains($0) })
    #expect(times.reduce(0, +) == 6_000)
  }

  @Test("Seeded numbers are uniform, below their limit, and equal those of another program") func seeded() {
    let numbers = SeededNumbers("seed".utf8)
    #expect(
      (1...6).map { numbers.number($0, below: 1_000_000) } == [766_864, 671_097, 504_049, 368_811, 567_695, 307_599])
    #expect(numbers.number(1, below: 1) == 0)
    #expect(numbers.number(1, below: -5) == 0)
    #expect(numbers.order(of: 6) == [3, 1, 5, 2, 4, 0])
    #expect((0..<1_000).allSatisfy { (0..<7).contains(numbers.number($0, below: 7)) })
  }

  @Test("Hexadecimal digits come in pairs") func hexadecimal() {
    #expect(Hexadecimal.bytes("00fFa0") == [0, 255, 160])
    #expect(Hexadecimal.text([0, 255, 160]) == "00ffa0")
    #expect(Hexadecimal.bytes("0") == nil)
    #expect(Hexadecimal.bytes("0g") == nil)
    #expect(Hexadecimal.bytes("") == [])
  }
}
