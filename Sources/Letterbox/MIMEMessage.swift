internal import Commons

extension Letter {
  /// The letter as an internet message (RFC 5322, MIME: RFC 2045 to 2047), lines ending CR LF.
  ///
  /// - Parameter sender: the site, which it is from unless the letter says otherwise.
  public func message(from sender: Party) -> [UInt8] {
    var message = MIMEMessage()
    message.field("Date", words: Letter.internetDate(at))
    message.field("From", from ?? sender)
    if from != nil, from?.address != sender.address { message.field("Sender", sender) }
    message.field("To", to)
    if let replyTo { message.field("Reply-To", replyTo) }
    message.field("Subject", words: subject)
    message.field("Message-ID", ids: [id])
    if let last = inReplyTo.last {
      message.field("In-Reply-To", ids: [last])
      message.field("References", ids: inReplyTo)
    }
    if let unsubscribe {
      message.field("List-Unsubscribe", address: unsubscribe)
      message.field("List-Unsubscribe-Post", words: "List-Unsubscribe=One-Click")
    }
    // RFC 3834: no holiday notes in answer, please.
    message.field("Auto-Submitted", words: "auto-generated")
    message.field("MIME-Version", words: "1.0")
    if let html {
      message.alternatives(plain: text, html: html)
    } else {
      message.part("text/plain", text)
    }
    return message.bytes
  }

  /// `Mon, 23 Nov 2026 09:05:00 +0000` (RFC 5322 section 3.3).
  static func internetDate(_ moment: Moment) -> String {
    let civil = moment.civil
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][civil.weekday]
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][civil.month - 1]
    let time = "\(pad(civil.hour, 2)):\(pad(civil.minute, 2)):\(pad(civil.second, 2))"
    return "\(day), \(civil.day) \(month) \(pad(civil.year, 4)) \(time) +0000"
  }
}

/// The bytes of a message while they are written. What a person wrote reaches a header only through `field`, which
/// leaves no line end in it.
struct MIMEMessage {
  private(set) var bytes: [UInt8] = []

  /// A field of free text: folded at spaces when it is plain ASCII, else in encoded words (RFC 2047).
  mutating func field(_ name: StaticString, words: String) { write(name, MIMEMessage.unstructured(words)) }

  /// A field with a name and an address.
  mutating func field(_ name: StaticString, _ party: Letter.Party) {
    let address = "<\(party.address.text)>"
    let display = MIMEMessage.phrase(party.name)
    write(name, display.isEmpty ? [address] : display + [address])
  }

  mutating func field(_ name: StaticString, ids: [Letter.ID]) { write(name, ids.map { "<\($0.text)>" }) }

  /// A field with an internet address, in which anything that may not stand there is percent-encoded.
  mutating func field(_ name: StaticString, address: String) {
    let hex = Array("0123456789ABCDEF".utf8)
    let escaped = address.utf8.flatMap { byte -> [UInt8] in
      (0x21...0x7e).contains(byte) && !"<>\"\\^`{|}".utf8.contains(byte)
        ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    }
    write(name, ["<\(String(decoding: escaped, as: UTF8.self))>"])
  }

  /// A part of text, quoted-printable (RFC 2045 section 6.7), with the empty line before it.
  mutating func part(_ type: StaticString, _ text: String) {
    write("Content-Type", ["\(type); charset=utf-8"])
    write("Content-Transfer-Encoding", ["quoted-printable"])
    line("")
    bytes += QuotedPrintable.encode(text)
  }

  /// The same letter twice, the richer one last (RFC 2046 section 5.1.4).
  mutating func alternatives(plain: String, html: String) {
    // Quoted-printable writes a hexadecimal digit or a line end after every `=`, so this never stands in a part.
    let boundary = "=_alternative_="
    write("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""])
    line("")
    line("--\(boundary)")
    part("text/plain", plain)
    line("--\(boundary)")
    part("text/html", html)
    line("--\(boundary)--")
  }

  /// Writes a field, starting a new line before a word that would pass 78 characters (RFC 5322 section 2.1.1).
  private mutating func write(_ name: StaticString, _ words: [String]) {
    var current = "\(name):"
    for (index, word) in words.enumerated() {
      if current.utf8.count + 1 + word.utf8.count > 78, index > 0 {
        line(current)
        current = ""
      }
      current += " " + word
    }
    line(current)
  }

  private mutating func line(_ text: String) {
    bytes += text.utf8
    bytes += [13, 10]
  }

  private static func unstructured(_ text: String) -> [String] {
    let words = cleaned(text).split(separator: " ").map(String.init)
    let isPlain = words.allSatisfy {
      $0.utf8.count <= 70 && $0.utf8.allSatisfy { (0x21...0x7e).contains($0) } && !$0.contains("=?")
    }
    return isPlain ? words : encodedWords(words.joined(separator: " "))
  }

  /// A display name: atoms as they are, other ASCII quoted, the rest in encoded words.
  private static func phrase(_ text: String) -> [String] {
    let words = cleaned(text).split(separator: " ").map(String.init)
    let joined = words.joined(separator: " ")
    guard joined.utf8.count <= 60, joined.utf8.allSatisfy({ (0x20...0x7e).contains($0) }), !joined.contains("=?") else {
      return encodedWords(joined)
    }
    let isAtoms = joined.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "'"):
        true
      default: false
      }
    }
    if isAtoms { return words }
    return ["\"\(joined.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""]
  }

  /// Base 64 encoded words, cut between characters, short enough to leave no line over 76 (RFC 2047 sections 2 and 5).
  private static func encodedWords(_ text: String) -> [String] {
    var words: [String] = []
    var chunk: [UInt8] = []
    // 39 bytes make 52 digits; the marks around them are 12 more, and `Reply-To: ` another ten.
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if chunk.count + bytes.count > 39 {
        words.append(chunk.base64Word)
        chunk = []
      }
      chunk += bytes
    }
    return chunk.isEmpty ? words : words + [chunk.base64Word]
  }

  /// Without control characters (line ends above all), which become spaces.
  private static func cleaned(_ text: String) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
      cleaned.append(isControl ? " " : scalar)
    }
    return String(cleaned)
  }
}

extension [UInt8] {
  fileprivate var base64Word: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let chunk = self[start..<Swift.min(start + 3, count)]
      let bits = chunk.reduce(0) { $0 << 8 | Int($1) } << ((3 - chunk.count) * 8)
      for place in 0..<4 {
        text.append(place <= chunk.count ? digits[bits >> (18 - place * 6) & 63] : UInt8(ascii: "="))
      }
    }
    return "=?utf-8?B?\(String(decoding: text, as: UTF8.self))?="
  }
}
