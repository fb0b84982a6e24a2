public import Commons
public import Hummingbird
import NIOCore

/// A file that came with a form.
public struct UploadedFile: Sendable {
  public let field: String
  public let name: String
  public let type: String
  public let bytes: [UInt8]
}

/// What a form sent: its fields in order, and its files. Text is checked to be UTF-8 and free of control characters before any room sees it.
public struct FormBody: Sendable {
  public private(set) var fields: [(name: String, value: String)] = []
  public private(set) var files: [UploadedFile] = []

  /// The most bytes a form without files may have. A text of the greatest length takes a quarter at most, so that one that is
  /// far too long still comes back in its form, with what is wrong, and is not lost.
  public static let plainLimit = 1024 * 1024
  /// The most bytes a form with files may have: four pictures of ten megabytes, and the words.
  public static let uploadLimit = 42 * 1024 * 1024

  public init() {}

  /// The first value of a field, with spaces around it taken off and line ends as `\n`; empty when it was not sent.
  public subscript(_ name: String) -> String {
    fields.first { $0.name == name }.map { FormBody.tidied($0.value) } ?? ""
  }

  /// The value exactly as it was typed, for passwords.
  public func exact(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

  /// Every value of a field that may be sent more than once.
  public func all(_ name: String) -> [String] {
    fields.filter { $0.name == name || $0.name == name + "[]" }.map { FormBody.tidied($0.value) }
  }

  /// Whether a field was sent, empty or not.
  public func holds(_ name: String) -> Bool { fields.contains { $0.name == name } }

  /// Whether a tick box was ticked.
  public func ticked(_ name: String) -> Bool { !self[name].isEmpty }

  /// The files of one field that have any bytes.
  public func files(_ name: String) -> [UploadedFile] { files.filter { $0.field == name && !$0.bytes.isEmpty } }

  /// What was typed, to fill the form in again. Passwords are left out.
  public var typed: [String: String] {
    var typed: [String: String] = [:]
    for (name, value) in fields where !name.contains("password") {
      let value = FormBody.tidied(value)
      typed[name] = typed[name].map { $0 + "\n" + value } ?? value
    }
    return typed
  }

  static func tidied(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      defer { previous = byte }
      if byte == 13 { bytes.append(10) } else if byte == 10, previous == 13 { continue } else { bytes.append(byte) }
    }
    let isSpace: (UInt8) -> Bool = { $0 == 32 || $0 == 10 || $0 == 9 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Reads a form of either encoding.
  /// - Throws: a `Refusal`: `tooLarge` (413), `unsupported` (415) or `malformed` (400).
  public init(_ request: Request) async throws {
    let type = request.headers[.contentType] ?? ""
    let isUpload = type.lowercased().hasPrefix("multipart/form-data")
    guard isUpload || type.isEmpty || type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
      throw Refusal(.unsupported, "This page takes a form. Go back and send it from there.")
    }
    let bytes = try await FormBody.collect(request, upTo: isUpload ? FormBody.uploadLimit : FormBody.plainLimit)
    if isUpload {
      guard let boundary = Multipart.boundary(of: type) else {
        throw Refusal(.malformed, "The form came damaged. Send it again.")
      }
      for part in try Multipart.parts(of: bytes, boundary: boundary) {
        if let fileName = part.fileName {
          files.append(UploadedFile(field: part.name, name: fileName, type: part.type, bytes: Array(part.bytes)))
        } else {
          fields.append((part.name, try FormBody.text(Array(part.bytes))))
        }
      }
    } else {
      try readPairs(bytes)
    }
  }

  /// A form of urlencoded text that was kept earlier.
  public init(urlencoded text: String) throws(Refusal) { try readPairs(Array(text.utf8)) }

  package static func collect(_ request: Request, upTo limit: Int) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw FormBody.tooLarge }
    var bytes: [UInt8] = []
    for try await part in request.body {
      guard bytes.count + part.readableBytes <= limit else { throw FormBody.tooLarge }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }

  static let tooLarge = Refusal(
    .tooLarge,
    "That is too large to send. A picture or PDF may have up to 10 MB, and a text up to 20,000 characters. Go back: the form still has what you wrote."
  )

  private mutating func readPairs(_ bytes: [UInt8]) throws(Refusal) {
    guard fields.count < 1000 else { throw Refusal(.malformed, "The form came damaged. Send it again.") }
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      guard fields.count < 1000 else { throw Refusal(.malformed, "The form came damaged. Send it again.") }
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = try FormBody.text(FormBody.percentDecoded(halves[0]))
      let value = halves.count > 1 ? try FormBody.text(FormBody.percentDecoded(halves[1])) : ""
      fields.append((name, value))
    }
  }

  static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "+") {
        decoded.append(32)
      } else if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]),
        let low = hexValue(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 2
      } else {
        decoded.append(byte)
      }
      index += 1
    }
    return decoded
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
    default: nil
    }
  }

  /// Text that was sent, if it is UTF-8 and can be kept: NUL and other control characters are not text a person types.
  static func text(_ bytes: [UInt8]) throws(Refusal) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Refusal(.malformed, "Some of the text came damaged (it was not UTF-8). Send it again.")
    }
    guard bytes.allSatisfy({ $0 >= 32 || $0 == 9 || $0 == 10 || $0 == 13 }) else {
      throw Refusal(.malformed, "Some of the text has characters that cannot be kept. Take them out and send it again.")
    }
    return text
  }
}
