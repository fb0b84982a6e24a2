import Foundation
import Testing

@testable import Secrets

@Suite struct SecretKeyTests {
  @Test("The key is made once, for its owner alone, and is the same at the next start") func made() throws {
    try inFolder { folder in
      let path = folder + "/secret.key"
      let first = try SecretKey.loadOrCreate(path)
      let second = try SecretKey.loadOrCreate(path)
      #expect(first.code(for: [1]) == second.code(for: [1]))
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(attributes[.size] as? Int == 32)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secret.key"])
    }
  }

  @Test("Processes that start at once all get the same key") func race() async throws {
    let folder = try newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let codes = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 { group.addTask { try SecretKey.loadOrCreate(folder + "/secret.key").code(for: [1]) } }
      return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    #expect(codes.count == 1)
  }

  @Test("A key that other users could read is closed to them") func closed() throws {
    try inFolder { folder in
      let path = folder + "/secret.key"
      try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      _ = try SecretKey.loadOrCreate(path)
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("A file that is not 32 bytes is not taken for a key, and is left as it is", arguments: [0, 31, 33])
  func wrongSize(count: Int) throws {
    try inFolder { folder in
      let path = folder + "/secret.key"
      try Data(repeating: 7, count: count).write(to: URL(fileURLWithPath: path))
      #expect(throws: SecretFault.self) { try SecretKey.loadOrCreate(path) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == count)
    }
  }

  @Test("A folder that is not there is a fault that names the file") func noFolder() {
    let fault = #expect(throws: SecretFault.self) { try SecretKey.loadOrCreate("/nowhere/at/all/secret.key") }
    #expect(fault?.description.contains("/nowhere/at/all/secret.key") == true)
  }

  private func newFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/secrets-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
}
