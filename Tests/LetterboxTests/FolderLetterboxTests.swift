import Commons
import Foundation
import Testing

@testable import Letterbox

@Suite struct FolderLetterboxTests {
  let folder = FileManager.default.temporaryDirectory.path + "/letters-" + UUID().uuidString

  @Test("Letters are kept whole, for their owner alone, under names that sort by time") func kept() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let letterbox = FolderLetterbox(folder: folder, sender: try Sample.site())
    let first = try Sample.letter(id: "9.first")
    let later = Letter(
      to: first.to, subject: "Later", text: "x", id: Letter.ID("1.later", host: "h"), at: first.at + .seconds(1))
    try await letterbox.deliver(later)
    try await letterbox.deliver(first)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["2026-11-23T090500.000Z-9.first.eml", "2026-11-23T090501.000Z-1.later.eml"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(names[0])"))
    #expect([UInt8](bytes) == first.message(from: try Sample.site()))
    #expect(
      try FileManager.default.attributesOfItem(atPath: "\(folder)/\(names[0])")[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
  }

  @Test("The same letter delivered again is still one file") func again() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let letterbox = FolderLetterbox(folder: folder, sender: try Sample.site())
    for _ in 0..<3 { try await letterbox.deliver(try Sample.letter()) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
  }

  @Test("A letter's name cannot leave the folder") func inside() throws {
    let letter = try Sample.letter(id: "../../etc/passwd\0\n")
    #expect(FolderLetterbox.name(letter) == "2026-11-23T090500.000Z-etcpasswd.eml")
    #expect(Letter.ID("..", host: "").text == "letter@localhost")
  }

  @Test("A folder that cannot be made is a temporary fault") func noFolder() async throws {
    let letterbox = FolderLetterbox(folder: "/nowhere/at/all", sender: try Sample.site())
    let fault = await #expect(throws: LetterboxFault.self) { try await letterbox.deliver(try Sample.letter()) }
    guard case .temporary = fault else {
      Issue.record("\(String(describing: fault)) is not temporary")
      return
    }
  }
}
