import Commons
import Community
import Doors
import Storehouse

/// What a call says of a filter.
enum FilterInput {
  /// What is to become of one word.
  enum WordChange: Sendable {
    case add(String, isWhole: Bool)
    case change(Key<WordFilter.Word>, String?, isWhole: Bool?)
    case remove(Key<WordFilter.Word>)
  }

  /// What a filter is to be.
  /// - Parameter filter: what it was; nil is a new one.
  /// - Throws: a `Refusal` (422).
  static func draft(_ call: Call, over filter: WordFilter?) throws -> WordFilters.Draft {
    let input = call.input
    return try WordFilters.Draft(
      title: input.text("title").map { Input.trimmed($0) } ?? filter?.title ?? "",
      contexts: input.holds("context") ? contexts(input) : filter?.contexts ?? 0,
      action: action(input) ?? filter?.action ?? .warn, endsAt: endsAt(call, over: filter))
  }

  static func contexts(_ input: Input) throws(Refusal) -> Int {
    var contexts = 0
    for name in input.list("context") where !name.isEmpty {
      guard let context = FilterContext.allCases.first(where: { String(describing: $0) == name }) else {
        throw Refusal.invalid("context", "A filter holds in home, notifications, public, thread or account.")
      }
      contexts |= context.rawValue
    }
    return contexts
  }

  private static func action(_ input: Input) throws(Refusal) -> WordFilter.Action? {
    let name = input["filter_action"]
    guard !name.isEmpty else { return nil }
    guard let action = WordFilter.Action.allCases.first(where: { String(describing: $0) == name }) else {
      throw Refusal.invalid("filter_action", "A filter does warn, hide or blur.")
    }
    return action
  }

  /// When it ends: so many seconds from now. Sent empty, it never does.
  static func endsAt(_ call: Call, over filter: WordFilter?) throws(Refusal) -> Moment? {
    guard call.input.holds("expires_in") else { return filter?.endsAt }
    guard let seconds = try call.input.number("expires_in") else { return nil }
    return call.now + .seconds(max(0, min(seconds, 1 << 31)))
  }

  static func words(_ input: Input) throws(Refusal) -> [WordChange] {
    var changes: [WordChange] = []
    for part in input.objects("keywords_attributes") {
      let isWhole = try part.flag("whole_word")
      let text = part.text("keyword").map { Input.trimmed($0) }
      if let id = part.key("id", of: WordFilter.Word.self) {
        changes.append(try part.flag("_destroy") == true ? .remove(id) : .change(id, text, isWhole: isWhole))
      } else if try part.flag("_destroy") != true {
        changes.append(.add(text ?? "", isWhole: isWhole ?? true))
      }
    }
    return changes
  }

  static func apply(_ changes: [WordChange], to id: Key<WordFilter>, by member: Key<Account>, in tx: WriteTx) throws {
    for change in changes {
      switch change {
      case .add(let text, let isWhole):
        try WordFilters.add(word: text, isWhole: isWhole, to: id, by: member, in: tx)
      case .change(let word, let text, let isWhole):
        try WordFilters.change(find(word, in: id, of: member, tx: tx), to: text, isWhole: isWhole, by: member, in: tx)
      case .remove(let word):
        try WordFilters.remove(word: find(word, in: id, of: member, tx: tx).id, by: member, in: tx)
      }
    }
  }

  private static func find(
    _ word: Key<WordFilter.Word>, in id: Key<WordFilter>, of member: Key<Account>, tx: ReadTx
  ) throws -> WordFilter.Word {
    guard let found = try WordFilterStore.filter(id, of: member, in: tx).words.first(where: { $0.id == word }) else {
      throw Refusal.notFound
    }
    return found
  }
}
