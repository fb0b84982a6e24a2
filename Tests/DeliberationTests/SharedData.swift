import Deliberation
import Foundation
import Testing

/// Real elections with known results lie beside the checkout for those who have them; nothing of them is in the repository.
enum SharedBallots {
  static let folder: URL? = {
    var root = URL(filePath: #filePath)
    while root.path != "/" {
      root.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) { break }
    }
    for place in [root, URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()] {
      let data = place.deletingLastPathComponent().appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: data.path) { return data }
    }
    return nil
  }()

  static func bytes(_ path: String) throws -> [UInt8] {
    let folder = try #require(folder)
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func has(_ path: String) -> Bool {
    folder.map { FileManager.default.fileExists(atPath: $0.appending(path: path).path) } ?? false
  }
}
