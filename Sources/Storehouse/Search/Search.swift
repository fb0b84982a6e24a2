public import Commons

/// What can be found. Each kind has an index of its own, so that looking for a person reads no posts.
public enum SearchKind: String, Sendable, Storable, CaseIterable { case post, account, group }

/// Something that can be found.
public struct SearchEntry: Sendable {
  /// With `id` it names the entry.
  public let kind: SearchKind
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

  public init(kind: SearchKind, id: Int64, owner: Int64?, space: Int64?, at: Moment, title: String, body: String) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.space = space
    self.at = at
    self.title = title
    self.body = body
  }
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
  public func unindex(kind: SearchKind, id: Int64) throws {
    try run("DELETE FROM search_entry WHERE kind = \(kind) AND id = \(id)")
  }
}

extension ReadTx {
  /// What matches the words that were typed, best first.
  ///
  /// Everything typed has to be found, words in double quotes next to each other; where hardly anything has it all, what has
  /// the last word as the beginning of one comes after; when nothing has it all, what has some of it is found. Odd input finds nothing and never throws.
  ///
  /// Of very many that match, the newest eighty are ranked, with those twenty that have it in the title, then the eighty
  /// before them, and so on: a word that stands in nearly everything would otherwise make every entry a candidate.
  /// - Parameter find: what the viewer may see of these, by id, with whatever a page needs of it. It is asked about the best
  ///   first, and only about as many as the page needs.
  public func search<Found>(
    _ typed: String, kind: SearchKind, limit: Int, offset: Int = 0, find: ([Int64]) throws -> [Int64: Found]
  ) throws -> [Found] {
    let wanted = Search.Wanted(typed)
    guard !wanted.isEmpty, limit > 0, offset >= 0 else { return [] }
    let most = offset + limit
    var seen: Set<Int64> = []
    var found: [Found] = []
    func look(for words: Search.Words) throws {
      var before = Int64.max
      for _ in 0..<Search.mostBlocks {
        let block = try candidates(words, kind, before: before)
        var rest = block.best.filter { !seen.contains($0.number) }[...]
        while found.count < most, !rest.isEmpty {
          let chunk = rest.prefix(most - found.count + 4).map(\.number)
          rest = rest.dropFirst(chunk.count)
          seen.formUnion(chunk)
          let ids = try ids(ofEntries: chunk)
          let shown = try find(chunk.compactMap { ids[$0] })
          found += chunk.compactMap { ids[$0].flatMap { shown[$0] } }.prefix(most - found.count)
        }
        guard found.count < most, let oldest = block.oldest else { break }
        before = oldest
      }
    }
    if kind == .post {
      try look(for: words(wanted, .all, kind))
      if found.count < Search.hardlyAny, let open = wanted.lastIfOpen {
        try look(for: words(wanted, .all, kind, completions: completions(of: open)))
      }
    } else {
      // Names are few and short, so that everything that begins with what was typed can be found at once.
      try look(for: words(wanted, .all, kind, completions: wanted.lastIfOpen == nil ? nil : []))
    }
    if found.isEmpty, wanted.hasSeveral { try look(for: words(wanted, .some, kind)) }
    return Array(found.dropFirst(offset))
  }

  private func ids(ofEntries numbers: [Int64]) throws -> [Int64: Int64] {
    let pairs = try all("SELECT number, id FROM search_entry WHERE number \(anyOf: numbers)") { row in
      (try row.take() as Int64, try row.take() as Int64)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The commonest words that begin so, of those that were counted. An index of a million entries takes too long to find
  /// everything that begins with three letters.
  private func completions(of beginning: String) throws -> [String] {
    try all(
      """
      SELECT word FROM (SELECT word, entries FROM search_word WHERE word > \(beginning) AND word <= \(beginning + "zzzzzzzz")
        ORDER BY word LIMIT 1000) w ORDER BY entries DESC, word LIMIT 6
      """
    ) { row in try row.take() }
  }

  private func words(
    _ wanted: Search.Wanted, _ matching: Search.Matching, _ kind: SearchKind, completions: [String]? = nil
  ) throws -> Search.Words {
    var parts = matching == .all ? wanted.parts : wanted.telling
    var weights = parts.count == 1 ? [1] : try Vocabulary.weights(of: parts, in: self)
    if parts.count > Search.mostOfSome, matching == .some {
      let rarest = parts.indices.sorted { weights[$0] > weights[$1] }.prefix(Search.mostOfSome).sorted()
      (parts, weights) = (rarest.map { parts[$0] }, rarest.map { weights[$0] })
    }
    return Search.Words(parts: parts, weights: weights, matching: matching, completions: completions)
  }

  /// The next block of what matches, best first, and below which number the one after it begins; nil at the end.
  private func candidates(_ words: Search.Words, _ kind: SearchKind, before: Int64) throws -> (
    best: [(number: Int64, rank: Double)], oldest: Int64?
  ) {
    func ask(_ query: Query) throws -> [(Int64, Double)] {
      try all(query) { row in (try row.take(), try row.take()) }
    }
    guard engine == .sqlite else { return (try ask(words.postgres(kind)), nil) }
    let newest = try ask(words.sqlite(kind, before: before, most: Search.block))
    var ranks = Dictionary(newest, uniquingKeysWith: max)
    if before == .max, newest.count == Search.block, words.parts.count == 1 {
      let titles = try ask(words.sqlite(kind, isTitleOnly: true, before: before, most: Search.titles))
      ranks.merge(titles, uniquingKeysWith: max)
    }
    let best = ranks.map { (number: $0.key, rank: $0.value) }.sorted { ($0.rank, $0.number) > ($1.rank, $1.number) }
    return (best, newest.count == Search.block ? newest.last?.0 : nil)
  }
}

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
    private func fts5(_ kind: SearchKind) -> String {
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

    /// A title counts six times as much as a body.
    func sqlite(_ kind: SearchKind, isTitleOnly: Bool = false, before: Int64, most: Int) -> Query {
      let index: Query =
        switch kind {
        case .post: "search_post"
        case .account: "search_account"
        case .group: "search_group"
        }
      let typed = isTitleOnly ? "{title} : (\(fts5(kind)))" : fts5(kind)
      let weights = weights.map { ", \($0)" as Query }.joined(separator: "")
      return """
        SELECT rowid, relevance(\(index), 6.0\(weights)) FROM \(index) WHERE \(index) MATCH \(typed) AND rowid < \(before)
        ORDER BY rowid DESC LIMIT \(most)
        """
    }

    /// In PostgreSQL's (its manual, section 12.3.2). A GIN index knows no order: which of very many are ranked is left to it.
    func postgres(_ kind: SearchKind) -> Query {
      let terms = parts.enumerated().map { index, words -> Query in
        let phrase = words.joined(separator: " ")
        let whole: Query = "phraseto_tsquery('english', \(phrase)) || phraseto_tsquery('simple', \(phrase))"
        guard index == parts.count - 1, completions != nil else { return "(\(whole))" }
        return "(\(whole) || to_tsquery('simple', \(phrase + ":*")))"
      }
      // Written out, so that the planner sees which index it is.
      let isOfKind: Query =
        switch kind {
        case .post: "e.kind = 'post'"
        case .account: "e.kind = 'account'"
        case .group: "e.kind = 'group'"
        }
      return """
        SELECT h.number, h.score FROM (SELECT e.number, ts_rank(e.words, q.query, 1) AS score
          FROM (SELECT \(terms.joined(separator: matching == .some ? " || " : " && ")) AS query) q
          JOIN search_entry e ON e.words @@ q.query WHERE \(isOfKind) LIMIT 3000) h
        ORDER BY h.score DESC, h.number DESC LIMIT 2000
        """
    }
  }
}
