/// Deciding by consent: a proposal passes when nobody who takes part has an objection that still stands, rather than when
/// most are for it (sociocracy: G. Endenburg; J. Buck and S. Villines, “We the People”, 2007).
public struct ConsentDecision: Sendable, Hashable {
  /// What somebody answers to a proposal.
  public enum Response: Sendable, Hashable {
    case consent
    /// Goes along, and says what worries them.
    case concern(String)
    case abstain
    /// Will not stand in the way, nor take part.
    case standAside(String)
    /// A reason why it would do harm.
    case objection(String)
    /// An objection of principle, which only whoever made it can take back.
    case block(String)
  }
  /// What somebody said, with their reason.
  public struct Standing: Sendable, Hashable {
    public let voter: String
    public let reason: String
    public let isBlock: Bool
  }

  public let turnout: Turnout
  public let consents: Int
  public let abstentions: Int
  public let concerns: [Standing]
  public let standsAside: [Standing]
  /// Objections and blocks that were neither withdrawn nor met by a change.
  public let standing: [Standing]
  public let resolved: [Standing]
  /// There is a quorum, someone consents, and nothing stands against it.
  public let passes: Bool

  /// - Parameters:
  ///   - responses: each person's latest.
  ///   - resolved: whose objections were met by a change to the proposal. Blocks stay until whoever made them responds anew.
  /// - Throws: `Malformed` when someone responds twice, objects or blocks without a reason, or more respond than may.
  public init(
    _ responses: [(voter: String, response: Response)], resolved: Set<String> = [], eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) {
    var consents = 0
    var abstentions = 0
    var concerns: [Standing] = []
    var aside: [Standing] = []
    var standing: [Standing] = []
    var met: [Standing] = []
    for (voter, response) in responses {
      switch response {
      case .consent: consents += 1
      case .abstain: abstentions += 1
      case .concern(let reason):
        consents += 1
        concerns.append(Standing(voter: voter, reason: reason, isBlock: false))
      case .standAside(let reason): aside.append(Standing(voter: voter, reason: reason, isBlock: false))
      case .objection(let reason):
        guard !reason.trimmed.isEmpty else { throw Malformed("“\(voter)” objects without a reason.") }
        let objection = Standing(voter: voter, reason: reason, isBlock: false)
        if resolved.contains(voter) { met.append(objection) } else { standing.append(objection) }
      case .block(let reason):
        guard !reason.trimmed.isEmpty else { throw Malformed("“\(voter)” blocks without a reason.") }
        standing.append(Standing(voter: voter, reason: reason, isBlock: true))
      }
    }
    let voted = try Turnout.check(responses.lazy.map(\.voter), eligible: eligible)
    turnout = Turnout(voted: voted, eligible: eligible, quorum: quorum)
    passes = turnout.isQuorate && standing.isEmpty && consents + met.count > 0
    self.consents = consents
    self.abstentions = abstentions
    self.concerns = concerns
    standsAside = aside
    self.standing = standing
    self.resolved = met
  }
}

/// The eight gradients of agreement (S. Kaner and others, “Facilitator's Guide to Participatory Decision-Making”, 1996,
/// chapter 18): how far a group goes along with a proposal, and not only whether.
public struct GradientsOfAgreement: Sendable, Hashable {
  /// The eight steps, from block up to endorse.
  public enum Gradient: Int, Sendable, Hashable, CaseIterable, Comparable {
    case block, disagreeAndStandAside, disagreeButGoAlong, standAside, abstain, agreeWithReservations,
      endorseWithMinorPoint,
      endorse
    /// Block comes first, endorse last.
    public static func < (one: Gradient, other: Gradient) -> Bool { one.rawValue < other.rawValue }
    /// It says yes, however warmly.
    public var isSupport: Bool { self >= .agreeWithReservations }
  }
  /// What the answers come to.
  public enum Outcome: String, Sendable, Hashable {
    case noQuorum = "no-quorum"
    case blocked
    /// Most support it and more warmly than with reservations.
    case strongSupport = "strong-support"
    /// The pass mark is met, but by reservations or against much doubt: worth another round when the stakes are high.
    case ambiguousSupport = "ambiguous-support"
    case notCarried = "not-carried"
  }

  public let turnout: Turnout
  /// How many gave each, from block up.
  public let counts: [Gradient: Int]
  /// The middle answer; of two, the lower. Nil where nobody answered.
  public let median: Gradient?
  public let blocks: [ConsentDecision.Standing]
  public let outcome: Outcome

  /// - Parameter mark: what support (agreeing with reservations or more) must reach; by default more than half of those who
  ///   took a side. Its basis `sidesTaken` leaves out who abstains.
  /// - Throws: `Malformed` when someone answers twice or blocks without a reason, or more answer than may.
  public init(
    _ answers: [(voter: String, gradient: Gradient, reason: String)], mark: PassMark = .simpleMajority,
    eligible: Int? = nil, quorum: Quorum = .none
  ) throws(Malformed) {
    var counts: [Gradient: Int] = [:]
    var blocks: [ConsentDecision.Standing] = []
    for answer in answers {
      counts[answer.gradient, default: 0] += 1
      guard answer.gradient == .block else { continue }
      guard !answer.reason.trimmed.isEmpty else { throw Malformed("“\(answer.voter)” blocks without a reason.") }
      blocks.append(.init(voter: answer.voter, reason: answer.reason, isBlock: true))
    }
    let voted = try Turnout.check(answers.lazy.map(\.voter), eligible: eligible)
    turnout = Turnout(voted: voted, eligible: eligible, quorum: quorum)
    let sorted = answers.map(\.gradient).sorted()
    median = sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    let support = sorted.count { $0.isSupport }
    let warm = sorted.count { $0 >= .endorseWithMinorPoint }
    let whole: Int
    switch mark.basis {
    case .votesCast: whole = voted
    case .sidesTaken: whole = voted - (counts[.abstain] ?? 0)
    case .eligible: whole = turnout.eligible
    }
    if !turnout.isQuorate {
      outcome = .noQuorum
    } else if !blocks.isEmpty {
      outcome = .blocked
    } else if !mark.isMet(by: support, of: whole) {
      outcome = .notCarried
    } else {
      outcome = 2 * warm > voted ? .strongSupport : .ambiguousSupport
    }
    self.counts = counts
    self.blocks = blocks
  }
}
