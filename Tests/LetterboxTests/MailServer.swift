import Foundation
import Synchronization

/// A mail server that nobody here wrote (aiosmtpd), and Python's reading of what it received: one child process a
/// server.
final class MailServer: Sendable {
  /// What the server received, as Python's `email` package understands it.
  struct Received: Decodable {
    struct Part: Decodable {
      let type: String
      let text: String
    }
    let sender: String
    let recipients: [String]
    let encrypted: Bool
    let user: String?
    /// The port that the letter came from: the same for letters of one connection.
    let peer: Int?
    /// The name that the sender greeted with.
    let greeting: String?
    let headers: [[String]]
    let addresses: [String: [[String]]]
    let parts: [Part]
    let defects: [String]
    let longestLine: Int
    let raw: String

    func header(_ name: String) -> String? { headers.first { $0[0].lowercased() == name.lowercased() }?[1] }
  }

  enum Security: String {
    case none, tlsOffered = "offered", tlsRequired = "required", tlsFromStart = "smtps"
  }

  /// The one that scripts/setup --test makes.
  private static let prepared = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".venv/bin/python").path

  /// A Python that has aiosmtpd; nil when there is none on this machine.
  static let python: String? = [prepared, "/usr/bin/python3", "/usr/local/bin/python3"].first { path in
    FileManager.default.isExecutableFile(atPath: path) && (try? run(path, ["-c", "import aiosmtpd"]))?.status == 0
  }

  let port: Int
  private let process: Process
  private let output: FileHandle
  private let unread = Mutex<[UInt8]>([])

  /// - Parameters:
  ///   - password: when set, only `postbox` with this password may send.
  ///   - certificate: a PEM file with certificate and key, for TLS.
  init(_ security: Security = .none, password: String? = nil, certificate: String? = nil) throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: MailServer.python ?? "/usr/bin/python3")
    process.arguments = ["-c", MailServer.program, security.rawValue, password ?? "", certificate ?? ""]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    output = pipe.fileHandleForReading
    try process.run()
    let line = try MailServer.line(from: output, unread)
    guard let port = Int(line) else { throw Failure("aiosmtpd did not start: \(line)") }
    self.port = port
  }

  deinit { process.terminate() }

  struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// The next message; waits for it.
  func next() throws -> Received {
    try JSONDecoder().decode(Received.self, from: Data(MailServer.line(from: output, unread).utf8))
  }

  /// What Python makes of a message that no server was asked about.
  static func parse(_ message: [UInt8]) throws -> Received {
    guard let received = try parse([message]).first else { throw Failure("Python said nothing") }
    return received
  }

  /// What Python makes of several messages.
  static func parse(_ messages: [[UInt8]]) throws -> [Received] {
    let input = messages.map { Data($0).base64EncodedString() + "\n" }.joined()
    let result = try run(python ?? "/usr/bin/python3", ["-c", program, "parse"], input: Array(input.utf8))
    return try result.output.split(separator: 10).map { try JSONDecoder().decode(Received.self, from: $0) }
  }

  static func run(_ path: String, _ arguments: [String], input: [UInt8] = []) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    // Files, not pipes: every child that starts meanwhile holds a pipe open too, so that its end may never come.
    let name = FileManager.default.temporaryDirectory.path + "/child-\(UUID().uuidString)"
    try Data(input).write(to: URL(fileURLWithPath: name + ".in"))
    try Data().write(to: URL(fileURLWithPath: name + ".out"))
    defer { for end in [".in", ".out"] { try? FileManager.default.removeItem(atPath: name + end) } }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: name + ".in"))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: name + ".out"))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try Data(contentsOf: URL(fileURLWithPath: name + ".out")))
  }

  private static func line(from output: FileHandle, _ unread: borrowing Mutex<[UInt8]>) throws -> String {
    try unread.withLock { unread in
      while true {
        if let end = unread.firstIndex(of: 10) {
          defer { unread.removeFirst(end + 1) }
          return String(decoding: unread[..<end], as: UTF8.self)
        }
        let more = output.availableData
        if more.isEmpty { throw Failure("the mail server ended") }
        unread += more
      }
    }
  }

  private static let program = #"""
    import base64, email, email.policy, email.utils, json, os, ssl, sys
    from email.header import decode_header, make_header

    def understood(raw):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        legacy = email.message_from_bytes(raw)
        defects = [str(d) for d in message.defects]
        parts = []
        for part in message.walk():
            defects += [str(d) for d in part.defects]
            if not part.is_multipart():
                parts.append({"type": part.get_content_type(), "text": part.get_content().replace("\r\n", "\n")})
        headers, addresses = [], {}
        for name, value in message.items():
            defects += [f"{name}: {d}" for d in value.defects]
            headers.append([name, str(value)])
            # The older parser: the newer one puts a space between two encoded words of a name (Python issue 79728).
            if hasattr(value, "addresses"):
                pairs = email.utils.getaddresses(legacy.get_all(name))
                addresses[name.lower()] = [[str(make_header(decode_header(n))), a] for n, a in pairs]
        return {"headers": headers, "addresses": addresses, "parts": parts, "defects": defects,
                "longestLine": max(len(line) for line in raw.split(b"\r\n")), "raw": raw.decode("latin-1"),
                "sender": "", "recipients": [], "encrypted": False, "user": None}

    if sys.argv[1] == "parse":
        for line in sys.stdin:
            print(json.dumps(understood(base64.b64decode(line))))
        sys.exit()

    import asyncio, logging, warnings
    from concurrent.futures import ThreadPoolExecutor
    from aiosmtpd.smtp import SMTP, AuthResult
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    security, password, certificate = sys.argv[1:4]

    printer = ThreadPoolExecutor(1)

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            name = address.split("@")[0]
            if name == "gone": return "550 5.1.1 no such mailbox"
            if name == "busy": return "451 4.3.0 try again later"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            if envelope.rcpt_tos[0].startswith("junk@"): return "554 5.7.1 looks like junk"
            if envelope.rcpt_tos[0].startswith("slow@"): return "452 4.3.1 disk is full"
            found = understood(envelope.original_content)
            found.update(sender=envelope.mail_from, recipients=envelope.rcpt_tos, user=session.auth_data,
                         peer=session.peer[1], greeting=session.host_name,
                         encrypted=server.transport.get_extra_info("ssl_object") is not None)
            # Apart from the conversation: the tests read this only when the letter has been accepted.
            printer.submit(print, json.dumps(found), flush=True)
            return "250 OK"

    def authenticate(server, session, envelope, mechanism, data):
        good = data.login == b"postbox" and data.password == password.encode()
        return AuthResult(success=good, handled=False, auth_data="postbox")

    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options = {"auth_required": bool(password), "auth_require_tls": False, "enable_SMTPUTF8": False}
    if password: options["authenticator"] = authenticate
    if security in ("offered", "required"): options.update(tls_context=context, require_starttls=security == "required")

    async def serve():
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(Handler(), hostname="localhost", **options), "127.0.0.1", 0,
            ssl=context if security == "smtps" else None)
        print(server.sockets[0].getsockname()[1], flush=True)
        # Until the tests are gone, however they went.
        parent = os.getppid()
        while os.getppid() == parent: await asyncio.sleep(0.5)

    asyncio.run(serve())
    """#
}
