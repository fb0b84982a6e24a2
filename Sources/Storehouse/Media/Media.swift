/// Where files are kept.
public protocol MediaStore: Sendable {
  func put(_ bytes: [UInt8], named name: MediaName) async throws
  func get(_ name: MediaName) async throws -> [UInt8]?
  func delete(_ name: MediaName) async throws
}
public struct MediaName: Sendable, Hashable { public let text: String }
public struct DiskMediaStore: MediaStore {
  public init(folder: String) throws {}
  public func put(_ bytes: [UInt8], named name: MediaName) async throws {}
  public func get(_ name: MediaName) async throws -> [UInt8]? { nil }
  public func delete(_ name: MediaName) async throws {}
}
