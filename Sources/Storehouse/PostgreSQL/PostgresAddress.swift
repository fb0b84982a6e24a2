import Commons

/// A `postgres://` URL for libpq, with our own query items taken out of it.
struct PostgresAddress: Sendable {
  /// What libpq gets.
  let url: String
  /// The schema that tables are looked up and made in; nil is the server's own default.
  let schema: String?
  /// How many connections.
  let pool: Int

  static let usualPool = 8

  /// - Throws: `StoreFault.broken` when `pool` is not 1 to 200 or `schema` is not a plain name.
  init(_ text: String) throws {
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var schema: String?
    var pool = Self.usualPool
    var kept: [Substring] = []
    for item in halves.count > 1 ? halves[1].split(separator: "&") : [] {
      if item.hasPrefix("schema=") {
        let name = String(item.dropFirst(7))
        guard !name.isEmpty, name.utf8.count <= 63, name.utf8.allSatisfy(Self.allows) else {
          throw StoreFault.broken("schema in the database URL is a name of a to z, 0 to 9 and _")
        }
        schema = name
      } else if item.hasPrefix("pool=") {
        guard let count = Int(item.dropFirst(5)), (1...200).contains(count) else {
          throw StoreFault.broken("pool in the database URL is a number from 1 to 200")
        }
        pool = count
      } else {
        kept.append(item)
      }
    }
    url = halves[0] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    self.schema = schema
    self.pool = pool
  }

  private static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
