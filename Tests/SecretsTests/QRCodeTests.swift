import Testing

@testable import Secrets

@Suite struct QRCodeTests {
  @Test("A QR code has the three finder patterns inside a quiet zone of four modules") func finders() throws {
    let code = try QRCode("otpauth://totp/Site:amina?secret=GEZDGNBVGY3TQOJQ")
    let dark = try modules(code)
    #expect((code.side - 8 - 17) % 4 == 0)
    let last = code.side - 4 - 7
    for (row, column) in [(4, 4), (4, last), (last, 4)] {
      for down in 0..<7 {
        for right in 0..<7 {
          let ring = max(abs(down - 3), abs(right - 3))
          #expect(dark[row + down][column + right] == (ring != 2))
        }
      }
    }
    for edge in 0..<4 {
      #expect(!dark[edge].contains(true))
      #expect(!dark[code.side - 1 - edge].contains(true))
      #expect(!dark.contains { $0[edge] || $0[code.side - 1 - edge] })
    }
  }

  @Test("The drawing holds nothing but shapes, whatever the text") func safe() throws {
    let code = try QRCode("\"><script>alert(1)</script>")
    #expect(code.path.wholeMatch(of: /[Mhvz0-9 -]+/) != nil)
    #expect(code.svg.hasPrefix("<svg ") && !code.svg.contains("script"))
  }

  @Test("An empty text and one that does not fit are faults") func size() throws {
    #expect(throws: SecretFault.self) { try QRCode("") }
    #expect(throws: SecretFault.self) { try QRCode(String(repeating: "é", count: 2000)) }
    _ = try QRCode(String(repeating: "a", count: 2000))
  }

  /// The dark modules, read back from the path.
  private func modules(_ code: QRCode) throws -> [[Bool]] {
    var dark = Array(repeating: Array(repeating: false, count: code.side), count: code.side)
    for bar in code.path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      let (column, row, length) = (try #require(Int(bar.1)), try #require(Int(bar.2)), try #require(Int(bar.3)))
      for place in column..<column + length { dark[row][place] = true }
    }
    return dark
  }
}
