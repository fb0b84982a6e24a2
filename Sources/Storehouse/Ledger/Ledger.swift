public import Commons

/// Someone who is told of what has happened, durably: each happening once, in the transaction that notes it as heard.
public struct Listener: Sendable {
  public let name: String
  public let kinds: Set<Happening.Kind>
  public let fromStart: Bool
  let handle: @Sendable (RecordedHappening, WriteTx) throws -> Void

  public init(
    name: String, kinds: Set<Happening.Kind>, fromStart: Bool = false, handle: @escaping @Sendable (RecordedHappening, WriteTx) throws -> Void
  ) {
    self.name = name
    self.kinds = kinds
    self.fromStart = fromStart
    self.handle = handle
  }
}

public struct Ledger: Sendable {
  public init(store: any Store, listeners: [Listener], log: @escaping @Sendable (String) -> Void = { _ in }) {}
  public func run() async {}
}
