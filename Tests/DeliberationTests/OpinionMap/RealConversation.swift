import Deliberation
import Foundation
import Testing

/// Real conversations with a reference's results, where they lie beside the checkout.
struct RealConversation {
  let name: String
  let export: PolisExport
  let expected: [String: Any]

  static let areHere = SharedBallots.has("polis")

  /// The names of the folders that hold that file.
  static func names(with file: String) -> [String] {
    guard let folder = SharedBallots.folder?.appending(path: "polis") else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { SharedBallots.has("polis/\($0)/\(file)") }.sorted()
  }

  init(_ name: String) throws {
    self.name = name
    export = try Self.export(name)
    expected = try Self.json(name, "expected.json")
  }

  static func export(_ name: String) throws -> PolisExport {
    func bytes(_ file: String) throws -> [UInt8]? {
      SharedBallots.has("polis/\(name)/\(file)") ? try SharedBallots.bytes("polis/\(name)/\(file)") : nil
    }
    return try PolisExport(
      comments: try SharedBallots.bytes("polis/\(name)/comments.csv"), votes: bytes("votes.csv"),
      matrix: bytes("participants-votes.csv"), summary: bytes("summary.csv"))
  }

  static func json(_ name: String, _ file: String) throws -> [String: Any] {
    let data = Data(try SharedBallots.bytes("polis/\(name)/\(file)"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  var moderatedOut: Set<Int> { Set(expected["mod_out"] as? [Int] ?? []) }

  /// Two numbers are the same to nine decimal places, which is how the reference was written down, or nine digits.
  static func isSame(_ a: Double, _ b: Double) -> Bool {
    (a - b).magnitude <= 1.000001e-9 * max(1, a.magnitude, b.magnitude)
  }
}

func numbers(_ value: Any?) -> [Double] {
  if let values = value as? [Double] { return values }
  return (value as? [Any])?.compactMap { ($0 as? NSNumber)?.doubleValue } ?? []
}

func cosine(_ a: [Double], _ b: [Double]) -> Double {
  let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  let lengths = a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }
  return product / lengths.squareRoot()
}
