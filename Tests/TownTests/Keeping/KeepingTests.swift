import Commons
import Community
import Doors
import Foundation
import Storehouse
import Testing

@testable import Guerilla

@Suite struct KeepingTests {
  /// A folder of its own, gone afterwards.
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keeping-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func place(_ folder: String, _ changes: (inout Configuration) -> Void = { _ in }) throws -> Configuration {
    var configuration = try Configuration(environment: [
      "GUERILLA_DATA": folder, "GUERILLA_URL": "http://town.example", "GUERILLA_RATE_LIMITS": "off",
    ])
    changes(&configuration)
    return configuration
  }

  @Test("A restored site answers the same pages, with its uploads and its key") func sameAnswers() async throws {
    try await withFolder { folder in
      try await Town.open(on: "sqlite") { town in
        let amina = try await town.person("amina").signedIn()
        let posted = try await amina.post("/talk", ["text": "The 61 bus is late again.", "once": "a"])
        let bytes = Array("a picture".utf8)
        let name = MediaName(of: bytes, extension: "webp")
        try await town.house.media.put(bytes, named: name)

        let report = try await Archive.write("\(folder)/site.tar", of: town.program.configuration, at: town.clock.now)
        #expect(report.contains("1 uploaded file"))
        let restored = try place("\(folder)/restored")
        try await Restoring(configuration: restored, mayReplace: false).restore(from: "\(folder)/site.tar")
        #expect(try await Checking.problems(of: restored).isEmpty)
        #expect(FileManager.default.contents(atPath: "\(restored.data)/secret.key") == town.secretKey)
        try await Town.open(
          on: "sqlite",
          settings: {
            $0.data = restored.data; $0.database = restored.database
          }
        ) { copy in
          let page = try await copy.visitor().get(posted.path)
          let found = try await copy.visitor().get("/search?q=late")
          let picture = try await copy.house.media.get(name)
          #expect(page.has("The 61 bus is late again."))
          #expect(found.has("The 61 bus"))
          #expect(picture == bytes)
        }
      }
    }
  }

  @Test("A backup made while people write holds everything that was answered before it began") func duringWrites()
    async throws
  {
    try await withFolder { folder in
      try await Town.open(on: "sqlite") { town in
        let amina = try await town.person("amina")
        let conversations = Conversations(store: town.store)
        let opening: @Sendable (String) throws -> Opening = { text in
          try Opening(kind: .post, title: "", text: text, language: "en", audience: .everyone)
        }
        for number in 0..<50 {
          _ = try await conversations.start(opening("before \(number)"), by: amina.id, once: "b\(number)")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for writer in 0..<4 {
            group.addTask {
              for number in 0..<100 {
                _ = try await conversations.start(opening("during"), by: amina.id, once: "d\(writer)-\(number)")
              }
            }
          }
          _ = try await Archive.write("\(folder)/site.tar", of: town.program.configuration, at: town.clock.now)
          try await group.waitForAll()
        }
        let restored = try place("\(folder)/restored")
        try await Restoring(configuration: restored, mayReplace: false).restore(from: "\(folder)/site.tar")
        #expect(try await Checking.problems(of: restored).isEmpty, "each post with its counts, or not at all")
        let store = try await Storehouse.open(try StoreLocation(restored.database), clock: Clock.now, log: { _ in })
        let kept: Int? = try await store.read { tx in
          try tx.value("SELECT count(*) FROM post WHERE text LIKE 'before %'")
        }
        await store.shutdown()
        #expect(kept == 50)
      }
    }
  }

  @Test("Restoring over a site is refused without --force, and done with it") func refused() async throws {
    try await withFolder { folder in
      try await Town.open(on: "sqlite") { town in
        _ = try await town.person("amina")
        _ = try await Archive.write("\(folder)/site.tar", of: town.program.configuration, at: town.clock.now)
        await #expect(throws: Refusal.self) {
          try await Restoring(configuration: town.program.configuration, mayReplace: false).restore(
            from: "\(folder)/site.tar")
        }
        await #expect(throws: Refusal.self, "a backup does not replace another one") {
          _ = try await Archive.write("\(folder)/site.tar", of: town.program.configuration, at: town.clock.now)
        }
        let other = try place("\(folder)/other")
        try await Restoring(configuration: other, mayReplace: false).restore(from: "\(folder)/site.tar")
        await #expect(throws: Refusal.self) {
          try await Restoring(configuration: other, mayReplace: false).restore(from: "\(folder)/site.tar")
        }
        try await Restoring(configuration: other, mayReplace: true).restore(from: "\(folder)/site.tar")
        #expect(try await Checking.problems(of: other).isEmpty)
      }
    }
  }

  @Test("A backup that was cut off or changed is refused before anything is touched", arguments: [0.3, 0.9, 0.999])
  func damaged(_ part: Double) async throws {
    try await withFolder { folder in
      try await Town.open(on: "sqlite") { town in
        _ = try await town.person("amina")
        try await town.house.media.put(
          Array("a picture".utf8), named: MediaName(of: Array("a picture".utf8), extension: "webp"))
        _ = try await Archive.write("\(folder)/site.tar", of: town.program.configuration, at: town.clock.now)
        let whole = try #require(FileManager.default.contents(atPath: "\(folder)/site.tar"))
        // Without the two empty blocks at the end it is not whole either.
        try whole.prefix(Int(Double(whole.count) * part)).write(to: URL(fileURLWithPath: "\(folder)/cut.tar"))
        let other = try place("\(folder)/other")
        await #expect(throws: Refusal.self) {
          try await Restoring(configuration: other, mayReplace: false).restore(from: "\(folder)/cut.tar")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.data).isEmpty)
        var changed = whole
        let picture = try #require(changed.range(of: Data("a picture".utf8)))
        changed[picture.lowerBound] = UInt8(ascii: "A")
        try changed.write(to: URL(fileURLWithPath: "\(folder)/changed.tar"))
        await #expect(throws: Refusal.self) {
          try await Restoring(configuration: other, mayReplace: false).restore(from: "\(folder)/changed.tar")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.data).isEmpty)
      }
    }
  }

  @Test("No name in a backup leads out of the data folder") func hostileNames() async throws {
    try await withFolder { folder in
      for (number, name) in ["../escaped", "/tmp/escaped", "media/../../escaped", "media/aa/escaped"].enumerated() {
        let tar = try TarWriter("\(folder)/\(number).tar", modified: 0)
        try tar.add(Data("x".utf8), named: name)
        try tar.finish()
        let other = try place("\(folder)/other\(number)")
        await #expect(throws: Refusal.self) {
          try await Restoring(configuration: other, mayReplace: false).restore(from: "\(folder)/\(number).tar")
        }
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/escaped"))
    }
  }

  @Test(
    "The check finds a count that is wrong and a file that is gone, and nothing on a sound site",
    arguments: Town.engines)
  func check(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "The 61 bus is late again.", "once": "a"])
      try await town.person("bram").signedIn().post(
        "\(posted.path.replacing("/talk/", with: "/posts/"))/replies", ["text": "Mine never came.", "once": "b"])
      let media = try DiskMediaStore(folder: town.program.configuration.data + "/media")
      #expect(try await Checking.problems(of: town.store, media: media) == [])
      let gone = MediaName(of: [1], extension: "webp").text
      try await town.store.write { tx in
        try tx.run("UPDATE post SET reply_count = 7 WHERE parent_id IS NULL")
        try tx.run("UPDATE account SET post_count = post_count + 1 WHERE handle = 'amina'")
        try tx.run(
          "INSERT INTO media (id, owner_id, kind, file, uploaded_at) SELECT 5, id, 1, \(gone), 0 FROM account WHERE handle = 'amina'"
        )
      }
      let problems = try await Checking.problems(of: town.store, media: media)
      #expect(problems.count == 3)
      #expect(
        problems.contains { $0.hasPrefix("conversation.reply_count") && $0.hasSuffix("is 7, and counting gives 1") })
      #expect(problems.contains { $0.hasPrefix("account.post_count") })
      #expect(problems.contains { $0 == "media 5: the file \(gone) is gone" })
    }
  }
}

extension Town {
  fileprivate var secretKey: Data? { FileManager.default.contents(atPath: "\(program.configuration.data)/secret.key") }
}
