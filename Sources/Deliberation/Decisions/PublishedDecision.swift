/// A decision counted again from a published file of ballots, by any of the rules of `Decisions` and by quadratic voting.
///
/// The file names no voter and gives no reasons: who objects or blocks is counted, and what they said stands where the
/// decision was made.
public struct PublishedDecision: Sendable, Hashable {
  /// The rules that a published file can be counted by, by the names that `guerilla tally decision` knows.
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    case showOfHands = "show-of-hands"
    case approval
    case score
    case dots
    case positional
    case consent
    case gradients
    case quadratic

    /// What people are asked for.
    public var kind: BallotFile.Kind {
      switch self {
      case .showOfHands, .consent, .gradients: .choice
      case .approval: .approval
      case .positional: .ranking
      case .score, .dots, .quadratic: .points
      }
    }

    /// What `most` limits where it is not said: the highest score, the dots and the ranks as in Loomio, and 100 credits.
    public var usualMost: Int? {
      switch self {
      case .score: 5
      case .dots: 8
      case .positional: 3
      case .quadratic: 100
      case .showOfHands, .approval, .consent, .gradients: nil
      }
    }

    /// Whether options, or the whole, can have to reach a mark.
    public var hasMarks: Bool { self == .showOfHands || self == .gradients }
  }

  /// What the rule made of the ballots.
  public enum Outcome: Sendable, Hashable {
    case hands(ShowOfHands)
    case points(PointTally)
    case consent(ConsentDecision)
    case gradients(GradientsOfAgreement)
    case quadratic(QuadraticVote)
  }

  /// A mark to pass: of one option of a show of hands, or of all support where gradients are asked for.
  public struct Mark: Sendable, Hashable {
    public let option: String?
    public let mark: PassMark

    public init(option: String?, mark: PassMark) {
      self.option = option
      self.mark = mark
    }
  }

  /// As many ballots are counted at most: what was meant for a meeting is not held up by a made-up number.
  public static let mostBallots = 1_000_000

  /// The ids of a file of responses to a proposal for consent; who gives none abstains.
  public static let responses = ["consent", "concern", "abstain", "stand-aside", "objection", "block"]
  /// The ids of a file of gradients of agreement, from `Gradient.block` up; who gives none abstains.
  public static let gradients = [
    "block", "disagree-and-stand-aside", "disagree-but-go-along", "stand-aside", "abstain", "agree-with-reservations",
    "endorse-with-minor-point", "endorse",
  ]

  public let file: BallotFile
  public let rule: Rule
  public let outcome: Outcome

  /// - Parameters:
  ///   - most: the highest score, how many dots or credits a person has, how many options are ranked, or of how many at most
  ///     one may approve; what is usual where it is nil.
  ///   - marks: for a show of hands and for gradients.
  /// - Throws: `Malformed` for ballots of another kind, a mark that fits no option, more ballots than are counted, and
  ///   whatever the rule refuses.
  public init(
    _ file: BallotFile, rule: Rule, most: Int? = nil, quorum: Quorum = .none, marks: [Mark] = []
  ) throws(Malformed) {
    guard file.kind == rule.kind else {
      throw Malformed(
        "\(rule.rawValue) counts ballots of the kind “\(rule.kind.rawValue)”, not “\(file.kind.rawValue)”.")
    }
    guard file.total <= Self.mostBallots else { throw Malformed("there are more than \(Self.mostBallots) ballots.") }
    guard marks.isEmpty || rule.hasMarks else { throw Malformed("\(rule.rawValue) knows no mark to pass.") }
    self.file = file
    self.rule = rule
    let limit = most ?? rule.usualMost ?? file.options.count
    let options = file.options.count
    switch rule {
    case .showOfHands:
      outcome = .hands(
        try ShowOfHands(
          options: options, votes: Self.choices(file), eligible: file.eligible, quorum: quorum,
          marks: try Self.marks(marks, of: file)))
    case .approval:
      outcome = .points(
        try .approval(
          options: options,
          ballots: Self.each(file) { if case .approval(let chosen) = $0 { chosen.sorted() } else { nil } }
            .map { (voter: $0.voter, approved: $0.answer) },
          allowed: 0...max(0, limit), eligible: file.eligible, quorum: quorum))
    case .score:
      outcome = .points(
        try .score(
          options: options, range: 0...max(0, limit),
          ballots: Self.points(file).map { (voter: $0.voter, scores: $0.answer) }, eligible: file.eligible,
          quorum: quorum))
    case .dots:
      outcome = .points(
        try .dots(
          options: options, dots: limit, ballots: Self.points(file).map { (voter: $0.voter, dots: $0.answer) },
          eligible: file.eligible, quorum: quorum))
    case .positional:
      outcome = .points(
        try .positional(
          options: options, picks: limit, ballots: try Self.rankings(file), eligible: file.eligible, quorum: quorum))
    case .quadratic:
      outcome = .quadratic(
        try QuadraticVote(
          options: options, credits: limit, ballots: Self.points(file).map { (voter: $0.voter, votes: $0.answer) },
          eligible: file.eligible, quorum: quorum))
    case .consent:
      let known = try Self.known(Self.responses, file)
      outcome = .consent(
        try ConsentDecision(
          Self.choices(file).map { (voter: $0.voter, response: Self.response($0.option.map { known[$0] })) },
          eligible: file.eligible, quorum: quorum))
    case .gradients:
      let known = try Self.known(Self.gradients, file)
      let mark = marks.last
      guard mark?.option == nil else { throw Malformed("a mark of gradients is of all support, not of an option.") }
      outcome = .gradients(
        try GradientsOfAgreement(
          Self.choices(file).map { vote in
            let gradient = vote.option.flatMap { GradientsOfAgreement.Gradient(rawValue: known[$0]) } ?? .abstain
            return (voter: vote.voter, gradient: gradient, reason: Self.unpublished)
          },
          mark: mark?.mark ?? .simpleMajority, eligible: file.eligible, quorum: quorum))
    }
  }

  private static let unpublished = "not published"

  /// Every ballot by itself, with a number for whoever cast it.
  private static func each<Answer>(
    _ file: BallotFile, _ answer: (BallotFile.Answer) -> Answer?
  ) -> [(voter: String, answer: Answer)] {
    var ballots: [(voter: String, answer: Answer)] = []
    ballots.reserveCapacity(file.total)
    for entry in file.ballots {
      guard let given = answer(entry.answer) else { continue }
      for _ in 0..<entry.count { ballots.append((String(ballots.count + 1), given)) }
    }
    return ballots
  }

  private static func choices(_ file: BallotFile) -> [(voter: String, option: Int?)] {
    each(file) { answer -> Int?? in if case .choice(let option) = answer { .some(option) } else { nil } }
      .map { (voter: $0.voter, option: $0.answer) }
  }

  private static func points(_ file: BallotFile) -> [(voter: String, answer: [Int: Int])] {
    each(file) { if case .points(let points) = $0 { points } else { nil } }
  }

  private static func rankings(_ file: BallotFile) throws(Malformed) -> [(voter: String, ranking: [Int])] {
    for entry in file.ballots {
      guard case .ranking(let ranks) = entry.answer, ranks.allSatisfy({ $0.count == 1 }) else {
        throw Malformed("a ballot leaves out a rank or gives one twice; positional takes neither.")
      }
    }
    return each(file) { if case .ranking(let ranks) = $0 { ranks.flatMap { $0 } } else { nil } }
      .map { (voter: $0.voter, ranking: $0.answer) }
  }

  private static func marks(_ marks: [Mark], of file: BallotFile) throws(Malformed) -> [Int: PassMark] {
    var known: [Int: PassMark] = [:]
    for mark in marks {
      guard let option = file.options.firstIndex(where: { $0.id == mark.option }) else {
        throw Malformed("there is no option “\(mark.option ?? "")” to have a mark.")
      }
      known[option] = mark.mark
    }
    return known
  }

  /// By option, its place among the ids that the rule knows.
  private static func known(_ ids: [String], _ file: BallotFile) throws(Malformed) -> [Int] {
    var places: [Int] = []
    for option in file.options {
      guard let place = ids.firstIndex(of: option.id) else {
        throw Malformed("“\(option.id)” is none of \(ids.joined(separator: ", ")).")
      }
      places.append(place)
    }
    return places
  }

  private static func response(_ place: Int?) -> ConsentDecision.Response {
    switch place {
    case 0: .consent
    case 1: .concern(unpublished)
    case 3: .standAside(unpublished)
    case 4: .objection(unpublished)
    case 5: .block(unpublished)
    default: .abstain
    }
  }
}
