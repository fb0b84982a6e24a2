import Deliberation
import Foundation

/// Real elections with known results, where they lie beside the checkout; they are no part of the project.
enum RealElections {
  static let folder: URL? = {
    var place = URL(filePath: #filePath)
    while place.path != "/" {
      place.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: place.appending(path: "Package.swift").path) { break }
    }
    let data = place.deletingLastPathComponent().appending(path: "shared/data")
    return FileManager.default.fileExists(atPath: data.path) ? data : nil
  }()

  static var areHere: Bool { folder != nil }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }

  /// The winners that each rule should have, by file and the rule's name in `expected.json`.
  static let expected: [String: [String: [String]]] = {
    guard let all = object("pabulib/expected.json")["elections"] as? [String: [String: Any]] else { return [:] }
    return all.mapValues { election in
      guard let rules = election["rules"] as? [String: [String: Any]] else { return [:] }
      return rules.compactMapValues { $0["order"] as? [String] }
    }
  }()

  /// What `real_outcomes.json` says of each file: the rule, and whether that rule gives the published winners.
  static let outcomes: [String: (rule: String, isReproduced: Bool)] = {
    object("pabulib/real_outcomes.json").compactMapValues { entry in
      guard let entry = entry as? [String: Any], let rule = entry["city_rule"] as? String else { return nil }
      return (rule, entry["reproduced_exactly"] as? Bool ?? false)
    }
  }()

  static func object(_ path: String) -> [String: Any] {
    guard let bytes = try? bytes(path) else { return [:] }
    return (try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]) ?? [:]
  }

  /// Files in as many heaps, so that tests run side by side.
  static func heap(_ number: Int, of count: Int) -> [String] {
    expected.keys.sorted().enumerated().filter { $0.offset % count == number }.map(\.element)
  }

  static func ids(_ winners: [Int], in election: BudgetElection) -> [String] {
    winners.map { election.projects[$0].id }
  }
}
