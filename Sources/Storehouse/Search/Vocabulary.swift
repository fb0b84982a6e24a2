import Commons
import Glibc

/// The words that entries are made of, for “did you mean”. A job counts those that everyone may read; a word is offered
/// once two people have used it and it stands in three entries, so that nothing private is given away.
enum Vocabulary {
  static let leastEntries = 3
  static let batch = 200

  // Entries are counted once, in the order they came; after a week all of them anew, because some have gone or changed.
  // It rests nine times as long as it works: counting a million entries is not felt by those who wait for a page.
  static let count: JobHandler = { run in
    let clock = ContinuousClock()
    var began = clock.now
    while try await run.store.write({ tx in try Vocabulary.countNext(in: tx) }) {
      try await Task.sleep(for: (clock.now - began) * 9)
      began = clock.now
    }
  }

  /// Counts the next few entries.
  /// - Returns: whether there are more.
  static func countNext(in tx: WriteTx) throws -> Bool {
    let (number, startedAt) = try progress(in: tx)
    if tx.now - startedAt > .days(7) { try startAnew(in: tx) }
    let after = tx.now - startedAt > .days(7) ? 0 : number
    let entries = try tx.all(
      """
      SELECT number, owner_id, title, body, NOT (\(isPrivate)) FROM search_entry WHERE number > \(after)
      ORDER BY number LIMIT \(batch)
      """
    ) {
      row in
      (
        number: try row.take() as Int64, owner: try row.take() as Int64?,
        text: try row.take() + " " + (try row.take() as String), isPublic: try row.take() as Bool
      )
    }
    guard let last = entries.last else { return false }
    var words: [String: (entries: Int, owners: Set<Int64>)] = [:]
    for entry in entries where entry.isPublic {
      for word in Set(PlainWords(entry.text, limit: 5_000).words) where isWorthKeeping(word) {
        words[word, default: (0, [])].entries += 1
        // Two are enough to know.
        if let owner = entry.owner, words[word, default: (0, [])].owners.count < 2 {
          words[word, default: (0, [])].owners.insert(owner)
        }
      }
    }
    // In order: two counters at once then lock in the same order.
    let seen = words.sorted { $0.key < $1.key }.map {
      Seen(word: $0.key, entries: $0.value.entries, owners: $0.value.owners)
    }
    for some in handfuls(of: seen) { try note(some, in: tx) }
    try tx.run("UPDATE search_word_progress SET number = \(last.number)")
    return entries.count == batch
  }

  // Two members of a private group would be enough to make a word known to everybody.
  private static let isPrivate: Query = """
    search_entry.kind = 'post'
      AND EXISTS (SELECT 1 FROM post p WHERE p.id = search_entry.id AND (p.audience <> 0 OR p.state <> 0))
    """

  private static func progress(in tx: WriteTx) throws -> (number: Int64, startedAt: Moment) {
    if let found = try tx.first(
      "SELECT number, started_at FROM search_word_progress",
      { row in (try row.take() as Int64, try row.take() as Moment) })
    {
      return found
    }
    try tx.run("INSERT INTO search_word_progress (number, started_at) VALUES (0, \(tx.now))")
    return (0, tx.now)
  }

  private static func startAnew(in tx: WriteTx) throws {
    try tx.run("DELETE FROM search_word_part")
    try tx.run("DELETE FROM search_word")
    try tx.run("UPDATE search_word_progress SET number = 0, started_at = \(tx.now)")
  }

  private static func isWorthKeeping(_ word: String) -> Bool {
    (4...24).contains(word.count) && !word.utf8.contains { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  private struct Seen {
    let word: String
    let entries: Int
    let owners: Set<Int64>
  }

  // Many rows a statement, in few different sizes, so that few statements are prepared.
  private static func handfuls<Item>(of items: [Item]) -> [ArraySlice<Item>] {
    var handfuls: [ArraySlice<Item>] = []
    var rest = items[...]
    for size in [64, 8, 1] {
      while rest.count >= size {
        handfuls.append(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
    }
    return handfuls
  }

  private static func note(_ some: ArraySlice<Seen>, in tx: WriteTx) throws {
    let rows = some.map { "(\($0.word), \($0.entries), \($0.owners.min()), \($0.owners.count > 1))" as Query }
    try tx.run(
      """
      INSERT INTO search_word (word, entries, owner_id, is_shared) VALUES \(rows.joined(separator: ", "))
      ON CONFLICT (word) DO UPDATE SET entries = search_word.entries + excluded.entries,
        is_shared = search_word.is_shared OR excluded.is_shared
          OR COALESCE(search_word.owner_id <> excluded.owner_id, FALSE)
      """)
    let words = some.map { "\($0.word)" as Query }.joined(separator: ", ")
    let offered = try tx.all(
      """
      UPDATE search_word SET is_offered = TRUE
      WHERE word IN (\(words)) AND NOT is_offered AND is_shared AND entries >= \(leastEntries) RETURNING word
      """
    ) { row in try row.take() as String }
    for some in handfuls(of: offered.sorted().flatMap { word in parts(of: word).map { (part: $0, word: word) } }) {
      let rows = some.map { "(\($0.part), \($0.word))" as Query }.joined(separator: ", ")
      try tx.run("INSERT INTO search_word_part (part, word) VALUES \(rows) ON CONFLICT DO NOTHING")
    }
  }

  /// How telling each of these is: a word that few entries have tells more than one that many have (the inverse document
  /// frequency of Robertson and Spärck Jones 1976, kept above zero). Of several words next to each other the rarest counts.
  static func weights(of parts: [[String]], in tx: ReadTx) throws -> [Double] {
    let words = Set(parts.joined()).sorted().map { "\($0)" as Query }.joined(separator: ", ")
    let found = try tx.all("SELECT word, entries FROM search_word WHERE word IN (\(words))") { row in
      (try row.take() as String, try row.take() as Int)
    }
    let entries = Dictionary(found, uniquingKeysWith: { first, _ in first })
    // Entries are numbered through, so the last number tells how many there are.
    let all = Double(try tx.value("SELECT max(number) FROM search_entry") ?? 1)
    return parts.map { words in
      let rarest = Double(words.map { entries[$0] ?? 0 }.min() ?? 0)
      return log(1 + max(0, all - rarest + 0.5) / (rarest + 0.5))
    }
  }

  /// The word, and the word with any one letter left out: two words of which these lists meet are at most a few slips
  /// apart (the idea of W. Garbe's SymSpell, 2012).
  static func parts(of word: String) -> [String] {
    let letters = Array(word)
    var parts: Set<String> = [word]
    for index in letters.indices {
      var shorter = letters
      shorter.remove(at: index)
      parts.insert(String(shorter))
    }
    return parts.sorted()
  }

  /// How many letters have to be put in, taken out, changed or swapped with their neighbour (optimal string alignment
  /// distance).
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in 1...left.count {
      var row = [i] + [Int](repeating: 0, count: right.count)
      for j in 1...right.count {
        let change = left[i - 1] == right[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}

extension ReadTx {
  /// Another spelling of what was typed that more entries have; nil when there is none.
  public func suggest(_ typed: String) throws -> String? {
    var hasChanged = false
    let words = try PlainWords(typed, limit: 12).words.map { word in
      guard let better = try betterSpelling(of: word) else { return word }
      hasChanged = true
      return better
    }
    return hasChanged ? words.joined(separator: " ") : nil
  }

  private func betterSpelling(of word: String) throws -> String? {
    guard (4...24).contains(word.count),
      try !exists("SELECT 1 FROM search_word WHERE word = \(word) AND (is_offered OR entries > 5)")
    else {
      return nil
    }
    let parts = Vocabulary.parts(of: word).map { "\($0)" as Query }.joined(separator: ", ")
    let near = try all(
      """
      SELECT DISTINCT w.word, w.entries FROM search_word_part p JOIN search_word w ON w.word = p.word
      WHERE p.part IN (\(parts))
      """
    ) { row in (word: try row.take() as String, entries: try row.take() as Int) }
    let mostSlips = word.count < 6 ? 1 : 2
    return near.map { (distance: Vocabulary.distance(word, $0.word), found: $0) }
      .filter { $0.distance <= mostSlips }
      .min { ($0.distance, $1.found.entries, $0.found.word) < ($1.distance, $0.found.entries, $1.found.word) }?.found
      .word
  }
}
