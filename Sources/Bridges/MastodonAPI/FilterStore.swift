import Commons
import Community
import Storehouse

/// What somebody's filters say to posts.
enum FilterStore {
  /// Which of these posts meet one of the member's filters where they will be shown.
  static func results(
    for cards: [PostCard], in context: FilterContext, of member: Key<Account>, at now: Moment, tx: ReadTx
  )
    throws -> [Key<Post>: [FilterResult]]
  {
    let filters = try WordFilterStore.filters(of: member, in: tx).filter { filter in
      filter.holds(in: context) && !filter.isOver(at: now)
    }
    guard !filters.isEmpty else { return [:] }
    let others = cards.filter { $0.shareOf == nil && $0.author.id != member }
    let texts = try plainTexts(of: others.map(\.id), in: tx)
    var results: [Key<Post>: [FilterResult]] = [:]
    for card in others {
      let text = FilteredText(texts[card.id] ?? "")
      for filter in filters {
        let words = filter.words.filter { text.says($0.word, isWhole: $0.isWhole) }.map(\.word)
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
    try tx.visit(
      """
      SELECT p.id, COALESCE(p.title, '') || ' ' || COALESCE(p.content_note, '') || ' ' || p.text FROM post p WHERE p.id \(anyOf: posts)
      """
    ) { row in texts[try row.take()] = try row.take() as String }
    try tx.visit("SELECT post_id, alt FROM media WHERE post_id \(anyOf: posts)") { row in
      texts[try row.take(), default: ""] += try " " + (row.take() as String)
    }
    try tx.visit("SELECT post_id, words FROM check_option WHERE post_id \(anyOf: posts)") { row in
      texts[try row.take(), default: ""] += try " " + (row.take() as String)
    }
    return texts
  }
}
