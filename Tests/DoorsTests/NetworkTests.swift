import Commons
import Testing

@Suite struct NetworkTests {
  @Test(
    "A network is read and written the one way",
    arguments: [
      ("192.0.2.7", "192.0.2.7/32"), ("192.0.2.7/24", "192.0.2.0/24"), ("0.0.0.0/0", "0.0.0.0/0"),
      ("2001:DB8::1", "2001:db8::1/128"), ("2001:db8:0:0:1:0:0:1/64", "2001:db8::/64"), ("::/0", "::/0"),
      ("::ffff:192.0.2.7", "192.0.2.7/32"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128"),
      ("fe80::1:0:0:1/10", "fe80::/10"),
    ])
  func readAndWritten(_ typed: String, _ written: String) {
    #expect(Network(typed)?.description == written)
    #expect(Network(written)?.description == written)
  }

  @Test(
    "What is no network is none",
    arguments: [
      "", "/", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/24/8", "01234.1.1.1",
      ":",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "::/129", "12345::", "g::", "1:2:3:4:5:6:7:8::", "+1.2.3.4",
      "::1%eth0",
      "1.2.3.4\n", "999999999999999999999999.1.1.1",
    ])
  func refused(_ typed: String) { #expect(Network(typed) == nil) }

  @Test("An address is in the networks that begin like it, by whichever version it comes") func contains() throws {
    let four = try #require(Network("192.0.2.0/24"))
    let six = try #require(Network("2001:db8::/33"))
    let all = try #require(Network("::/0"))
    func bits(_ address: String) throws -> UInt128 { try #require(Network.bits(of: address)) }
    #expect(try four.contains(bits("192.0.2.255")) && four.contains(bits("::ffff:192.0.2.1")))
    #expect(try !four.contains(bits("192.0.3.0")) && !four.contains(bits("2001:db8::1")))
    #expect(try six.contains(bits("2001:db8:7fff::1")) && !six.contains(bits("2001:db8:8000::1")))
    #expect(try all.contains(bits("192.0.2.1")))
    #expect(Network.bits(of: "unknown") == nil)
  }
}
