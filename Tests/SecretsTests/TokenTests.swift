import Commons
import Testing

@testable import Secrets

extension SignedToken.Purpose {
  fileprivate static let unsubscribe = SignedToken.Purpose("unsubscribe")
  fileprivate static let media = SignedToken.Purpose("media")
}

@Suite struct TokenTests {
  let now = Moment(milliseconds: 1_800_000_000_000)

  @Test("A token comes back from its text with the same digest") func roundTrip() throws {
    let token = Token.random()
    let back = try #require(Token(token.text))
    #expect(back == token)
    #expect(back.digest == token.digest)
    #expect(token.digest.count == 32)
    #expect(token.text.utf8.count == 43)
  }

  @Test("A thousand tokens are a thousand different ones") func different() {
    #expect(Set((0..<1000).map { _ in Token.random().text }).count == 1000)
  }

  @Test(
    "Text that is no token of ours is not taken for one",
    arguments: [
      "", "short", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
      String(repeating: "!", count: 43),
      String(repeating: "A", count: 42) + "B", String(repeating: "é", count: 43),
    ]) func malformed(text: String)
  {
    #expect(Token(text) == nil)
  }

  @Test("A token that is printed or dumped does not show its secret") func hidden() throws {
    let token = Token.random()
    var dumped = ""
    dump(token, to: &dumped)
    #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains(token.text.prefix(8)))
    let key = try #require(SecretKey(Array(repeating: 201, count: 32)))
    dumped = ""
    dump(key, to: &dumped)
    #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("201"))
  }

  @Test("A signed token gives back what it carries, for its purpose, until its last second") func signed() throws {
    let key = try #require(SecretKey(Digest.random(32)))
    let text = SignedToken.make("4711.weekly é", for: .unsubscribe, until: now, key: key)
    #expect(try SignedToken.read(text, for: .unsubscribe, at: now, key: key) == "4711.weekly é")
    let gone = #expect(throws: Refusal.self) {
      try SignedToken.read(text, for: .unsubscribe, at: now + .seconds(1), key: key)
    }
    #expect(gone?.kind == .gone)
    let wrong = #expect(throws: Refusal.self) { try SignedToken.read(text, for: .media, at: now, key: key) }
    #expect(wrong?.kind == .malformed)
  }

  @Test("A signed token without an end holds in a hundred years") func endless() throws {
    let key = try #require(SecretKey(Digest.random(32)))
    let text = SignedToken.make("4711", for: .unsubscribe, until: nil, key: key)
    #expect(try SignedToken.read(text, for: .unsubscribe, at: now + .days(36_500), key: key) == "4711")
  }

  @Test("No change of any one character of a signed token is accepted") func tampered() throws {
    let key = try #require(SecretKey(Digest.random(32)))
    let text = Array(SignedToken.make("4711", for: .media, until: now, key: key).utf8)
    for place in text.indices {
      for other in [UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "0"), UInt8(ascii: ".")]
      where other != text[place] {
        var changed = text
        changed[place] = other
        let forged = String(decoding: changed, as: UTF8.self)
        // The time is compared without case: the only change that reads as the same token.
        guard forged.lowercased() != String(decoding: text, as: UTF8.self).lowercased() else { continue }
        #expect(throws: Refusal.self) { try SignedToken.read(forged, for: .media, at: now, key: key) }
      }
    }
  }

  @Test("A token signed with another key, or a derived one, is refused") func otherKey() throws {
    let key = try #require(SecretKey(Digest.random(32)))
    let text = SignedToken.make("4711", for: .media, until: nil, key: key)
    let other = try #require(SecretKey(Digest.random(32)))
    #expect(throws: Refusal.self) { try SignedToken.read(text, for: .media, at: now, key: other) }
    #expect(throws: Refusal.self) { try SignedToken.read(text, for: .media, at: now, key: key.derived(for: "media")) }
  }

  @Test(
    "Rubbish in place of a signed token is refused",
    arguments: [
      "", ".", "..", "...", "a.b.c", "NDcxMQ.0.", "NDcxMQ.99999999999999999999.AAAA",
      String(repeating: "A", count: 100_000),
    ]) func rubbish(text: String) throws
  {
    let key = try #require(SecretKey(Digest.random(32)))
    #expect(throws: Refusal.self) { try SignedToken.read(text, for: .media, at: now, key: key) }
  }
}
