import Foundation
import HTTPTypes

@testable import Guerilla

extension Browser {
  /// A file for a form.
  struct File {
    let field: String
    let name: String
    let bytes: [UInt8]
  }

  /// Sends a form with files (RFC 7578), and follows a 303.
  @discardableResult func upload(_ path: String, _ fields: KeyValuePairs<String, String>, files: [File] = [])
    async throws -> Page
  {
    let boundary = "----town\(UUID().uuidString)"
    var body: [UInt8] = []
    for (name, value) in fields {
      body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    for file in files {
      body += Array(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
          .utf8)
      body += file.bytes + Array("\r\n".utf8)
    }
    body += Array("--\(boundary)--\r\n".utf8)
    var headers: HTTPFields = [.contentType: "multipart/form-data; boundary=\(boundary)"]
    headers[.origin] = "http://town.example"
    return try await send(.post, path, body: body, headers: headers, follow: true)
  }
}

extension Browser.Page {
  /// The key of the conversation that this page shows.
  var key: String { String(path.dropFirst("/talk/".count).prefix { $0.isNumber }) }

  /// Every first group of a pattern, in order.
  func all(_ pattern: String) -> [String] {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
    return expression.matches(in: body, range: NSRange(body.startIndex..., in: body)).compactMap { match in
      Range(match.range(at: 1), in: body).map { String(body[$0]) }
    }
  }

  /// The key of the reply whose text is `words`: the last `id="post-…"` before them.
  func reply(_ words: String) -> String {
    guard let range = body.range(of: words) else { return "0" }
    let before = body[..<range.lowerBound]
    guard let mark = before.range(of: "id=\"post-", options: .backwards) else { return "0" }
    return String(before[mark.upperBound...].prefix { $0.isNumber })
  }
}

/// A small picture that a camera might have made.
enum TestPicture {
  static func png(_ hex: UInt32 = 0x4a35c4) -> [UInt8] { DemoDrawing(hex).png }
  static let pdf = Array("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".utf8)
}
