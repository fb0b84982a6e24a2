internal import CCurlShim
public import Commons
internal import Dispatch

/// Hands letters to a mail server (RFC 5321) through libcurl, one after another over one connection, on a thread of its
/// own.
public final class SMTPLetterbox: Letterbox {
  private let address: SMTPAddress
  private let sender: Letter.Party
  private let line: SMTPLine
  // Serial: the lock of `line`. Its thread is apart from the pool that runs Swift's tasks.
  private let queue = DispatchQueue(label: "letterbox")

  /// - Parameters:
  ///   - sender: the site, which letters are from unless they say otherwise, and which hears of those that come back.
  ///   - certificates: a file of certificates (PEM) to trust in place of the system's.
  ///   - patience: how long one letter may take, in whole seconds.
  public init(
    _ address: SMTPAddress, sender: Letter.Party, certificates: String? = nil, patience: Span = .seconds(30)
  ) {
    self.address = address
    self.sender = sender
    line = SMTPLine(certificates: certificates, patience: max(1, patience.seconds))
  }

  public func deliver(_ letter: Letter) async throws {
    let message = letter.message(from: sender)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      queue.async { [line, address, sender] in
        continuation.resume(
          with: Result { try line.send(message, from: sender.address, to: letter.to.address, through: address) })
      }
    }
  }
}

/// libcurl's handle, which keeps the connection open between letters.
///
/// `@unchecked Sendable`: a handle may move between threads but serve only one at a time; the serial queue of
/// `SMTPLetterbox` sees to it.
private final class SMTPLine: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer?
  private let certificates: String?
  private let patience: Int

  init(certificates: String?, patience: Int) {
    // libcurl counts the starts and lets them come from any thread since 7.84.
    handle = curl_shim_start() == CURLE_OK ? curl_easy_init() : nil
    self.certificates = certificates
    self.patience = patience
  }
  deinit { curl_easy_cleanup(handle) }

  func send(
    _ message: [UInt8], from sender: MailAddress, to recipient: MailAddress, through server: SMTPAddress
  ) throws(LetterboxFault) {
    guard let handle else { throw .temporary("libcurl could not start") }
    var explanation = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let recipients = curl_slist_append(nil, recipient.text)
    defer { curl_slist_free_all(recipients) }
    let result = explanation.withUnsafeMutableBufferPointer { explanation in
      message.withUnsafeBufferPointer { message in
        var outgoing = Outgoing(rest: message)
        return withUnsafeMutablePointer(to: &outgoing) { outgoing in
          curl_easy_reset(handle)
          defer {
            // The next reset is too late: these point into this call.
            _ = curl_shim_set_error_buffer(handle, nil)
            _ = curl_shim_set_list(handle, CURLOPT_MAIL_RCPT, nil)
          }
          let steps = [
            setUp(handle, server, greeting: sender.domain),
            curl_shim_set_text(handle, CURLOPT_MAIL_FROM, sender.text),
            curl_shim_set_list(handle, CURLOPT_MAIL_RCPT, recipients),
            curl_shim_set_error_buffer(handle, explanation.baseAddress),
            curl_shim_set_long(handle, CURLOPT_UPLOAD, 1),
            curl_shim_set_long(handle, CURLOPT_INFILESIZE, message.count),
            curl_shim_set_reader(handle, { Outgoing.read($0, $1, $2, $3) }, outgoing),
          ]
          return steps.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
        }
      }
    }
    guard result != CURLE_OK else { return }
    let words = String(decoding: explanation.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    throw SMTPLine.fault(
      result, reply: curl_shim_response_code(handle),
      words.isEmpty ? String(cString: curl_easy_strerror(result)) : words, server)
  }

  private func setUp(_ handle: UnsafeMutableRawPointer, _ server: SMTPAddress, greeting: String) -> CURLcode {
    let mustProve = server.encryption != .whenOffered
    let encryption = server.encryption == .whenOffered ? CURLUSESSL_TRY : CURLUSESSL_ALL
    var steps = [
      // The path is the name to greet with; without it libcurl tells the machine's own.
      curl_shim_set_text(handle, CURLOPT_URL, "\(server.scheme)://\(server.host):\(server.port)/\(greeting)"),
      curl_shim_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
      // No proxy from the environment: it would see the password of a plain connection.
      curl_shim_set_text(handle, CURLOPT_PROXY, ""),
      curl_shim_set_long(handle, CURLOPT_NOSIGNAL, 1),
      curl_shim_set_long(handle, CURLOPT_CONNECTTIMEOUT, min(patience, 10)),
      curl_shim_set_long(handle, CURLOPT_TIMEOUT, patience),
      // Or it would wait two minutes for a good-bye.
      curl_shim_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, patience),
      curl_shim_set_long(handle, CURLOPT_USE_SSL, Int(encryption.rawValue)),
      curl_shim_set_long(handle, CURLOPT_SSL_VERIFYPEER, mustProve ? 1 : 0),
      curl_shim_set_long(handle, CURLOPT_SSL_VERIFYHOST, mustProve ? 2 : 0),
    ]
    if let certificates { steps.append(curl_shim_set_text(handle, CURLOPT_CAINFO, certificates)) }
    if let user = server.user { steps.append(curl_shim_set_text(handle, CURLOPT_USERNAME, user)) }
    if let password = server.password { steps.append(curl_shim_set_text(handle, CURLOPT_PASSWORD, password)) }
    return steps.first { $0 != CURLE_OK } ?? CURLE_OK
  }

  private static func fault(_ result: CURLcode, reply: Int, _ words: String, _ server: SMTPAddress) -> LetterboxFault {
    let text = "\(server): \(words)\(reply > 0 ? " (reply \(reply))" : "")"
    // The server speaks of us, not of this letter: an operator mends it, and the letter goes later.
    let isAboutUs =
      [CURLE_LOGIN_DENIED, CURLE_USE_SSL_FAILED].contains(result) || [530, 534, 535, 538].contains(reply)
    return (500..<600).contains(reply) && !isAboutUs ? .permanent(text) : .temporary(text)
  }
}

/// What is still to be sent of a message.
private struct Outgoing {
  var rest: Slice<UnsafeBufferPointer<UInt8>>
  init(rest: UnsafeBufferPointer<UInt8>) { self.rest = rest[...] }

  /// Fills libcurl's buffer of `size` times `count` bytes; 0 when everything has been sent.
  static func read(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
  ) -> Int {
    guard let buffer, let outgoing = context?.assumingMemoryBound(to: Outgoing.self) else {
      return Int(CURL_READFUNC_ABORT)
    }
    let part = outgoing.pointee.rest.prefix(size * count)
    UnsafeMutableRawBufferPointer(start: buffer, count: size * count).copyBytes(from: part)
    outgoing.pointee.rest = outgoing.pointee.rest.dropFirst(part.count)
    return part.count
  }
}
