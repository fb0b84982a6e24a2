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
      throw Self.refused("\(path): \(Self.isFolder(path) ? "this is a folder, not a file" : Self.missing(path)).")
    }
    bytes = Array(data)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Why there is nothing to read: somebody may have named a file where a folder of files is meant.
  private static func missing(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    guard !folder.isEmpty, FileManager.default.fileExists(atPath: folder), !isFolder(folder) else {
      return "there is no file that can be read"
    }
    return "“\(folder)” is a file, not a folder"
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
    note(words)
    return ExitCode(2)
  }

  /// Says something beside the result, on standard error.
  static func note(_ words: String) { try? FileHandle.standardError.write(contentsOf: Data((words + "\n").utf8)) }
}
