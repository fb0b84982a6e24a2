import Commons

/// multipart/form-data as browsers send it (RFC 7578): names and file names in quotes, no nested parts.
enum Multipart {
  struct Part {
    let name: String
    let fileName: String?
    let type: String
    let bytes: ArraySlice<UInt8>
  }

  static let mostParts = 200
  static let damaged = Refusal(.malformed, "The form came damaged. Send it again.")

  /// The boundary in a content type, of 1 to 70 characters (RFC 2046 section 5.1.1).
  static func boundary(of contentType: String) -> [UInt8]? {
    for piece in contentType.split(separator: ";").dropFirst() {
      let halves = piece.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].trimmingSpaces.lowercased() == "boundary" else { continue }
      var value = halves[1].trimmingSpaces
      if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 { value = String(value.dropFirst().dropLast()) }
      return (1...70).contains(value.utf8.count) ? Array(value.utf8) : nil
    }
    return nil
  }

  static func parts(of body: [UInt8], boundary: [UInt8]) throws(Refusal) -> [Part] {
    let delimiter: [UInt8] = [13, 10, 45, 45] + boundary
    guard body.starts(with: delimiter.dropFirst(2)) else { throw damaged }
    var parts: [Part] = []
    var cursor = delimiter.count - 2
    while true {
      if body.hasPrefix([45, 45], at: cursor) { return parts }
      guard body.hasPrefix([13, 10], at: cursor), parts.count < mostParts else { throw damaged }
      cursor += 2
      guard let headersEnd = body.firstRange(of: [13, 10, 13, 10], from: cursor), headersEnd - cursor < 4096 else {
        throw damaged
      }
      let headers = String(decoding: body[cursor..<headersEnd], as: UTF8.self)
      let start = headersEnd + 4
      // A part with no bytes has its closing delimiter straight after the empty line.
      let searchFrom = start - 2
      guard let end = body.firstRange(of: delimiter, from: searchFrom) else { throw damaged }
      if let part = part(headers: headers, bytes: body[start..<max(start, end)]) { parts.append(part) }
      cursor = end + delimiter.count
    }
  }

  private static func part(headers: String, bytes: ArraySlice<UInt8>) -> Part? {
    var name: String?
    var fileName: String?
    var type = "application/octet-stream"
    for line in headers.split(separator: "\r\n") {
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { continue }
      switch halves[0].lowercased() {
      case "content-disposition":
        name = quoted("name", in: String(halves[1]))
        fileName = quoted("filename", in: String(halves[1]))
      case "content-type": type = halves[1].trimmingSpaces.lowercased()
      default: break
      }
    }
    return name.map { Part(name: $0, fileName: fileName, type: type, bytes: bytes) }
  }

  /// The value of `name="…"`. Browsers write `"` inside as `%22`.
  private static func quoted(_ parameter: String, in disposition: String) -> String? {
    for piece in disposition.split(separator: ";") {
      let halves = piece.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].trimmingSpaces == parameter else { continue }
      let value = halves[1].trimmingSpaces
      guard value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 else { return value }
      return String(value.dropFirst().dropLast())
    }
    return nil
  }
}

extension StringProtocol {
  var trimmingSpaces: String {
    let start = firstIndex { $0 != " " && $0 != "\t" } ?? endIndex
    let end = lastIndex { $0 != " " && $0 != "\t" }.map { index(after: $0) } ?? start
    return start < end ? String(self[start..<end]) : ""
  }
}

extension [UInt8] {
  func hasPrefix(_ prefix: [UInt8], at index: Int) -> Bool {
    index + prefix.count <= count && self[index..<(index + prefix.count)].elementsEqual(prefix)
  }

  /// Where `needle` first stands at or after `from`. One pass: candidates are found by their first byte.
  func firstRange(of needle: [UInt8], from: Int) -> Int? {
    guard let first = needle.first, from >= 0 else { return nil }
    return withUnsafeBufferPointer { body in
      needle.withUnsafeBufferPointer { needle in
        var index = from
        while index + needle.count <= body.count {
          if body[index] == first {
            var offset = 1
            while offset < needle.count, body[index + offset] == needle[offset] { offset += 1 }
            if offset == needle.count { return index }
          }
          index += 1
        }
        return nil
      }
    }
  }
}
