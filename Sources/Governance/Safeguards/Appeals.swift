public import Commons
import Storehouse

/// Decisions as the person concerned finds them, and asking for one to be looked at again.
extension Safeguards {
  /// A decision, for the person it concerns or a moderator.
  public func decision(_ id: Key<ModerationRow>, for member: Member) async throws -> (
    decision: Decision, description: Described?
  ) {
    try await store.read { tx in
      guard let found = try SafeguardStore.decision(id, in: tx),
        found.concerns == member.id || member.role >= .moderator
      else { throw Refusal.notFound }
      return (found, try subjects[found.kind]?.describe(found.subject, tx))
    }
  }

  /// What was decided about somebody, the newest first.
  public func decisions(concerning account: Key<Account>) async throws -> [Decision] {
    try await store.read { tx in try SafeguardStore.decisions(concerning: account, limit: 20, in: tx) }
  }

  static let longestAppeal = 4000

  /// Asks for a decision to be looked at again: once, by the person it concerns.
  public func appeal(_ id: Key<ModerationRow>, words: String, by member: Member) async throws {
    guard !words.isEmpty else { throw Refusal.invalid("words", "Say why you think it was wrong.") }
    guard words.count <= Safeguards.longestAppeal else {
      throw Refusal.invalid("words", "That is too long. Say it in at most 4,000 characters.")
    }
    try await store.write { tx in
      guard let found = try SafeguardStore.decision(id, in: tx), found.concerns == member.id else {
        throw Refusal.notFound
      }
      guard !found.action.isLenient else {
        throw Refusal.conflict("There is nothing to appeal against.")
      }
      guard found.appeal == nil else { throw Refusal.conflict("You have appealed already.") }
      try SafeguardStore.insertAppeal(id, words: words, by: member.id, in: tx)
      try tx.record(Happening(.appealMade, id.value, by: member.id))
    }
  }

  /// Answers an appeal. When it is upheld, what was hidden is shown again and what was suspended is not.
  public func answer(_ id: Key<ModerationRow>, isUpheld: Bool, words: String, by moderator: Member) async throws {
    guard !words.isEmpty else { throw Refusal.invalid("answer", "Give the reason. The person concerned will read it.") }
    try await store.write { tx in
      guard let found = try SafeguardStore.decision(id, in: tx), let appeal = found.appeal else {
        throw Refusal.notFound
      }
      guard appeal.isUpheld == nil else { throw Refusal.conflict("This appeal has been answered.") }
      guard try found.decidedBy != moderator.id || !SafeguardStore.hasOtherModerator(than: moderator.id, in: tx) else {
        throw Refusal.conflict("Someone else has to answer an appeal against your own decision.")
      }
      try SafeguardStore.answerAppeal(id, isUpheld: isUpheld, words: words, by: moderator.id, in: tx)
      if isUpheld { try undo(found, reason: words, by: moderator, in: tx) }
      try tx.record(
        Happening(
          .appealAnswered, id.value, by: moderator.id, about: found.concerns?.value,
          note: isUpheld ? "upheld" : "declined"))
    }
  }

  private func undo(_ decision: Decision, reason: String, by moderator: Member, in tx: WriteTx) throws {
    switch decision.action {
    case .hide:
      guard let subject = subjects[decision.kind], let description = try subject.describe(decision.subject, tx),
        description.isHidden
      else { return }
      try subject.setHidden?(decision.subject, false, moderator.id, reason, tx)
    case .suspend:
      if let account = decision.concerns { _ = try SafeguardStore.setSuspended(false, account, in: tx) }
    case .limit, .disable, .cover:
      let opposite: ModerationAction =
        switch decision.action {
        case .limit: .unlimit
        case .disable: .enable
        default: .uncover
        }
      if let account = decision.concerns { _ = try SafeguardStore.set(opposite, account, in: tx) }
    case .warn, .restore, .unsuspend, .dismiss, .unlimit, .enable, .uncover: return
    }
  }
}
