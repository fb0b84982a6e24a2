/// A draw that anyone can do again. Before it, the list is fixed by publishing its SHA-256 (the commitment) and naming a
/// public random value that does not exist yet (the beacon: a lottery's numbers, a randomness beacon's next pulse). Then
/// each entry has a ticket, and the lowest tickets are drawn:
///
///     ticket of entry i = SHA-256(list ‖ beacon ‖ i)
///
/// `list` is every entry in order, in UTF-8, each followed by one line feed; `beacon` is the beacon's bytes; `i` is the
/// entry's number, counted from 1, in decimal digits. Tickets are compared as numbers of 256 bits, most significant byte
/// first. Nobody who had to fix the list before the beacon was known can choose who is drawn, and nobody's place in the
/// list matters.
///
/// Time: one block of SHA-256 an entry after hashing the list once.
public struct ProvableDraw: Sendable, Hashable {
  /// An entry of the list with the ticket that the beacon gives it.
  public struct Ticket: Sendable, Hashable {
    /// Counted from 1.
    public let number: Int
    public let entry: String
    /// 32 bytes.
    public let hash: [UInt8]
  }

  /// SHA-256 of the list: what is published before the beacon is known.
  public let commitment: [UInt8]
  public let beacon: [UInt8]
  /// All tickets, lowest first.
  public let tickets: [Ticket]

  /// - Throws: `Malformed` for an entry that is empty, comes twice, or holds a line break, and for an empty beacon.
  public init(_ entries: [String], beacon: [UInt8]) throws(Malformed) {
    guard !beacon.isEmpty else { throw Malformed("the beacon is empty.") }
    var list = SHA256()
    list.update(try Self.list(entries))
    commitment = list.finish()
    self.beacon = beacon
    list.update(beacon)
    tickets = entries.enumerated()
      .map { index, entry in
        var ticket = list
        ticket.update(String(index + 1).utf8)
        return Ticket(number: index + 1, entry: entry, hash: ticket.finish())
      }
      .sorted { $0.hash.lexicographicallyPrecedes($1.hash) }
  }

  /// Those drawn, in order.
  public func drawn(_ count: Int) -> ArraySlice<Ticket> { tickets.prefix(max(0, count)) }

  /// SHA-256 of the list, which can be published before there is a beacon.
  /// - Throws: `Malformed` as above.
  public static func commitment(to entries: [String]) throws(Malformed) -> [UInt8] {
    SHA256.digest(try list(entries))
  }

  /// The lines of a file: without a byte-order mark, carriage returns and empty lines.
  /// - Throws: `Malformed` when it is not UTF-8, when there is nothing in it, or when a line comes twice.
  public static func entries(_ bytes: [UInt8]) throws(Malformed) -> [String] {
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var entries: [String] = []
    var firstLine: [String: Int] = [:]
    for (index, line) in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard let text = String(validating: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
      else {
        throw Malformed(line: index + 1, "this is not UTF-8 text.")
      }
      guard !text.isEmpty else { continue }
      if let before = firstLine.updateValue(index + 1, forKey: text) {
        throw Malformed(line: index + 1, "“\(text)” stands on line \(before) already.")
      }
      entries.append(text)
    }
    guard !entries.isEmpty else { throw Malformed("there is nobody on the list.") }
    return entries
  }

  private static func list(_ entries: [String]) throws(Malformed) -> [UInt8] {
    var list: [UInt8] = []
    var seen: Set<[UInt8]> = []
    for (index, entry) in entries.enumerated() {
      let bytes = Array(entry.utf8)
      guard !bytes.isEmpty, !bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
        throw Malformed("entry \(index + 1) is empty or holds a line break.")
      }
      guard seen.insert(bytes).inserted else { throw Malformed("entry \(index + 1), “\(entry)”, comes twice.") }
      list += bytes
      list.append(0x0A)
    }
    return list
  }
}

/// Numbers from a public seed, the same in any language: number i is SHA-256(seed ‖ i), with i in decimal digits.
public struct SeededNumbers: Sendable {
  private let seed: SHA256

  public init(_ seed: some Sequence<UInt8>) {
    var hash = SHA256()
    hash.update(seed)
    self.seed = hash
  }

  /// The 32 bytes of number `index`.
  public func bytes(_ index: Int) -> [UInt8] {
    var hash = seed
    hash.update(String(index).utf8)
    return hash.finish()
  }

  /// Uniform below `limit`: the first 8 bytes of SHA-256(seed ‖ `index` ‖ "/" ‖ attempt) as a number, of the first
  /// attempt, counted from 0, that is below the largest multiple of `limit` under 2⁶⁴; the remainder of dividing that.
  /// 0 where the limit is less than 2.
  public func number(_ index: Int, below limit: Int) -> Int {
    guard limit > 1 else { return 0 }
    let limit = UInt64(limit)
    let surplus = (UInt64.max % limit + 1) % limit
    var attempt = 0
    while true {
      var hash = seed
      hash.update("\(index)/\(attempt)".utf8)
      let value = hash.finish().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if value <= UInt64.max - surplus { return Int(value % limit) }
      attempt += 1
    }
  }

  /// The numbers from 0 to `count` in an order drawn by lot: by SHA-256(seed ‖ i), i counted from 1, lowest first.
  public func order(of count: Int) -> [Int] {
    (0..<max(0, count)).map { (bytes($0 + 1), $0) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
      .map(\.1)
  }
}
