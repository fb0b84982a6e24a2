/// Something is wrong with the keeping of secrets; for the log, never for a visitor.
public struct SecretFault: Error, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
