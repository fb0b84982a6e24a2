import Commons
import Community
import Foundation
import Storehouse

@testable import Guerilla

/// A letter as it lay in the folder.
struct ReceivedLetter: Sendable {
  /// The whole message, with its soft line ends taken out and its quoted characters put back.
  let text: String

  var to: String { field("To") }
  var subject: String { field("Subject") }

  func field(_ name: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).first { $0.hasPrefix(name + ": ") }.map {
      String($0.dropFirst(name.count + 2))
    } ?? ""
  }

  /// The path of the first link that begins so.
  func path(_ start: String) -> String? {
    guard let found = text.range(of: "http://town.example" + start) else { return nil }
    let rest = text[text.index(found.lowerBound, offsetBy: "http://town.example".count)...]
    return String(rest.prefix { !$0.isWhitespace && $0 != "\"" && $0 != "<" && $0 != ">" })
  }

  init(_ bytes: Data) {
    var decoded: [UInt8] = []
    let raw = Array(bytes)
    var index = 0
    while index < raw.count {
      if raw[index] == 61, index + 2 < raw.count {
        if raw[index + 1] == 13 {
          index += 3
          continue
        }
        if let value = UInt8(String(decoding: raw[(index + 1)...(index + 2)], as: UTF8.self), radix: 16) {
          decoded.append(value)
          index += 3
          continue
        }
      }
      if raw[index] != 13 { decoded.append(raw[index]) }
      index += 1
    }
    // Long header fields are folded.
    text = String(decoding: decoded, as: UTF8.self).replacingOccurrences(of: "\n ", with: " ")
  }
}

extension Town {
  /// Does every job that is due.
  @discardableResult func work() async throws -> Int {
    let handlers = program.rooms.reduce(into: [:]) { all, room in all.merge(room.jobs) { first, _ in first } }
    return try await JobRunner(store: store, handlers: handlers, recurring: program.rooms.flatMap(\.recurring)).runDue()
  }

  /// Does every job that is due, and gives the letters that lie in the folder, oldest first, of one address if one is given.
  func letters(to address: String? = nil) async throws -> [ReceivedLetter] {
    try await work()
    let folder = program.configuration.data + "/letters"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".eml") }
      .sorted()
    let letters = names.compactMap {
      FileManager.default.contents(atPath: "\(folder)/\($0)").map { ReceivedLetter($0) }
    }
    return letters.filter { address == nil || $0.to.contains(address ?? "") }
  }

  /// Somebody who joins through the form, as people do.
  func joined(_ handle: String, email: String? = nil) async throws -> Browser {
    let browser = visitor()
    try await browser.post(
      "/join",
      [
        "name": handle.capitalized, "handle": handle, "email": email ?? "\(handle)@town.example",
        "password": Town.password,
      ])
    return browser
  }
}
