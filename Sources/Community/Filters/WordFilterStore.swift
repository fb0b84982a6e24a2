package import Commons
package import Storehouse

package enum WordFilterStore {
  // MARK: Reading

  /// Somebody's filters with their words and posts, the oldest first; those that have ended too.
  package static func filters(of member: Key<Account>, in tx: ReadTx) throws -> [WordFilter] {
    try filters(where: "account_id = \(member)", in: tx)
  }

  /// - Throws: `Refusal.notFound` when there is none of this key that is the member's.
  package static func filter(_ id: Key<WordFilter>, of member: Key<Account>, in tx: ReadTx) throws -> WordFilter {
    guard let filter = try filters(where: "account_id = \(member) AND id = \(id)", in: tx).first else {
      throw Refusal.notFound
    }
    return filter
  }

  private static func filters(where which: Query, in tx: ReadTx) throws -> [WordFilter] {
    var filters = try tx.all(
      "SELECT id, title, contexts, action, ends_at FROM word_filter WHERE \(which) ORDER BY id"
    ) { row in
      WordFilter(
        id: try row.take(), title: try row.take(), contexts: try row.take(), action: try row.take(),
        endsAt: try row.take())
    }
    guard !filters.isEmpty else { return [] }
    let ids = filters.map(\.id)
    let words = try tx.all(
      "SELECT id, filter_id, word, is_whole FROM word_filter_word WHERE filter_id \(anyOf: ids) ORDER BY filter_id, id"
    ) { row in
      WordFilter.Word(id: try row.take(), filter: try row.take(), word: try row.take(), isWhole: try row.take())
    }
    let posts = try tx.all(
      "SELECT id, filter_id, post_id FROM word_filter_post WHERE filter_id \(anyOf: ids) ORDER BY filter_id, id"
    ) { row in WordFilter.Listed(id: try row.take(), filter: try row.take(), post: try row.take()) }
    for index in filters.indices {
      filters[index].words = words.filter { $0.filter == filters[index].id }
      filters[index].posts = posts.filter { $0.filter == filters[index].id }
    }
    return filters
  }

  /// The filter that a word stands in.
  package static func filter(
    ofWord id: Key<WordFilter.Word>, of member: Key<Account>, in tx: ReadTx
  ) throws -> WordFilter {
    let filter: Key<WordFilter>? = try tx.value("SELECT filter_id FROM word_filter_word WHERE id = \(id)")
    guard let filter else { throw Refusal.notFound }
    return try WordFilterStore.filter(filter, of: member, in: tx)
  }

  /// The filter that a post is listed in.
  package static func filter(
    ofListed id: Key<WordFilter.Listed>, of member: Key<Account>, in tx: ReadTx
  ) throws -> WordFilter {
    let filter: Key<WordFilter>? = try tx.value("SELECT filter_id FROM word_filter_post WHERE id = \(id)")
    guard let filter else { throw Refusal.notFound }
    return try WordFilterStore.filter(filter, of: member, in: tx)
  }

  static func count(of member: Key<Account>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM word_filter WHERE account_id = \(member)") ?? 0
  }

  /// What is left out of somebody's lists.
  struct Hidden: Sendable {
    let contexts: Int
    let word: String?
    let isWhole: Bool
    let post: Key<Post>?
  }

  static func hidden(from member: Key<Account>, in tx: ReadTx) throws -> [Hidden] {
    let holds: Query = "f.account_id = \(member) AND f.action = 1 AND (f.ends_at IS NULL OR f.ends_at > \(tx.now))"
    return try tx.all(
      """
      SELECT f.contexts, w.word, w.is_whole, NULL FROM word_filter f JOIN word_filter_word w ON w.filter_id = f.id WHERE \(holds)
      UNION ALL SELECT f.contexts, NULL, FALSE, l.post_id FROM word_filter f JOIN word_filter_post l ON l.filter_id = f.id WHERE \(holds)
      """
    ) { row in
      Hidden(contexts: try row.take(), word: try row.take(), isWhole: try row.take(), post: try row.take())
    }
  }

  /// The words that are hidden, for the page of settings.
  static func hiddenWords(of member: Key<Account>, in tx: ReadTx) throws -> [String] {
    try tx.all(
      """
      SELECT DISTINCT w.word FROM word_filter f JOIN word_filter_word w ON w.filter_id = f.id
      WHERE f.account_id = \(member) AND f.action = 1 AND (f.ends_at IS NULL OR f.ends_at > \(tx.now)) ORDER BY w.word
      """
    ) { row in try row.take() }
  }

  // MARK: Writing

  static func insert(
    title: String, contexts: Int, action: WordFilter.Action, endsAt: Moment?, of member: Key<Account>, in tx: WriteTx
  ) throws -> Key<WordFilter> {
    let id = tx.mint(WordFilter.self)
    try tx.run(
      """
      INSERT INTO word_filter (id, account_id, title, contexts, action, ends_at, made_at)
      VALUES (\(id), \(member), \(title), \(contexts), \(action), \(endsAt), \(tx.now))
      """)
    return id
  }

  static func set(
    _ id: Key<WordFilter>, title: String, contexts: Int, action: WordFilter.Action, endsAt: Moment?, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      UPDATE word_filter SET title = \(title), contexts = \(contexts), action = \(action), ends_at = \(endsAt)
      WHERE id = \(id)
      """)
  }

  static func delete(_ id: Key<WordFilter>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM word_filter_word WHERE filter_id = \(id)")
    try tx.run("DELETE FROM word_filter_post WHERE filter_id = \(id)")
    try tx.run("DELETE FROM word_filter WHERE id = \(id)")
  }

  static func insert(word: String, isWhole: Bool, in filter: Key<WordFilter>, tx: WriteTx) throws -> Key<
    WordFilter.Word
  > {
    let id = tx.mint(WordFilter.Word.self)
    try tx.run(
      "INSERT INTO word_filter_word (id, filter_id, word, is_whole) VALUES (\(id), \(filter), \(word), \(isWhole))")
    return id
  }

  static func set(_ id: Key<WordFilter.Word>, word: String, isWhole: Bool, in tx: WriteTx) throws {
    try tx.run("UPDATE word_filter_word SET word = \(word), is_whole = \(isWhole) WHERE id = \(id)")
  }

  static func delete(word id: Key<WordFilter.Word>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM word_filter_word WHERE id = \(id)")
  }

  static func insert(post: Key<Post>, in filter: Key<WordFilter>, tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO word_filter_post (id, filter_id, post_id) VALUES (\(tx.mint(WordFilter.Listed.self)), \(filter), \(post))
      ON CONFLICT DO NOTHING
      """)
  }

  static func delete(listed id: Key<WordFilter.Listed>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM word_filter_post WHERE id = \(id)")
  }

  /// Takes a word out of every filter of somebody's that hides it, and those filters that then hide nothing.
  static func deleteHidden(_ word: String, of member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      DELETE FROM word_filter_word WHERE word = \(word)
        AND filter_id IN (SELECT id FROM word_filter WHERE account_id = \(member) AND action = 1)
      """)
    try tx.run(
      """
      DELETE FROM word_filter WHERE account_id = \(member) AND action = 1
        AND NOT EXISTS (SELECT 1 FROM word_filter_word w WHERE w.filter_id = word_filter.id)
        AND NOT EXISTS (SELECT 1 FROM word_filter_post l WHERE l.filter_id = word_filter.id)
      """)
  }

  /// Takes out everything that somebody filtered.
  package static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    let filters: Query = "SELECT id FROM word_filter WHERE account_id = \(account)"
    try tx.run("DELETE FROM word_filter_word WHERE filter_id IN (\(filters))")
    try tx.run("DELETE FROM word_filter_post WHERE filter_id IN (\(filters))")
    try tx.run("DELETE FROM word_filter WHERE account_id = \(account)")
  }
}
