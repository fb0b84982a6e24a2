/// Where letters leave the site: `SMTPLetterbox` sends them, `FolderLetterbox` keeps them as files.
public protocol Letterbox: Sendable {
  /// Hands over one letter. When it returns, the letter is someone else's to deliver, or is on the disk.
  ///
  /// - Throws: `LetterboxFault`.
  func deliver(_ letter: Letter) async throws
}

/// Why a letter was not handed over; the text is for the log and for stewards.
public enum LetterboxFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// It will never go: the server refused this letter or this address (a reply of the 500s). Do not try again.
  case permanent(String)
  /// It may go later: the server is away, busy (a reply of the 400s), or does not accept our name and password.
  case temporary(String)

  public var description: String {
    switch self {
    case .permanent(let text): "permanent: \(text)"
    case .temporary(let text): "temporary: \(text)"
    }
  }
}
