public import Commons

/// What a room does beside answering requests: its part in the whole, handed to those who run it without importing it.
public struct Room: Sendable {
  public let name: String
  /// What it does when something has happened.
  public var listeners: [Listener]
  /// What it does again and again.
  public var recurring: [Recurring]
  /// How it does its jobs, by kind.
  public var jobs: [String: JobHandler]
  /// What of its can be reported and acted upon.
  public var subjects: [Subject]
  /// What of a person's it hands out to them, under the name of the folder it goes into.
  public var export: (@Sendable (Key<Account>, ReadTx) throws -> [ExportFile])?
  /// Takes out what must not stay when a person is erased.
  public var erase: (@Sendable (Key<Account>, WriteTx) throws -> Void)?

  public init(
    _ name: String, listeners: [Listener] = [], recurring: [Recurring] = [], jobs: [String: JobHandler] = [:],
    subjects: [Subject] = [],
    export: (@Sendable (Key<Account>, ReadTx) throws -> [ExportFile])? = nil,
    erase: (@Sendable (Key<Account>, WriteTx) throws -> Void)? = nil
  ) {
    self.name = name
    self.listeners = listeners
    self.recurring = recurring
    self.jobs = jobs
    self.subjects = subjects
    self.export = export
    self.erase = erase
  }
}

/// One file of what a person takes away.
public struct ExportFile: Sendable {
  public let name: String
  public let bytes: [UInt8]
  public init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
