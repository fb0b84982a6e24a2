import Commons
import Testing

@testable import Pictures

@Suite struct BlurHashTests {
  @Test("A BlurHash is the one that the reference implementation makes") func reference() {
    var pixels: [UInt8] = []
    for y in 0..<24 {
      for x in 0..<32 { pixels += [UInt8(x * 8 % 256), UInt8(y * 10 % 256), UInt8(x * y % 256)] }
    }
    let blur = BlurHash(pixels: pixels, width: 32, height: 24, across: 4, down: 3)
    #expect(blur.hash == "LxH27h2lwtX3mAWUjwfAgFfmfTfi")
  }

  @Test("A picture of one colour has that colour as its mean") func flat() {
    let blur = BlurHash(
      pixels: Array(repeating: [0x7f, 0x8a, 0x91], count: 32 * 24).flatMap(\.self), width: 32, height: 24, across: 4,
      down: 3)
    #expect(blur.averageColour == "#7f8a91")
    #expect(blur.hash == "L3EpQU?cfQ?c_4j]fQj]fQfQfQfQ")
  }

  @Test("Black and white are written in full") func ends() {
    let black = BlurHash(pixels: Array(repeating: 0, count: 27), width: 3, height: 3, across: 1, down: 1)
    #expect(black.averageColour == "#000000" && black.hash == "000000")
    let white = BlurHash(pixels: Array(repeating: 255, count: 27), width: 3, height: 3, across: 1, down: 1)
    #expect(white.averageColour == "#ffffff")
  }
}

@Suite struct PortableDocumentTests {
  @Test("A PDF of up to the limit is accepted") func accepted() throws {
    try PortableDocument.check(Array("%PDF-1.7\n".utf8))
    try PortableDocument.check(Array("%PDF-1.7\n".utf8) + Array(repeating: 0, count: 9_999_991))
  }

  @Test("What does not begin like a PDF, or is too big, is refused")
  func refused() {
    for bytes in [[], Array("%PDF".utf8), Array(" %PDF-1.7".utf8), Array("<html>%PDF-1.7".utf8)] {
      #expect(throws: Refusal.self) { try PortableDocument.check(bytes) }
    }
    let refusal = #expect(throws: Refusal.self) {
      try PortableDocument.check(Array("%PDF-1.7\n".utf8) + Array(repeating: 0, count: 9_999_992))
    }
    #expect(refusal?.kind == .tooLarge)
  }
}
