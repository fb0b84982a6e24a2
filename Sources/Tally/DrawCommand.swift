import ArgumentParser
import Deliberation
import Foundation

/// `tally draw`: draws from a list so that anyone can draw again.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw from a list, provably: publish the commitment, wait for the beacon, draw.",
    discussion: """
      FILE has an entry a line. Without --beacon, prints the commitment (the SHA-256 of the list) to publish before the \
      beacon is known. Entry i's ticket is SHA-256(list ‖ beacon ‖ i), with i from 1 in decimal digits; the lowest are drawn.
      """)

  @Argument(help: "The list, an entry a line.") var file: String
  @Option(help: "The public random value, in hexadecimal digits.") var beacon: String?
  @Option(help: "How many to draw.") var choose: Int = 1
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if choose < 1 { throw ValidationError("--choose is at least 1.") }
    if let beacon, Hexadecimal.bytes(beacon)?.isEmpty ?? true {
      throw ValidationError("--beacon is pairs of hexadecimal digits.")
    }
  }

  func run() throws {
    let list = try TallyFile(file)
    let entries = try list.read { bytes throws(Malformed) in try ProvableDraw.entries(bytes) }
    guard let beacon, let bytes = Hexadecimal.bytes(beacon) else {
      let commitment = Hexadecimal.text(
        try list.read { _ throws(Malformed) in try ProvableDraw.commitment(to: entries) })
      print(json ? Self.json(commitment, entries.count).text : "\(commitment)  \(entries.count) entries")
      return
    }
    guard choose <= entries.count else {
      throw TallyFile.refused("\(file): \(choose) cannot be drawn from \(entries.count).")
    }
    let draw = try list.read { _ throws(Malformed) in try ProvableDraw(entries, beacon: bytes) }
    print(json ? self.json(draw).text : text(draw))
  }

  private func json(_ draw: ProvableDraw) -> JSON {
    guard case .object(let members) = Self.json(Hexadecimal.text(draw.commitment), draw.tickets.count) else {
      return .null
    }
    return .object(
      members + [
        .init("beacon", .string(Hexadecimal.text(draw.beacon))),
        .init("chosen", .array(draw.drawn(choose).map { .string($0.entry) })),
        .init(
          "tickets",
          .array(
            draw.drawn(choose).map {
              ["number": .integer($0.number), "entry": .string($0.entry), "ticket": .string(Hexadecimal.text($0.hash))]
            })),
      ])
  }

  private static func json(_ commitment: String, _ entries: Int) -> JSON {
    ["commitment": .string(commitment), "entries": .integer(entries)]
  }

  private func text(_ draw: ProvableDraw) -> String {
    (["Commitment \(Hexadecimal.text(draw.commitment))", "Beacon     \(Hexadecimal.text(draw.beacon))", ""]
      + draw.drawn(choose).enumerated().map { place, ticket in
        "\(place + 1). \(ticket.entry)  (line \(ticket.number), ticket \(Hexadecimal.text(Array(ticket.hash.prefix(8))))…)"
      }).joined(separator: "\n")
  }
}
