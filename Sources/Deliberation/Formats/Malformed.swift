/// Why a file could not be read: where, and in words for whoever made it.
public struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1; nil when it is about the whole file.
  public let line: Int?
  public let words: String

  public init(line: Int? = nil, _ words: String) {
    self.line = line
    self.words = words
  }

  public var description: String { line.map { "line \($0): \(words)" } ?? words }
}
