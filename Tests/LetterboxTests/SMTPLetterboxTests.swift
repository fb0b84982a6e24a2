import Commons
import Foundation
import Glibc
import Testing

@testable import Letterbox

/// Letters on their way to a real mail server.
@Suite(
  .enabled(
    if: MailServer.python != nil, "python3-aiosmtpd is not installed: no letter was handed to a real mail server"),
  .timeLimit(.minutes(10)))
struct SMTPLetterboxTests {
  @Test("A letter arrives as it was written, in both its forms, and later ones use the same connection") func arrives()
    async throws
  {
    let server = try MailServer()
    let letterbox = SMTPLetterbox(try SMTPAddress("smtp://127.0.0.1:\(server.port)"), sender: try Sample.site())
    var peers: Set<Int?> = []
    for number in 1...3 {
      try await letterbox.deliver(try Sample.letter(text: Sample.text + "\n\(number)"))
      let received = try server.next()
      #expect(received.sender == "post@forum.example.org")
      #expect(received.recipients == ["sian@example.org"])
      #expect(received.header("Subject") == "Ateb newydd: «Sut mae’r bws?»")
      #expect(received.parts.map(\.type) == ["text/plain", "text/html"])
      #expect(received.parts.first?.text == Sample.text + "\n\(number)")
      #expect(received.parts.last?.text == Sample.html)
      #expect(received.defects.isEmpty)
      #expect(!received.encrypted)
      #expect(received.greeting == "forum.example.org")
      peers.insert(received.peer)
    }
    #expect(peers.count == 1 && !peers.contains(nil))
  }

  @Test(
    "A reply of the 500s is permanent, of the 400s temporary, and the next letter goes through all the same",
    arguments: [
      ("gone", true), ("junk", true), ("busy", false), ("slow", false),
    ]) func refused(name: String, isPermanent: Bool) async throws
  {
    let server = try MailServer()
    let letterbox = SMTPLetterbox(try SMTPAddress("smtp://127.0.0.1:\(server.port)"), sender: try Sample.site())
    let fault = await #expect(throws: LetterboxFault.self) {
      try await letterbox.deliver(try Sample.letter(to: "\(name)@example.org"))
    }
    switch fault {
    case .permanent: #expect(isPermanent)
    case .temporary: #expect(!isPermanent)
    case nil: break
    }
    try await letterbox.deliver(try Sample.letter())
    #expect(try server.next().recipients == ["sian@example.org"])
  }

  @Test("A server that is not there is a temporary fault, and the text does not hold the password") func away()
    async throws
  {
    // A port that was free a moment ago.
    let port = try MailServer().port
    let letterbox = SMTPLetterbox(
      try SMTPAddress("smtp://postbox:hush-hush@127.0.0.1:\(port)"), sender: try Sample.site())
    let fault = await #expect(throws: LetterboxFault.self) { try await letterbox.deliver(try Sample.letter()) }
    guard case .temporary(let text) = fault else {
      Issue.record("\(String(describing: fault)) is not temporary")
      return
    }
    #expect(!text.contains("hush-hush"))
    #expect(text.contains("127.0.0.1:\(port)"))
  }

  @Test("A server that accepts the connection and then says nothing is given up") func silent() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutableBytes(of: &address) { bytes -> UInt16 in
      guard let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return 0 }
      guard bind(listener, generic, length) == 0, listen(listener, 4) == 0, getsockname(listener, generic, &length) == 0
      else { return 0 }
      return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }
    try #require(port > 0)
    let letterbox = SMTPLetterbox(
      try SMTPAddress("smtp://127.0.0.1:\(port)"), sender: try Sample.site(), patience: .seconds(1))
    let started = ContinuousClock.now
    let fault = await #expect(throws: LetterboxFault.self) { try await letterbox.deliver(try Sample.letter()) }
    #expect(ContinuousClock.now - started < .seconds(120))
    guard case .temporary = fault else {
      Issue.record("\(String(describing: fault)) is not temporary")
      return
    }
  }

  @Test("User and password are given, and a wrong password is a temporary fault: the operator mends it") func signsIn()
    async throws
  {
    let server = try MailServer(password: "p@ss:w/örd%")
    let right = SMTPLetterbox(
      try SMTPAddress("smtp://postbox:p%40ss%3Aw%2F%C3%B6rd%25@127.0.0.1:\(server.port)"), sender: try Sample.site())
    try await right.deliver(try Sample.letter())
    #expect(try server.next().user == "postbox")
    let wrong = SMTPLetterbox(
      try SMTPAddress("smtp://postbox:wrong@127.0.0.1:\(server.port)"), sender: try Sample.site())
    let fault = await #expect(throws: LetterboxFault.self) { try await wrong.deliver(try Sample.letter()) }
    guard case .temporary = fault else {
      Issue.record("\(String(describing: fault)) is not temporary")
      return
    }
  }

  @Test("STARTTLS is used when the server offers it, and TLS from the start with smtps") func encrypted() async throws {
    let certificate = try Certificate()
    let offering = try MailServer(.tlsOffered, certificate: certificate.path)
    let plain = SMTPLetterbox(try SMTPAddress("smtp://localhost:\(offering.port)"), sender: try Sample.site())
    try await plain.deliver(try Sample.letter())
    #expect(try offering.next().encrypted)

    let server = try MailServer(.tlsFromStart, password: "hush-hush", certificate: certificate.path)
    let address = try SMTPAddress("smtps://postbox:hush-hush@localhost:\(server.port)")
    let trusting = SMTPLetterbox(address, sender: try Sample.site(), certificates: certificate.path)
    try await trusting.deliver(try Sample.letter())
    let received = try server.next()
    #expect(received.encrypted && received.user == "postbox")

    let doubting = SMTPLetterbox(address, sender: try Sample.site())
    await #expect(throws: LetterboxFault.self) { try await doubting.deliver(try Sample.letter()) }
  }

  @Test(
    "With a password to another machine nothing is sent without STARTTLS, nor to a server that cannot prove its name")
  func required() async throws {
    let certificate = try Certificate()
    func letterbox(_ server: MailServer, trusting: String?) throws -> SMTPLetterbox {
      var address = try SMTPAddress("smtp://postbox:hush-hush@localhost:\(server.port)")
      address.encryption = .required
      return SMTPLetterbox(address, sender: try Sample.site(), certificates: trusting)
    }
    let bare = try MailServer(password: "hush-hush")
    let fault = await #expect(throws: LetterboxFault.self) {
      try await letterbox(bare, trusting: certificate.path).deliver(try Sample.letter())
    }
    guard case .temporary = fault else {
      Issue.record("\(String(describing: fault)) is not temporary")
      return
    }
    let server = try MailServer(.tlsRequired, password: "hush-hush", certificate: certificate.path)
    await #expect(throws: LetterboxFault.self) {
      try await letterbox(server, trusting: nil).deliver(try Sample.letter())
    }
    try await letterbox(server, trusting: certificate.path).deliver(try Sample.letter())
    let received = try server.next()
    #expect(received.encrypted && received.user == "postbox")
  }

  @Test("A long letter, with lines that begin with dots, arrives whole") func large() async throws {
    let server = try MailServer()
    let letterbox = SMTPLetterbox(try SMTPAddress("smtp://127.0.0.1:\(server.port)"), sender: try Sample.site())
    let text = (0..<5000).map { ".\n..\n.QUIT\n\($0) a line of words — and a dash\n" }.joined()
    try await letterbox.deliver(try Sample.letter(text: text, html: nil))
    let received = try server.next()
    #expect(received.parts.first?.text == text)
    #expect(received.longestLine <= 78)
  }
}

@Suite struct SMTPAddressTests {
  @Test("Host, port, user, password and encryption are read from the address") func reads() throws {
    let full = try SMTPAddress("smtp://amina@example.org:a%3Ab@mail.example.org:2525/")
    #expect(
      full.host == "mail.example.org" && full.port == 2525 && full.user == "amina@example.org" && full.password == "a:b"
    )
    #expect(full.encryption == .required)
    #expect(try SMTPAddress("smtp://mail.example.org").port == 25)
    #expect(try SMTPAddress("smtp://mail.example.org").encryption == .whenOffered)
    #expect(try SMTPAddress("smtp://u:p@mail.example.org").port == 587)
    #expect(try SMTPAddress("SMTPS://u:p@mail.example.org").port == 465)
    #expect(try SMTPAddress("smtps://u:p@mail.example.org").encryption == .fromStart)
    #expect(try SMTPAddress("smtp://u:p@[2001:db8::1]:26").host == "[2001:db8::1]")
  }

  @Test(
    "Only this machine itself is sent a password without encryption",
    arguments: [
      ("localhost", false), ("127.0.0.1", false), ("127.8.9.10", false), ("[::1]", false),
      ("127.0.0.1.example.org", true),
      ("localhost.example.org", true), ("10.0.0.1", true), ("127.example.org", true), ("127.0.0.300", true),
    ]) func loopback(host: String, isRequired: Bool) throws
  {
    #expect(try SMTPAddress("smtp://u:p@\(host):25").encryption == (isRequired ? .required : .whenOffered))
  }

  @Test(
    "An address that is not right is refused, without its password",
    arguments: [
      "", "smtp", "smtp:", "smtp://", "http://u:hush@example.org", "smtp://u:hush@", "smtp://u:hush@example.org:0",
      "smtp://u:hush@example.org:70000", "smtp://u:hush@example.org:x", "smtp://u:hush@exa mple.org",
      "smtp://u%0d%0aRSET:hush@example.org",
      "smtp://u%zz:hush@example.org", "smtp://u:hush@example.org/path", "smtp://:hush@example.org",
      "smtp://u:hush@2001:db8::1",
    ]) func malformed(text: String)
  {
    let refusal = #expect(throws: Refusal.self) { try SMTPAddress(text) }
    #expect(refusal?.problems.contains { $0.words.english.contains("hush") } == false)
  }

  @Test("An address in the log has neither user nor password") func hidden() throws {
    let address = try SMTPAddress("smtps://amina:hush@mail.example.org")
    var dumped = ""
    dump(address, to: &dumped)
    #expect("\(address)" == "smtps://mail.example.org:465")
    #expect(!dumped.contains("hush") && !String(reflecting: address).contains("hush"))
  }
}

/// A self-signed certificate for `localhost` with its key, in one PEM file that goes away with it.
private final class Certificate {
  let path = FileManager.default.temporaryDirectory.path + "/certificate-\(UUID().uuidString).pem"

  init() throws {
    let result = try MailServer.run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path + ".key",
        "-out", path,
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
      ])
    guard result.status == 0 else { throw MailServer.Failure("openssl made no certificate") }
    let key = try Data(contentsOf: URL(fileURLWithPath: path + ".key"))
    try FileManager.default.removeItem(atPath: path + ".key")
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: key)
    try file.close()
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
