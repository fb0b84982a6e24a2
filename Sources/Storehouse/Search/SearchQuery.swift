/// How what was typed becomes what an engine's index is asked.
enum Search {
  /// How many are ranked together.
  static let block = 80
  static let mostBlocks = 20
  static let titles = 20
  /// Fewer than this, and less will do than was typed.
  static let hardlyAny = 3
  /// Of a whole sentence the rarest words are looked for.
  static let mostOfSome = 8

  /// Words that stand in nearly every text. They are looked for like any others, but not where some of what was typed
  /// is enough.
  static let common: Set<String> = [
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does",
    "for", "from", "get",
    "had", "has", "have", "how", "i", "if", "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our",
    "should", "so", "than",
    "that", "the", "their", "them", "there", "they", "this", "to", "up", "us", "was", "we", "were", "what", "when",
    "where", "which", "who",
    "why", "will", "with", "would", "you", "your",
  ]

  /// Merges some pages of an index's segments; with a negative number of them, begins to bring all segments into one.
  /// - Returns: whether anything was left to do.
  static func merge(_ kind: SearchKind, pages: Int, in tx: WriteTx) throws -> Bool {
    let changes: Query = "SELECT total_changes()"
    let before = try tx.value(changes) ?? 0
    switch kind {
    case .post: try tx.run("INSERT INTO search_post (search_post, rank) VALUES ('merge', \(pages))")
    case .account: try tx.run("INSERT INTO search_account (search_account, rank) VALUES ('merge', \(pages))")
    case .group: try tx.run("INSERT INTO search_group (search_group, rank) VALUES ('merge', \(pages))")
    }
    return (try tx.value(changes) ?? 0) - before >= 2
  }

  /// A tsvector of a title and a body: English stems, and the words as they are for names and for other languages.
  static func vector(title: String, body: String) -> Query {
    // A tsvector holds a megabyte at most.
    let title = PlainWords(title, limit: 2_000).joined
    let body = PlainWords(body, limit: 40_000).joined
    return """
      setweight(to_tsvector('english', \(title)), 'A') || setweight(to_tsvector('simple', \(title)), 'A')
      || setweight(to_tsvector('english', \(body)), 'C') || setweight(to_tsvector('simple', \(body)), 'C')
      """
  }

  /// Whether everything typed has to be found.
  enum Matching { case all, some }

  /// What somebody looks for.
  struct Wanted {
    /// One word, or several that were in quotes.
    var parts: [[String]] = []
    /// The last word was not quoted: it may be the beginning of one.
    var endsOpen = false

    static let mostParts = 20

    init(_ typed: String) {
      for (index, piece) in typed.prefix(400).split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
        let words = PlainWords(String(piece), limit: Wanted.mostParts).words
        guard !words.isEmpty else { continue }
        // Every second piece stood in quotes.
        if index % 2 == 1 { parts.append(words) } else { parts += words.map { [$0] } }
        endsOpen = index % 2 == 0
      }
      parts = Array(parts.prefix(Wanted.mostParts))
    }

    var isEmpty: Bool { parts.isEmpty }

    /// The last word, when it was not quoted and is long enough to be the beginning of one.
    var lastIfOpen: String? {
      guard endsOpen, let last = parts.last, last.count == 1, last[0].utf8.count > 2 else { return nil }
      return last[0]
    }
    var hasSeveral: Bool { parts.count > 1 || parts.contains { $0.count > 1 } }

    /// Without the words that stand in nearly every text, unless there are no others.
    var telling: [[String]] {
      let telling = parts.filter { $0.count > 1 || !Search.common.contains($0[0]) }
      return telling.isEmpty ? parts : telling
    }
  }

  /// What an engine's index is asked for.
  struct Words {
    /// One word, or several that have to stand next to each other.
    let parts: [[String]]
    /// How telling each of them is.
    let weights: [Double]
    let matching: Matching
    /// When the last word may be the beginning of one: words that begin so; with none known, any.
    let completions: [String]?

    /// In the syntax of SQLite's FTS5 (its manual, “Full-text query syntax”). Words hold only letters and digits, so nothing
    /// in them is syntax.
    func fts5(_ kind: SearchKind) -> String {
      let terms = parts.enumerated().map { index, words in
        let phrase = "\"" + words.joined(separator: " ") + "\""
        guard index == parts.count - 1, let completions, let word = words.first else { return phrase }
        if !completions.isEmpty, kind == .post {
          return "(" + ([phrase] + completions.map { "\"\($0)\"" }).joined(separator: " OR ") + ")"
        }
        // The index holds stems, so the beginning of a word that ends inside its suffix needs a shorter one: “housin”
        // of “hous”.
        return word.count > 5 ? "\"\(word.dropLast(2))\" *" : phrase + " *"
      }
      return terms.joined(separator: matching == .some ? " OR " : " AND ")
    }

    static func index(of kind: SearchKind) -> Query {
      switch kind {
      case .post: "search_post"
      case .account: "search_account"
      case .group: "search_group"
      }
    }

    /// A title counts six times as much as a body.
    func sqlite(_ kind: SearchKind, isTitleOnly: Bool = false, before: Int64, most: Int) -> Query {
      // Posts have an index of their titles alone: most have none, and the words of a text are many.
      let hasTitles = isTitleOnly && kind == .post
      let index: Query = hasTitles ? "search_title" : Self.index(of: kind)
      let typed = isTitleOnly && !hasTitles ? "{title} : (\(fts5(kind)))" : fts5(kind)
      let weights = weights.map { ", \($0)" as Query }.joined(separator: "")
      return """
        SELECT rowid, relevance(\(index), 6.0\(weights)) FROM \(index) WHERE \(index) MATCH \(typed) AND rowid < \(before)
        ORDER BY rowid DESC LIMIT \(most)
        """
    }

    /// What to look for in PostgreSQL's syntax (its manual, section 12.3.2).
    var tsquery: Query {
      let terms = parts.enumerated().map { index, words -> Query in
        let phrase = words.joined(separator: " ")
        let whole: Query = "phraseto_tsquery('english', \(phrase)) || phraseto_tsquery('simple', \(phrase))"
        guard index == parts.count - 1, completions != nil else { return "(\(whole))" }
        return "(\(whole) || to_tsquery('simple', \(phrase + ":*")))"
      }
      return terms.joined(separator: matching == .some ? " || " : " && ")
    }

    /// Written out, so that the planner sees which index it is.
    static func isOf(_ kind: SearchKind) -> Query {
      switch kind {
      case .post: "e.kind = 'post'"
      case .account: "e.kind = 'account'"
      case .group: "e.kind = 'group'"
      }
    }

    /// A GIN index knows no order: which of very many are ranked is left to it.
    func postgres(_ kind: SearchKind) -> Query {
      """
      SELECT h.number, h.score FROM (SELECT e.number, ts_rank(e.words, q.query, 1) AS score
          FROM (SELECT \(tsquery) AS query) q
          JOIN search_entry e ON e.words @@ q.query WHERE \(Self.isOf(kind)) LIMIT 3000) h
      ORDER BY h.score DESC, h.number DESC LIMIT 2000
      """
    }
  }
}
