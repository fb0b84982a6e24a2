internal import Commons
internal import Dispatch
internal import Glibc

/// Keeps letters as `.eml` files, which mail programs open, in a folder that only the site's user may read: for trying
/// the site out, and until a mail server is set up.
///
/// Names sort by time: `2026-11-23T090500.000Z-7312.weekly.eml`. The same letter delivered twice is one file.
public struct FolderLetterbox: Letterbox {
  private let folder: String
  private let sender: Letter.Party
  private let queue = DispatchQueue(label: "letterbox.folder")

  /// - Parameter folder: made with the first letter, when only its last part is missing.
  public init(folder: String, sender: Letter.Party) {
    self.folder = folder
    self.sender = sender
  }

  public func deliver(_ letter: Letter) async throws {
    let message = letter.message(from: sender)
    let name = FolderLetterbox.name(letter)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      queue.async { [folder] in continuation.resume(with: Result { try FolderLetterbox.write(message, name, folder) }) }
    }
  }

  static func name(_ letter: Letter) -> String {
    "\(letter.at.iso8601.replacing(":", with: ""))-\(letter.id.text.prefix { $0 != "@" }).eml"
  }

  /// Whole or not at all: written beside its place, brought to the disk, then renamed.
  private static func write(_ message: [UInt8], _ name: String, _ folder: String) throws(LetterboxFault) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw fault(folder) }
    let path = "\(folder)/\(name)"
    let draft = "\(folder)/.\(name).draft"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw fault(draft) }
    var written = 0
    while written < message.count {
      let count = message[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      written += count
    }
    let isOnDisk = written == message.count && fsync(file) == 0
    let reason = fault(draft)
    close(file)
    guard isOnDisk else {
      unlink(draft)
      throw reason
    }
    guard rename(draft, path) == 0 else { throw fault(path) }
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
  }

  private static func fault(_ path: String) -> LetterboxFault {
    .temporary("\(path): \(String(cString: strerror(errno)))")
  }
}
