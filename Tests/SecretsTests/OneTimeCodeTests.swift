import Commons
import Testing

@testable import Secrets

@Suite struct OneTimeCodeTests {
  let code = OneTimeCode(stored: Array("12345678901234567890".utf8))

  @Test(
    "The codes are those of RFC 6238, appendix B",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ]) func standard(seconds: Int64, expected: String)
  {
    let moment = Moment(milliseconds: seconds * 1000)
    #expect(code.code(step: OneTimeCode.step(at: moment), digits: 8) == expected)
    #expect(code.code(at: moment) == String(expected.suffix(6)))
  }

  @Test("The step before, this one and the next are accepted, with or without a space; two steps off are not")
  func window() {
    let now = Moment(milliseconds: 1_111_111_111_000)
    let step = OneTimeCode.step(at: now)
    for offset in -1...1 {
      let typed = code.code(at: now + .seconds(30 * offset))
      #expect(code.step(of: typed, at: now) == step + Int64(offset))
      #expect(code.step(of: " \(typed.prefix(3)) \(typed.suffix(3)) ", at: now) == step + Int64(offset))
    }
    for offset in [-3, -2, 2, 3] { #expect(code.step(of: code.code(at: now + .seconds(30 * offset)), at: now) == nil) }
  }

  @Test("A code that was used does not work again, nor does an older one") func replay() throws {
    let now = Moment(milliseconds: 1_111_111_111_000)
    let used = try #require(code.step(of: code.code(at: now), at: now))
    #expect(code.step(of: code.code(at: now), at: now + .seconds(5), after: used) == nil)
    #expect(code.step(of: code.code(at: now - .seconds(30)), at: now, after: used) == nil)
    #expect(code.step(of: code.code(at: now + .seconds(30)), at: now + .seconds(30), after: used) == used + 1)
  }

  @Test(
    "What is not six figures is no code", arguments: ["", "05047", "0504710", "05047a", "０５０４７１", "05-471", "      "])
  func malformed(typed: String) {
    #expect(code.step(of: typed, at: Moment(milliseconds: 1_111_111_111_000)) == nil)
  }

  @Test("The secret is written in base 32, and the address has everything an app needs") func address() {
    #expect(code.typed == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
    #expect(OneTimeCode(stored: Array("fooba".utf8)).typed == "MZXW 6YTB")
    #expect(OneTimeCode(stored: Array("foob".utf8)).typed == "MZXW 6YQ")
    #expect(
      code.address(issuer: "Glan yr Afon: fforwm", account: "amina@example.org")
        == "otpauth://totp/Glan%20yr%20Afon%20fforwm:amina%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=Glan%20yr%20Afon%20fforwm&algorithm=SHA1&digits=6&period=30")
  }

  @Test("Ten recovery codes are ten different ones, and each is known again however it is typed") func recovery() throws
  {
    let key = try #require(SecretKey(Digest.random(32)))
    let codes = RecoveryCode.mintTen()
    #expect(Set(codes.map(\.text)).count == 10)
    for code in codes {
      #expect(code.text.wholeMatch(of: /[0-9a-z]{4}-[0-9a-z]{4}/) != nil)
      let typed = try #require(
        RecoveryCode(" \(code.text.uppercased().replacing("-", with: " ").replacing("0", with: "O")) "))
      #expect(typed.digest(under: key) == code.digest(under: key))
    }
    let other = try #require(SecretKey(Digest.random(32)))
    #expect(codes[0].digest(under: key) != codes[0].digest(under: other))
    #expect(codes[0].digest(under: key) != codes[1].digest(under: key))
  }

  @Test(
    "What cannot be a recovery code is not taken for one",
    arguments: ["", "7kd2-m9x", "7kd2-m9xwq", "7kd2-m9xé", "7kd2_m9xw"])
  func notRecovery(typed: String) {
    #expect(RecoveryCode(typed) == nil)
  }

  @Test("Sealed bytes come back only under the same key, in the same place, unchanged") func sealing() throws {
    let key = try #require(SecretKey(Digest.random(32)))
    let other = try #require(SecretKey(Digest.random(32)))
    let sealed = try key.seal(code.secret, context: "account 7")
    #expect(sealed.count == code.secret.count + 28)
    #expect(try key.seal(code.secret, context: "account 7") != sealed)
    #expect(try key.unseal(sealed, context: "account 7") == code.secret)
    #expect(try key.unseal(sealed, context: "account 8") == nil)
    #expect(try other.unseal(sealed, context: "account 7") == nil)
    for place in sealed.indices {
      var changed = sealed
      changed[place] ^= 1
      #expect(try key.unseal(changed, context: "account 7") == nil)
    }
    for count in [0, 12, 27, sealed.count - 1] {
      #expect(try key.unseal(Array(sealed.prefix(count)), context: "account 7") == nil)
    }
    #expect(try key.unseal(key.seal([], context: ""), context: "") == [])
  }
}
