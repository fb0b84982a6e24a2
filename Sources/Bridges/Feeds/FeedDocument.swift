import Commons
import Community

/// A feed before it is written: what Atom, RSS and JSON Feed all have words for. Paths, not addresses: the one who writes makes them whole.
struct FeedDocument: Sendable {
  let title: String
  let about: String
  /// The page that it is the feed of.
  let page: String
  /// Its own path without the ending that says the format.
  let path: String
  /// Its own query, without a `?`; empty when there is none.
  var query = ""
  var language = "en"
  var picture: String?
  let siteName: String
  /// Where nothing was said yet, since when there is something to say it in.
  let since: Moment
  let entries: [Entry]
  /// The query of the page before this one, nil when this is the last.
  let next: String?

  struct Entry: Sendable {
    let id: Key<Post>
    let path: String
    /// Nil for a post without one.
    let title: String?
    /// What stands for a title where one is needed.
    let beginning: String
    /// HTML with whole addresses.
    let html: String
    let contentNote: String?
    let author: Face
    let publishedAt: Moment
    let editedAt: Moment?
    let language: String
    let topics: [String]
    let files: [Attachment]
    let parent: Key<Post>?

    var updatedAt: Moment { max(publishedAt, editedAt ?? publishedAt) }
  }

  var updatedAt: Moment { entries.map(\.updatedAt).max() ?? since }

  /// Its address in a format.
  func address(_ format: FeedFormat, site: String, query: String? = nil) -> String {
    let query = query ?? self.query
    return site + path + format.ending + (query.isEmpty ? "" : "?\(query)")
  }
}

/// How a feed is written.
enum FeedFormat: CaseIterable, Sendable {
  case atom, rss, json

  /// Every ending that is no page's: those of feeds, and a calendar's.
  static let endings = allCases.map(\.ending) + [".ics"]

  var ending: String {
    switch self {
    case .atom: ".atom"
    case .rss: ".rss"
    case .json: ".json"
    }
  }

  var type: String {
    switch self {
    case .atom: "application/atom+xml"
    case .rss: "application/rss+xml"
    case .json: "application/feed+json"
    }
  }

  var name: String {
    switch self {
    case .atom: "Atom (RFC 4287)"
    case .rss: "RSS 2.0"
    case .json: "JSON Feed 1.1"
    }
  }
}
