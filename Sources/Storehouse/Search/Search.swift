public import Commons

/// Something that can be found.
public struct SearchEntry: Sendable {
  /// What it is: `post`, `account`. With `id` it names the entry.
  public let kind: String
  public let id: Int64
  /// The account it belongs to.
  public let owner: Int64?
  /// The space it stands in.
  public let space: Int64?
  public let at: Moment
  /// Plain words; they count for more than the body's.
  public let title: String
  /// Plain words.
  public let body: String

  public init(kind: String, id: Int64, owner: Int64?, space: Int64?, at: Moment, title: String, body: String) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.space = space
    self.at = at
    self.title = title
    self.body = body
  }
}

/// Something that was found.
public struct SearchHit: Sendable, Hashable {
  public let kind: String
  public let id: Int64
  /// Greater is better. Only hits of one search can be compared.
  public let rank: Double
  /// A few plain words around what was found. Not HTML: escape them.
  public let snippet: String
}

extension WriteTx {
  /// Makes something findable, or changes what it is found by.
  public func index(_ entry: SearchEntry) throws {
    // SQLite's index is kept by triggers; PostgreSQL's is a column, of words that are cut the same way.
    let isPostgres = engine == .postgres
    let words: Query = isPostgres ? ", \(Search.vector(title: entry.title, body: entry.body))" : ""
    let column: Query = isPostgres ? ", words" : ""
    let change: Query = isPostgres ? ", words = excluded.words" : ""
    try run(
      """
      INSERT INTO search_entry (kind, id, owner_id, space_id, at, title, body\(column))
      VALUES (\(entry.kind), \(entry.id), \(entry.owner), \(entry.space), \(entry.at),
        \(entry.title), \(entry.body)\(words))
      ON CONFLICT (kind, id) DO UPDATE SET owner_id = excluded.owner_id, space_id = excluded.space_id, at = excluded.at,
        title = excluded.title, body = excluded.body\(change)
      """)
  }

  /// Makes something unfindable.
  public func unindex(kind: String, id: Int64) throws {
    try run("DELETE FROM search_entry WHERE kind = \(kind) AND id = \(id)")
  }
}

extension ReadTx {
  /// What matches the words that were typed, best first.
  ///
  /// Everything typed has to be found, the last word also as the beginning of one, words in double quotes next to each
  /// other; when nothing has it all, what has some of it is found. Odd input finds nothing and never throws.
  /// - Parameters:
  ///   - kinds: which kinds of entries; none is all.
  ///   - filter: a condition on the entry, under the alias `e`: what the viewer may see.
  public func search(_ typed: String, kinds: [String], filter: Query = "TRUE", limit: Int, offset: Int = 0) throws
    -> [SearchHit]
  {
    let wanted = Search.Wanted(typed)
    guard !wanted.isEmpty, limit > 0, offset >= 0 else { return [] }
    let all = try hits(wanted, matching: .all, kinds: kinds, filter: filter, upTo: offset + limit)
    let found =
      all.isEmpty && wanted.hasSeveral
      ? try hits(wanted, matching: .some, kinds: kinds, filter: filter, upTo: offset + limit) : all
    return Array(found.dropFirst(offset))
  }

  // The best candidates first, and only as many of them are looked at for the viewer as the page needs: the filter is
  // what costs.
  private func hits(_ wanted: Search.Wanted, matching: Search.Matching, kinds: [String], filter: Query, upTo count: Int)
    throws -> [SearchHit]
  {
    let candidates = try self.candidates(wanted, matching: matching, kinds: kinds)
    var hits: [SearchHit] = []
    var start = 0
    while hits.count < count, start < candidates.count {
      let chunk = candidates[start..<min(candidates.count, start + max(50, count + 10))]
      start += chunk.count
      let visible = try all(
        """
        SELECT e.number, e.kind, e.id, e.title, substr(e.body, 1, 6000) FROM search_entry e
        WHERE e.number \(anyOf: chunk.map(\.number)) AND (\(filter))
        """
      ) { row in
        let number: Int64 = try row.take()
        let (kind, id): (String, Int64) = (try row.take(), try row.take())
        return (number, kind, id, try row.take() as String, try row.take() as String)
      }
      let byNumber = Dictionary(visible.map { ($0.0, $0) }, uniquingKeysWith: { first, _ in first })
      for candidate in chunk where hits.count < count {
        guard let (_, kind, id, title, body) = byNumber[candidate.number] else { continue }
        hits.append(
          SearchHit(kind: kind, id: id, rank: candidate.rank, snippet: wanted.snippet(of: body.isEmpty ? title : body)))
      }
    }
    return hits
  }

  private func candidates(_ wanted: Search.Wanted, matching: Search.Matching, kinds: [String]) throws -> [(
    number: Int64, rank: Double
  )] {
    let isOneOfKinds: Query =
      kinds.isEmpty ? "TRUE" : "e.kind IN (" + kinds.sorted().map { "\($0)" as Query }.joined(separator: ", ") + ")"
    // Words that stand in nearly everything would make every entry a candidate: of those only the newest three thousand
    // are ranked.
    switch engine {
    case .sqlite:
      return try all(
        """
        SELECT h.number, h.score FROM (SELECT rowid AS number, bm25(search_index, 6.0, 1.0) AS score FROM search_index
          WHERE search_index MATCH \(wanted.fts5(matching)) ORDER BY rowid DESC LIMIT 3000) h
        JOIN search_entry e ON e.number = h.number WHERE \(isOneOfKinds) ORDER BY h.score, h.number DESC LIMIT 1000
        """
      ) { row in (try row.take(), -(try row.take() as Double)) }
    case .postgres:
      return try all(
        """
        SELECT h.number, h.score FROM (SELECT e.number, ts_rank(e.words, q.query, 1) AS score
          FROM (SELECT \(wanted.tsquery(matching)) AS query) q JOIN search_entry e ON e.words @@ q.query
          WHERE \(isOneOfKinds) LIMIT 3000) h
        ORDER BY h.score DESC, h.number DESC LIMIT 1000
        """
      ) { row in (try row.take(), try row.take()) }
    }
  }
}

/// How what was typed becomes what an engine's index is asked.
enum Search {
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
    var hasSeveral: Bool { parts.count > 1 || parts.contains { $0.count > 1 || $0[0].utf8.count > 4 } }

    private var telling: [[String]] {
      let telling = parts.filter { $0.count > 1 || !Search.common.contains($0[0]) }
      return telling.isEmpty ? parts : telling
    }

    /// For SQLite's FTS5 (its manual, “Full-text query syntax”). Words hold only letters and digits, so nothing in them
    /// is syntax.
    func fts5(_ matching: Matching) -> String {
      let chosen = matching == .some ? telling : parts
      let terms = chosen.enumerated().map { index, words in
        let phrase = "\"" + words.joined(separator: " ") + "\""
        guard index == chosen.count - 1, endsOpen, let word = words.first, word.utf8.count > 2 else { return phrase }
        // The index holds stems, so the beginning of a word that ends inside its suffix needs a shorter one: “housin”
        // of “hous”.
        return matching == .some && chosen.count == 1 && word.count > 5 ? "\"\(word.dropLast(2))\" *" : phrase + " *"
      }
      return terms.joined(separator: matching == .some ? " OR " : " AND ")
    }

    /// For PostgreSQL (its manual, section 12.3.2).
    func tsquery(_ matching: Matching) -> Query {
      let chosen = matching == .some ? telling : parts
      let terms = chosen.enumerated().map { index, words -> Query in
        let phrase = words.joined(separator: " ")
        let whole: Query = "phraseto_tsquery('english', \(phrase)) || phraseto_tsquery('simple', \(phrase))"
        guard index == chosen.count - 1, endsOpen, phrase.utf8.count > 2 else { return "(\(whole))" }
        return "(\(whole) || to_tsquery('simple', \(phrase + ":*")))"
      }
      return terms.joined(separator: matching == .some ? " || " : " && ")
    }

    /// About twenty-five words of `text` around the first of the wanted ones.
    func snippet(of text: String) -> String {
      let stems = parts.flatMap { $0 }.filter { !Search.common.contains($0) || parts.count == 1 }.map(Search.stem)
      let pieces = text.split(whereSeparator: { $0.isWhitespace })
      let first = pieces.firstIndex { piece in
        PlainWords(String(piece), limit: 8).words.contains { word in stems.contains { word.hasPrefix($0) } }
      }
      let start = max(0, (first ?? 0) - 6)
      let end = min(pieces.count, start + 25)
      let words = pieces[start..<end].joined(separator: " ")
      let cut = words.count > 220 ? String(words.prefix(220)) + "…" : words
      return (start > 0 ? "… " : "") + cut + (end < pieces.count && words.count <= 220 ? " …" : "")
    }
  }

  /// A word without its commonest English endings: enough to find it in a text, not to index it.
  static func stem(_ word: String) -> String {
    for ending in ["ing", "ies", "ed", "es", "ly", "s", "y"]
    where word.hasSuffix(ending) && word.count - ending.count >= 3 {
      return String(word.dropLast(ending.count))
    }
    return word
  }
}
