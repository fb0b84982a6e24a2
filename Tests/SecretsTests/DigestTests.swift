import Testing

@testable import Secrets

@Suite struct DigestTests {
  @Test("SHA-256 gives the example of FIPS 180-4 and the digest of nothing") func sha256() {
    #expect(Digest.hex(Digest.sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digest.hex(Digest.sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("HMAC-SHA-256 gives cases 1, 2 and 6 of RFC 4231") func hmac() {
    func code(_ key: [UInt8], _ message: String) -> String {
      Digest.hex(Digest.hmacSHA256(key: key, message: Array(message.utf8)))
    }
    #expect(
      code(Array(repeating: 0x0b, count: 20), "Hi There")
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      code(Array("Jefe".utf8), "what do ya want for nothing?")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      code(Array(repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First")
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("Base 64 for URLs comes back as it went, for every length and byte") func roundTrip() {
    for length in 0..<70 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length * 11) }
      let text = Digest.base64url(bytes)
      #expect(text.utf8.count == (length * 4 + 2) / 3)
      #expect(Digest.bytes(base64url: text) == bytes)
    }
  }

  @Test("Base 64 uses the digits of RFC 4648 section 5") func digits() {
    #expect(Digest.base64url([0xfb, 0xff, 0xbf]) == "-_-_")
    #expect(Digest.base64url(Array("foobar".utf8)) == "Zm9vYmFy")
    #expect(Digest.base64url(Array("fo".utf8)) == "Zm8")
  }

  @Test(
    "Base 64 that is not written in the one right way is refused",
    arguments: [
      "A", "AB=", "AB==", "A B", "+/+/", "Zm9", "Zh", "Zm9vYmF5é", "Zm8\n",
    ]) func malformed(text: String)
  {
    #expect(Digest.bytes(base64url: text) == nil)
  }

  @Test("Equal bytes are equal, and a change of one bit anywhere is seen") func equal() {
    let bytes = Digest.random(32)
    #expect(Digest.equal(bytes, bytes))
    #expect(!Digest.equal(bytes, Array(bytes.dropLast())))
    for place in bytes.indices {
      var other = bytes
      other[place] ^= 1
      #expect(!Digest.equal(bytes, other))
    }
    #expect(Digest.equal([], []))
  }
}
