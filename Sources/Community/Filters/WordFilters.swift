package import Commons
package import Storehouse

extension Happening.Kind {
  /// Subject: the account whose filters changed.
  package static let filtersChanged = Self("filters.changed")
}

/// Making filters and changing them, inside a transaction of the caller's, who has checked whose they are.
package enum WordFilters {
  package static let longestTitle = 200
  package static let longestWord = 200
  package static let mostPerPerson = 300
  package static let mostWords = 300
  package static let mostPosts = 300
  /// Where a word of the page of settings is hidden: everywhere but among notices.
  static let everyList =
    FilterContext.home.rawValue | FilterContext.public.rawValue | FilterContext.thread.rawValue
    | FilterContext.account.rawValue

  /// What a filter is to be, with every rule checked.
  package struct Draft: Sendable {
    package var title: String
    package var contexts: Int
    package var action: WordFilter.Action
    package var endsAt: Moment?

    /// - Throws: a `Refusal` when there is no title, it is too long, or the filter would hold nowhere.
    package init(title: String, contexts: Int, action: WordFilter.Action, endsAt: Moment?) throws(Refusal) {
      var problems = Problems()
      if title.isEmpty { problems.add("title", "A filter needs a name.") }
      if title.count > longestTitle {
        problems.add("title", "That is too long. It has at most \(longestTitle) characters.")
      }
      if contexts == 0 { problems.add("context", "Say where the filter holds.") }
      try problems.refuseIfAny()
      self.title = title
      self.contexts = contexts
      self.action = action
      self.endsAt = endsAt
    }

    package init(_ filter: WordFilter) {
      title = filter.title
      contexts = filter.contexts
      action = filter.action
      endsAt = filter.endsAt
    }
  }

  /// - Throws: a `Refusal` when there are very many already.
  package static func add(_ draft: Draft, by member: Key<Account>, in tx: WriteTx) throws -> Key<WordFilter> {
    guard try WordFilterStore.count(of: member, in: tx) < mostPerPerson else {
      throw Refusal(.invalid, "You have \(mostPerPerson) filters already. Take one out first.")
    }
    let id = try WordFilterStore.insert(
      title: draft.title, contexts: draft.contexts, action: draft.action, endsAt: draft.endsAt, of: member, in: tx)
    try changed(by: member, in: tx)
    return id
  }

  package static func change(_ id: Key<WordFilter>, to draft: Draft, by member: Key<Account>, in tx: WriteTx) throws {
    try WordFilterStore.set(
      id, title: draft.title, contexts: draft.contexts, action: draft.action, endsAt: draft.endsAt, in: tx)
    try changed(by: member, in: tx)
  }

  package static func remove(_ id: Key<WordFilter>, by member: Key<Account>, in tx: WriteTx) throws {
    try WordFilterStore.delete(id, in: tx)
    try changed(by: member, in: tx)
  }

  /// - Throws: a `Refusal` when there is no word, it is too long, or there are very many.
  @discardableResult package static func add(
    word: String, isWhole: Bool, to filter: Key<WordFilter>, by member: Key<Account>, in tx: WriteTx
  ) throws -> Key<WordFilter.Word> {
    try check(word)
    let count = try WordFilterStore.filter(filter, of: member, in: tx).words.count
    guard count < mostWords else { throw Refusal(.invalid, "A filter has at most \(mostWords) words.") }
    let id = try WordFilterStore.insert(word: word, isWhole: isWhole, in: filter, tx: tx)
    try changed(by: member, in: tx)
    return id
  }

  package static func change(
    _ word: WordFilter.Word, to text: String?, isWhole: Bool?, by member: Key<Account>, in tx: WriteTx
  ) throws {
    if let text { try check(text) }
    try WordFilterStore.set(word.id, word: text ?? word.word, isWhole: isWhole ?? word.isWhole, in: tx)
    try changed(by: member, in: tx)
  }

  package static func remove(word: Key<WordFilter.Word>, by member: Key<Account>, in tx: WriteTx) throws {
    try WordFilterStore.delete(word: word, in: tx)
    try changed(by: member, in: tx)
  }

  /// Filters one post by itself. Twice is once.
  /// - Throws: `Refusal.notFound` when the member may not see it.
  package static func add(post: Key<Post>, to filter: Key<WordFilter>, by member: Key<Account>, in tx: WriteTx) throws {
    guard try PostStore.find(post, for: member, in: tx)?.state == .shown else { throw Refusal.notFound }
    let count = try WordFilterStore.filter(filter, of: member, in: tx).posts.count
    guard count < mostPosts else { throw Refusal(.invalid, "A filter has at most \(mostPosts) posts.") }
    try WordFilterStore.insert(post: post, in: filter, tx: tx)
    try changed(by: member, in: tx)
  }

  package static func remove(listed: Key<WordFilter.Listed>, by member: Key<Account>, in tx: WriteTx) throws {
    try WordFilterStore.delete(listed: listed, in: tx)
    try changed(by: member, in: tx)
  }

  private static func check(_ word: String) throws(Refusal) {
    guard !word.isEmpty else { throw Refusal.invalid("keyword", "Write the word you do not want to see.") }
    guard word.count <= longestWord else {
      throw Refusal.invalid("keyword", "That is too long. It has at most \(longestWord) characters.")
    }
  }

  private static func changed(by member: Key<Account>, in tx: WriteTx) throws {
    try tx.record(Happening(.filtersChanged, member.value, by: member))
  }

  // MARK: Lists

  /// These cards without the ones that the viewer's filters hide where they are shown; the viewer's own stay. One short query, and nothing
  /// else for those who hide nothing.
  static func without(
    _ cards: [PostCard], shownIn context: FilterContext, for viewer: Key<Account>?, in tx: ReadTx
  ) throws -> [PostCard] {
    guard let viewer, !cards.isEmpty else { return cards }
    let hidden = try WordFilterStore.hidden(from: viewer, in: tx).filter { $0.contexts & context.rawValue != 0 }
    guard !hidden.isEmpty else { return cards }
    return cards.filter { card in
      if card.author.id == viewer { return true }
      return ![card, card.shared?.card].compactMap { $0 }.contains { hides($0, hidden) }
    }
  }

  private static func hides(_ card: PostCard, _ hidden: [WordFilterStore.Hidden]) -> Bool {
    let alts = card.media.map(\.alt).joined(separator: " \n ")
    let text = FilteredText(
      "\(card.title ?? "") \n \(card.contentNote ?? "") \n \(FilteredText.plain(card.html)) \n \(alts)")
    return hidden.contains { entry in
      entry.post == card.id || entry.word.map { text.says($0, isWhole: entry.isWhole) } ?? false
    }
  }
}
