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
