import ArgumentParser
import Deliberation
import Foundation

/// A file that somebody asks to have counted.
struct TallyFile {
  let path: String
  let bytes: [UInt8]

  /// - Throws: `ExitCode(2)`, with the reason on standard error, when it cannot be read.
  init(_ path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Self.refused("\(path): there is no file that can be read.")
    }
    bytes = Array(data)
  }

  /// What `parse` makes of it.
  /// - Throws: `ExitCode(2)`, with file, line and words on standard error, when it is malformed.
  func read<Value>(_ parse: ([UInt8]) throws(Malformed) -> Value) throws -> Value {
    do { return try parse(bytes) } catch {
      throw Self.refused(error.line.map { "\(path):\($0): \(error.words)" } ?? "\(path): \(error.words)")
    }
  }

  /// Says why on standard error; the command ends with status 2.
  static func refused(_ words: String) -> ExitCode {
    try? FileHandle.standardError.write(contentsOf: Data((words + "\n").utf8))
    return ExitCode(2)
  }
}
