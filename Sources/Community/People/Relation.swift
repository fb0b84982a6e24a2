public import Commons

/// How someone stands towards services.
public enum Relation: Int, Sendable, CaseIterable {
  case unsaid = 0, uses = 1, provides = 2, works = 3, researches = 4, commissions = 5

  public var words: Phrase? {
    switch self {
    case .unsaid: nil
    case .uses: "uses services"
    case .provides: "provides services"
    case .works: "works in services"
    case .researches: "researches services"
    case .commissions: "commissions services"
    }
  }
}
