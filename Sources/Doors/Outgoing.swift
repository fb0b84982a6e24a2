import Commons
import Glibc
import NIOCore
import Pages
import Synchronization

/// The page that a handler has made, on its way to the threshold, which knows how it is to be sent.
public final class Outgoing: Sendable {
  private let page = Mutex(Made())

  struct Made {
    var bytes: [UInt8]?
    /// Whether the same bytes will do for the same visitor while nothing changes.
    var isRemembered = false
    /// Keys of forms on the page: each time it is sent they are made anew.
    var tokens: [String] = []
  }

  init() {}

  var made: Made { page.withLock { $0 } }

  func put(_ bytes: [UInt8], isRemembered: Bool) {
    page.withLock { page in
      page.bytes = bytes
      page.isRemembered = isRemembered
    }
  }

  func note(token: String) { page.withLock { $0.tokens.append(token) } }
}

/// A page that can be sent again.
struct RememberedPage: Sendable {
  /// What two requests must have in common to be answered alike.
  struct Name: Hashable, Sendable {
    /// 0 for a visitor.
    let viewer: Int64
    let address: String
    let language: Language
    let theme: Theme
    let hasStylesheetCached: Bool
    let isCompressed: Bool
    /// What this process has told of: the page's stream of news begins there.
    let liveAfter: Int64?
  }

  let body: ByteBuffer
  let isCompressed: Bool
  /// Where the keys of forms stand in the body, and how long they are.
  let tokens: [Range<Int>]
}

extension [UInt8] {
  /// Where these texts stand in it, each wherever it stands.
  func places(of texts: [String]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for text in texts {
        let wanted = Array<UInt8>(text.utf8)
        guard let first = wanted.first else { continue }
        var start = 0
        while start + wanted.count <= bytes.count,
          let found = memchr(base + start, CInt(first), bytes.count - wanted.count - start + 1)
        {
          let place = UnsafeRawPointer(found) - base
          if memcmp(found, wanted, wanted.count) == 0 { places.append(place..<(place + wanted.count)) }
          start = place + 1
        }
      }
    }
    return places
  }
}
