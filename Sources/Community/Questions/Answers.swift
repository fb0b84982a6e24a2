public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the answer. About: the question.
  public static let answerFoundHelpful = Self("answer.helpful")
  /// Subject: the answer. About: the question.
  public static let answerMarked = Self("answer.marked")
  /// Subject: the question. About: the account that was asked to answer.
  public static let answerRequested = Self("answer.requested")
}

/// Questions and what answers them.
public struct Answers: Sendable {
  let store: any Store

  static let mostMarked = 20
  static let mostAsked = 10

  public init(store: any Store) { self.store = store }

  /// Says that an answer helped, or takes that back. Twice is once.
  /// - Throws: a `Refusal` when it is no answer for the member, or their own.
  public func helpful(_ answer: Key<Post>, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Answers.helpful(answer, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  public static func helpful(_ answer: Key<Post>, _ wanted: Bool = true, by member: Key<Account>, in tx: WriteTx) throws
  {
    guard let card = try PostStore.find(answer, for: member, in: tx), card.state == .shown,
      let question = try AnswerStore.question(answeredBy: answer, in: tx)
    else { throw Refusal.notFound }
    guard card.author.id != member, card.writer != member else {
      throw Refusal.forbidden("Others say whether your answer helped.")
    }
    let changed = try AnswerStore.setHelpful(wanted, answer, by: member, in: tx)
    if changed, wanted {
      try tx.record(Happening(.answerFoundHelpful, answer.value, by: member, about: question.value))
    }
  }

  /// Marks an answer as what answered the question, or takes the mark back. There may be more than one.
  /// - Throws: a `Refusal` when the member is neither the asker nor looks after the place.
  public func mark(_ answer: Key<Post>, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Answers.mark(answer, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  public static func mark(_ answer: Key<Post>, _ wanted: Bool = true, by member: Key<Account>, in tx: WriteTx) throws {
    guard try PostStore.find(answer, for: member, in: tx) != nil,
      let question = try AnswerStore.question(answeredBy: answer, in: tx)
    else {
      throw Refusal.notFound
    }
    guard try AnswerStore.mayMark(question, member, in: tx) else {
      throw Refusal.forbidden("Only whoever asked, and those who look after this place, can mark an answer.")
    }
    if wanted, try AnswerStore.markCount(of: question, in: tx) >= Answers.mostMarked {
      throw Refusal.conflict("This question has as many marked answers as it can. Take one mark back first.")
    }
    let changed = try AnswerStore.setMark(wanted, answer, of: question, by: member, in: tx)
    if changed, wanted { try tx.record(Happening(.answerMarked, answer.value, by: member, about: question.value)) }
  }

  // MARK: Asking someone

  /// What the page for asking someone shows.
  public struct Asking: Sendable {
    public let question: PostCard
    public let asked: [Face]
  }

  /// - Throws: `Refusal.notFound` when there is no such question for the viewer.
  public func asking(_ question: Key<Post>, for viewer: Key<Account>) async throws -> Asking {
    try await store.read { tx in
      Asking(
        question: try Answers.question(question, for: viewer, in: tx),
        asked: try AnswerStore.asked(question, limit: 50, in: tx))
    }
  }

  /// Invites a person or an organisation to answer.
  /// - Throws: a `Refusal` when there is nobody of that handle who could see the question, or the member has asked enough people.
  public func ask(_ handle: String, toAnswer question: Key<Post>, by member: Key<Account>) async throws {
    let typed = handle.hasPrefix("@") ? String(handle.dropFirst()) : handle
    try await store.write { tx in
      let card = try Answers.question(question, for: member, in: tx)
      guard !typed.isEmpty else { throw Refusal.invalid("handle", "Write the handle of whom you want to ask.") }
      guard let account = try FaceStore.accounts(withHandles: [typed], in: tx).first?.id,
        try PeopleStore.isThere(account, for: member, in: tx)
      else { throw Refusal.invalid("handle", "There is nobody here called @\(typed).") }
      guard account != card.author.id, account != member else {
        throw Refusal.invalid("handle", "Ask somebody else than whoever asked.")
      }
      // Someone who may not read the question cannot answer it, and must not learn of it.
      guard try Answers.canBeRead(question, by: account, in: tx) else {
        throw Refusal.invalid("handle", "@\(typed) cannot see this conversation, so they cannot answer here.")
      }
      guard try AnswerStore.askedCount(question, by: member, in: tx) < Answers.mostAsked else {
        throw Refusal.invalid("handle", "You have asked \(Answers.mostAsked) people already. Give them a little time.")
      }
      guard try AnswerStore.ask(account, question, by: member, in: tx) else { return }
      try tx.record(Happening(.answerRequested, question.value, by: member, about: account.value))
    }
  }

  private static func question(_ id: Key<Post>, for viewer: Key<Account>, in tx: ReadTx) throws -> PostCard {
    guard let card = try PostStore.find(id, for: viewer, in: tx), card.isOpening, card.kind == .question,
      card.state == .shown
    else {
      throw Refusal.notFound
    }
    return card
  }

  /// An organisation reads with the eyes of those who speak for it.
  private static func canBeRead(_ question: Key<Post>, by account: Key<Account>, in tx: ReadTx) throws -> Bool {
    if try PostStore.find(question, for: account, in: tx) != nil { return true }
    for speaker in try PeopleStore.speakers(of: account, limit: 20, in: tx)
    where try PostStore.find(question, for: speaker, in: tx) != nil {
      return true
    }
    return false
  }

  // MARK: Similar questions

  /// Questions that were asked before and sound like this one: their lines share at least half of the words that tell what it is about.
  public func similar(to title: String, for viewer: Key<Account>?, limit: Int = 5) async throws -> [PostCard] {
    let telling = Answers.tellingWords(of: title)
    guard !telling.isEmpty else { return [] }
    let found = try await store.read { tx in
      try tx.search(telling.joined(separator: " "), kind: .post, limit: limit * 3) { ids in
        try SearchStore.posts(ids, for: viewer, in: tx).filter { $0.value.kind == .question && $0.value.isOpening }
      }
    }
    return Array(
      found.filter { Answers.shared(telling, with: Answers.tellingWords(of: $0.title ?? "")) * 2 >= telling.count }
        .prefix(limit))
  }

  /// The words of a question that say what it is about: not `has`, `anyone`, `got`.
  static func tellingWords(of title: String) -> [String] {
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" && $0 != "’" }
    var telling: [String] = []
    for word in words.map(String.init) where word.count > 3 && !common.contains(word) && !telling.contains(word) {
      telling.append(word)
    }
    return Array(telling.prefix(12))
  }

  /// How many of these words the others have too, whatever their endings.
  private static func shared(_ words: [String], with others: [String]) -> Int {
    words.count { word in others.contains { $0.prefix(max(4, word.count - 3)) == word.prefix(max(4, word.count - 3)) } }
  }

  private static let common: Set<String> = [
    "about", "after", "again", "anybody", "anyone", "anything", "because", "been", "before", "best", "could", "does",
    "doing", "don't", "done", "from",
    "give", "going", "have", "having", "help", "here", "into", "just", "know", "like", "long", "made", "make", "more",
    "most", "much", "need", "only",
    "other", "over", "people", "please", "really", "should", "some", "somebody", "someone", "something", "still",
    "such", "take", "than", "that", "their",
    "them", "then", "there", "these", "they", "thing", "things", "this", "those", "time", "told", "tried", "under",
    "used", "very", "want", "well",
    "were", "what", "what's", "when", "where", "which", "while", "will", "with", "without", "work", "would", "your",
  ]
}
