import Testing

@testable import Secrets

@Suite struct PushSealingTests {
  /// The figures of RFC 8291, section 5 and appendix A.
  @Test("The example of RFC 8291 comes out byte by byte") func example() throws {
    let sender = try #require(
      Digest.bytes(base64url: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").flatMap { P256Key(scalar: $0) })
    #expect(
      Digest.base64url(sender.publicKey)
        == "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")
    let sealing = try #require(
      PushSealing(
        key: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        secret: "BTBZMqHH6r4Tts7J_aSIgg"))
    let salt = try #require(Digest.bytes(base64url: "DGv6ra1nlYgDCS1FRnbzlw"))
    let message = Array("When I grow up, I want to be a watermelon".utf8)
    let sealed = try sealing.seal(message, .standard, sender: sender, salt: salt)
    #expect(
      Digest.base64url(sealed.body)
        == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    #expect(sealed.headers.map(\.value) == ["aes128gcm"])
  }

  @Test("The secret that both sides agree on is the one in appendix A of RFC 8291") func agreement() throws {
    let receiver = try #require(
      Digest.bytes(base64url: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").flatMap { P256Key(scalar: $0) })
    let sender = try #require(
      Digest.bytes(base64url: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").flatMap { P256Key(scalar: $0) })
    let secret = try #require(sender.sharedSecret(with: receiver.publicKey))
    #expect(Digest.base64url(secret) == "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs")
    #expect(receiver.sharedSecret(with: sender.publicKey) == secret)
  }

  @Test("What is no key of a receiver is refused") func notAKey() {
    let key = Digest.base64url(P256Key.random().publicKey)
    let secret = Digest.base64url(Digest.random(16))
    #expect(PushSealing(key: key, secret: secret) != nil)
    #expect(PushSealing(key: key, secret: Digest.base64url(Digest.random(15))) == nil)
    #expect(PushSealing(key: "", secret: secret) == nil)
    #expect(PushSealing(key: "not base 64!", secret: secret) == nil)
    // A point beside the curve would tell our key, bit by bit.
    #expect(PushSealing(key: Digest.base64url([4] + Digest.random(64)), secret: secret) == nil)
    #expect(PushSealing(key: Digest.base64url([0]), secret: secret) == nil)
  }

  @Test("Padded and plain base 64 are read too, because apps send them") func spellings() {
    let key = Digest.base64(P256Key.random().publicKey)
    #expect(key.hasSuffix("="))
    #expect(PushSealing(key: key, secret: Digest.base64(Digest.random(16))) != nil)
  }

  @Test("A message that is too long is not sealed, and no two are sealed alike") func lengths() throws {
    let receiver = P256Key.random()
    let sealing = try #require(
      PushSealing(key: Digest.base64url(receiver.publicKey), secret: Digest.base64url(Digest.random(16))))
    let longest = [UInt8](repeating: 97, count: PushSealing.longest)
    for form in [PushSealing.Form.standard, .draft] {
      #expect(try sealing.seal(longest, form).body.count <= 4096)
      #expect(throws: SecretFault.self) { try sealing.seal(longest + [97], form) }
      #expect(try sealing.seal([1], form).body != sealing.seal([1], form).body)
    }
  }

  @Test("A signature has 64 bytes and is another each time") func signatures() throws {
    let key = P256Key.random()
    let message = Array("who sends this".utf8)
    let (one, two) = (try key.signature(of: message), try key.signature(of: message))
    #expect(one.count == 64 && two.count == 64 && one != two)
  }

  @Test("SHA-1 and base 64 answer a WebSocket as in RFC 6455 section 1.3") func accept() {
    let text = "dGhlIHNhbXBsZSBub25jZQ==" + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    #expect(Digest.base64(Digest.sha1(Array(text.utf8))) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }
}
