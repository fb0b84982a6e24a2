import Commons
import Community
import Storehouse

/// Words and posts that somebody does not want to meet: the row of `word_filter`.
struct WordFilter: Sendable {
  let id: Key<WordFilter>
  let title: String
  let contexts: Int
  let action: Action
  let endsAt: Moment?
  var words: [Word] = []
  var posts: [Listed] = []

  enum Action: Int, Sendable, CaseIterable, Storable { case warn = 0, hide = 1, blur = 2 }

  struct Word: Sendable {
    let id: Key<Word>
    let filter: Key<WordFilter>
    let word: String
    let isWhole: Bool
  }

  /// A post that is filtered by itself.
  struct Listed: Sendable {
    let id: Key<Listed>
    let filter: Key<WordFilter>
    let post: Key<Post>
  }

  func holds(in context: FilterContext) -> Bool { contexts & context.rawValue != 0 }
}

/// Filters in the store, and what they say to posts.
enum FilterStore {
  /// Somebody's filters, with their words and posts; those that have ended too.
  static func filters(of member: Key<Account>, in tx: ReadTx) throws -> [WordFilter] {
    var filters = try tx.all(
      "SELECT id, title, contexts, action, ends_at FROM word_filter WHERE account_id = \(member) ORDER BY id"
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

  /// Which of these posts meet one of the member's filters where they will be shown.
  static func results(
    for cards: [PostCard], in context: FilterContext, of member: Key<Account>, at now: Moment, tx: ReadTx
  )
    throws -> [Key<Post>: [FilterResult]]
  {
    let filters = try filters(of: member, in: tx).filter { filter in
      filter.holds(in: context) && (filter.endsAt.map { $0 > now } ?? true)
    }
    guard !filters.isEmpty else { return [:] }
    let others = cards.filter { $0.shareOf == nil && $0.author.id != member }
    let texts = try plainTexts(of: others.map(\.id), in: tx)
    var results: [Key<Post>: [FilterResult]] = [:]
    for card in others {
      let text = (texts[card.id] ?? "").lowercased()
      for filter in filters {
        let words = filter.words.filter { FilterStore.meets($0, text) }.map(\.word)
        let listed = filter.posts.filter { $0.post == card.id }.map(\.post)
        if !words.isEmpty || !listed.isEmpty {
          results[card.id, default: []].append(FilterResult(filter: filter, words: words, byStatus: listed))
        }
      }
    }
    return results
  }

  private static func plainTexts(of posts: [Key<Post>], in tx: ReadTx) throws -> [Key<Post>: String] {
    var texts: [Key<Post>: String] = [:]
    // Title, note, text, descriptions of pictures and options of a check: all that may hold the word.
    try tx.each(
      """
      SELECT p.id, COALESCE(p.title, '') || ' ' || COALESCE(p.content_note, '') || ' ' || p.text FROM post p WHERE p.id \(anyOf: posts)
      """
    ) { row in texts[try row.take()] = try row.take() as String }
    try tx.each("SELECT post_id, alt FROM media WHERE post_id \(anyOf: posts)") { row in
      texts[try row.take(), default: ""] += try " " + (row.take() as String)
    }
    try tx.each("SELECT post_id, words FROM check_option WHERE post_id \(anyOf: posts)") { row in
      texts[try row.take(), default: ""] += try " " + (row.take() as String)
    }
    return texts
  }

  /// Whether a word stands in a text (both in lower case are compared). A whole word has no letter or figure on either side.
  static func meets(_ word: WordFilter.Word, _ text: String) -> Bool {
    let wanted = word.word.lowercased()
    guard !wanted.isEmpty else { return false }
    var rest = text[...]
    while let range = rest.firstRange(of: wanted) {
      guard word.isWhole else { return true }
      let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
      let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
      let isOpenBefore = before.map { !($0.isLetter || $0.isNumber) } ?? true
      let isOpenAfter = after.map { !($0.isLetter || $0.isNumber) } ?? true
      // A word that begins or ends with a sign of its own needs no edge there.
      let begins = wanted.first.map { $0.isLetter || $0.isNumber } ?? false
      let ends = wanted.last.map { $0.isLetter || $0.isNumber } ?? false
      if isOpenBefore || !begins, isOpenAfter || !ends { return true }
      rest = text[text.index(after: range.lowerBound)...]
    }
    return false
  }
}
