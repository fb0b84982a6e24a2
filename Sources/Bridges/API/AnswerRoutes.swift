import Commons
import Doors
import HTTPTypes
import Hummingbird
import NIOCore
import Pages
import Secrets

/// An answer ready to be sent, and sent again to whoever asks the same while nothing has been written.
struct GivenAnswer: Sendable {
  /// What two calls must have in common to be answered alike.
  struct Name: Hashable, Sendable {
    let operation: String
    /// The path and the query as they were asked for.
    let address: String
    /// 0 without a token.
    let token: Int64
    let language: Language
    let isCompressed: Bool
  }

  /// From this many bytes on a body is made smaller on the way, for those who ask: apps are on phones.
  static let compressedFrom = 1024

  private let status: Int
  private let headers: HTTPFields
  private let body: ByteBuffer
  private let changedAt: String?

  var size: Int { body.readableBytes + 512 }

  /// Good answers alone are given again: what went wrong may be right the next time.
  var isLasting: Bool { status == 200 }

  init(_ reply: Reply, isCompressed: Bool) {
    status = reply.status
    let varies = "Accept, Accept-Encoding"
    var headers: HTTPFields = [.contentType: reply.type]
    if !reply.links.isEmpty {
      headers[.link] = reply.links.map { "<\($0.url)>; rel=\"\($0.relation)\"" }.joined(separator: ", ")
    }
    if let keep = reply.keep {
      headers[.cacheControl] = "public, max-age=\(keep.seconds)"
      headers[.eTag] = "W/\"\(Digest.hex(Digest.sha256(reply.body)).prefix(32))\""
      headers[.lastModified] = keep.changedAt?.httpDate
      headers[.vary] = varies
      changedAt = headers[.lastModified]
    } else {
      headers[.cacheControl] = "private, no-store"
      changedAt = nil
    }
    if isCompressed, reply.body.count > Self.compressedFrom {
      headers[.contentEncoding] = "gzip"
      headers[.vary] = varies
      // What may be kept is asked for by many and is worth the pains.
      body = ByteBuffer(bytes: Gzip.compress(reply.body, level: reply.keep == nil ? 1 : 6))
    } else {
      body = ByteBuffer(bytes: reply.body)
    }
    self.headers = headers
  }

  /// The answer, or word that it is still the same (RFC 9110 section 13).
  func response(to request: Request) -> Response {
    guard let tag = headers[.eTag], isKnown(tag, to: request) else {
      return Response(status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: body))
    }
    var headers = headers
    headers[.contentType] = nil
    headers[.contentEncoding] = nil
    return Response(status: .notModified, headers: headers)
  }

  private func isKnown(_ tag: String, to request: Request) -> Bool {
    guard let known = request.headers[.ifNoneMatch] else {
      // The very date: after something was taken down the newest is older than before.
      let since = request.headers[.ifModifiedSince]
      return since != nil && since == changedAt
    }
    // Weakly compared (section 8.8.3.2).
    let bare = tag.dropFirst(2)
    return known == "*"
      || known.split(separator: ",").contains { part in
        let part = Input.trimmed(String(part))
        return (part.hasPrefix("W/") ? part.dropFirst(2) : part[...]) == bare
      }
  }
}
