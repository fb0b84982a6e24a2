import Commons
import Community
import Pages

extension JSON {
  /// What a post takes up, as the viewer may see it; null where it takes up nothing.
  mutating func quote(in card: PostCard, _ around: Surroundings, _ writing: Writing) {
    guard let id = card.quoteOf else {
      guard card.isQuoteRevoked else { return null() }
      return object {
        $0.field("state", "revoked")
        $0.field(null: "quoted_status")
      }
    }
    let quoted = around.quoted[id]
    object {
      $0.field("state", quoted == nil ? "unauthorized" : "accepted")
      // A quote in a quote is only named, as an app has it.
      $0.name("quoted_status")
      if let quoted {
        var plain = around
        plain.quoted = [:]
        $0.status(quoted, plain, writing)
      } else {
        $0.null()
      }
    }
  }

  /// Who may take a post up, and whether the viewer may.
  mutating func quoteApproval(of card: PostCard, _ around: Surroundings, _ writing: Writing) {
    let isOpen = card.audience == .everyone || card.audience == .members
    let isOwn = writing.viewer == card.author.id || writing.viewer == card.writer
    field(
      "quote_approval",
      object: {
        let isAllowed: Bool
        switch card.quotePolicy {
        case .everyone:
          $0.field("automatic", isOpen ? ["public"] : [])
          isAllowed = true
        case .followers:
          $0.field("automatic", isOpen ? ["followers"] : [])
          isAllowed = isOwn || around.followed.contains(card.author.id)
        case .nobody:
          $0.field("automatic", [])
          isAllowed = isOwn
        }
        $0.field("manual", [])
        $0.field("current_user", isOpen && isAllowed && writing.viewer != nil ? "automatic" : "denied")
      })
  }
}

extension QuotePolicy {
  /// What a call asks for; nil where it says nothing.
  /// - Throws: a `Refusal` (422) when there is no such policy.
  init?(asked input: Input, _ parameter: String) throws(Refusal) {
    let name = input[parameter]
    guard !name.isEmpty else { return nil }
    guard let policy = QuotePolicy(name: name) else {
      throw Refusal.invalid(parameter, "The policy is public, followers or nobody.")
    }
    self = policy
  }
}
