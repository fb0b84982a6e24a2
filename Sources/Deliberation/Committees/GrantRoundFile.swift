/// A whole round of grants as it is published: tiers, the ideas that came, the ballots. docs/deciding/budgets.md describes it.
public struct GrantRoundFile: Sendable {
  public static let format = "guerilla-policy-grant-round"
  public static let version = 1

  public let title: String
  /// An ISO 4217 code, or whatever the file calls it; may be empty.
  public let currency: String
  public let round: GrantRound
  /// In the order in which they came.
  public let ideas: [GrantRound.Idea]
  /// Beside `ideas`.
  public let names: [String]
  /// How many people approve of which ideas, as positions in `ideas`.
  public let ballots: [(count: Int, approved: [Int])]

  /// No round has more: a file of a few bytes is not to keep a machine busy for hours.
  public static let mostVoters = 10_000_000

  /// - Throws: `Malformed` for anything but such a file: when a member is missing or of the wrong type, an id or a tier comes
  ///   twice, an idea asks for a tier that is not there, a ballot names an idea that is not there, or the round cannot be.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    let json = try JSON(bytes)
    guard json["format"] == .string(Self.format) else { throw Malformed("this is no file of a grant round.") }
    guard json["version"] == .integer(Self.version) else { throw Malformed("this version is not known here.") }
    guard case .string(let title)? = json["title"] else { throw Malformed("the “title” is missing.") }
    self.title = title
    switch json["currency"] {
    case nil: currency = ""
    case .string(let text): currency = text
    default: throw Malformed("the “currency” is no text.")
    }
    let tiers = try Self.tiers(json)
    round = try GrantRound(tiers: tiers, intake: try Self.intake(json))
    (ideas, names) = try Self.ideas(json, tiers)
    ballots = try Self.ballots(json, ideas)
  }

  private static func list(_ json: JSON, _ name: String) throws(Malformed) -> [JSON] {
    guard case .array(let list)? = json[name] else { throw Malformed("the list “\(name)” is missing.") }
    return list
  }

  private static func intake(_ json: JSON) throws(Malformed) -> Int? {
    switch json["intake"] {
    case nil, .null: return nil
    case .integer(let value): return value
    default: throw Malformed("“intake” is no whole number.")
    }
  }

  private static func tiers(_ json: JSON) throws(Malformed) -> [GrantRound.Tier] {
    var tiers: [GrantRound.Tier] = []
    for (index, tier) in try list(json, "tiers").enumerated() {
      guard case .string(let name)? = tier["name"], case .integer(let grants)? = tier["grants"],
        let amount = amount(tier["amount"])
      else { throw Malformed("tier \(index + 1) has no name, no amount or no number of grants.") }
      tiers.append(.init(name: name, amount: amount, grants: grants))
    }
    return tiers
  }

  /// A whole number, or a decimal one in quotation marks, which no reader of JSON rounds.
  private static func amount(_ json: JSON?) -> Rational? {
    switch json {
    case .integer(let value): Rational(value)
    case .string(let text): Rational(decimal: text)
    default: nil
    }
  }

  private static func ideas(
    _ json: JSON, _ tiers: [GrantRound.Tier]
  ) throws(Malformed) -> ([GrantRound.Idea], [String]) {
    let positions = Dictionary(tiers.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var ideas: [GrantRound.Idea] = []
    var names: [String] = []
    var seen: Set<String> = []
    for (index, idea) in try list(json, "ideas").enumerated() {
      guard case .string(let id)? = idea["id"], !id.isEmpty, case .string(let tier)? = idea["tier"] else {
        throw Malformed("idea \(index + 1) has no id or no tier.")
      }
      guard let position = positions[tier] else { throw Malformed("idea “\(id)” asks for a tier that is not there.") }
      guard seen.insert(id).inserted else { throw Malformed("there are two ideas “\(id)”.") }
      if case .string(let name)? = idea["name"] { names.append(name) } else { names.append(id) }
      ideas.append(.init(id: id, tier: position))
    }
    return (ideas, names)
  }

  private static func ballots(
    _ json: JSON, _ ideas: [GrantRound.Idea]
  ) throws(Malformed) -> [(count: Int, approved: [Int])] {
    let positions = Dictionary(ideas.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var ballots: [(count: Int, approved: [Int])] = []
    var voters = 0
    for (index, ballot) in try list(json, "ballots").enumerated() {
      guard case .array(let ids)? = ballot["ideas"] else { throw Malformed("ballot \(index + 1) has no ideas.") }
      var count = 1
      switch ballot["count"] {
      case nil: break
      case .integer(let given) where 0...mostVoters ~= given: count = given
      default: throw Malformed("the count of ballot \(index + 1) is no number of people.")
      }
      voters += count
      guard voters <= mostVoters else { throw Malformed("there are too many ballots.") }
      var approved: [Int] = []
      for id in ids {
        guard case .string(let name) = id, let position = positions[name] else {
          throw Malformed("ballot \(index + 1) names an idea that is not there.")
        }
        approved.append(position)
      }
      ballots.append((count, approved))
    }
    return ballots
  }

  /// The whole round, counted: the draw where there are too many ideas or equal ones, and who gets what.
  public struct Outcome: Sendable {
    /// SHA-256 of the list of ideas that is drawn from.
    public let commitment: [UInt8]
    /// Ideas that were put to the vote, as positions.
    public let admitted: [Int]
    public let waiting: [Int]
    /// Who approved, by idea.
    public let votes: [Int]
    public let voters: Int
    public let awards: [GrantRound.Award]
  }

  /// - Parameters:
  ///   - beacon: a public random value that nobody knew when the ideas came in. Tickets as in `ProvableDraw`, over the ids
  ///     in the order of the file, say who is put to the vote, and who comes first among equals. Without one equal ideas
  ///     rank as they came.
  /// - Throws: `Malformed` when there are more ideas than `intake` and no beacon, an id holds a line break, or a ballot
  ///   approves of an idea that was not put to the vote.
  public func outcome(rule: CommitteeRule = .approval, beacon: [UInt8]?) throws(Malformed) -> Outcome {
    let ids = ideas.map(\.id)
    var drawn: [String] = []
    if let beacon {
      drawn = try ProvableDraw(ids, beacon: beacon).tickets.map(\.entry)
    } else if let intake = round.intake, ideas.count > intake {
      throw Malformed("\(ideas.count) ideas came and \(intake) are put to the vote: the draw needs a beacon.")
    }
    let (taken, left) = round.admit(ideas, drawn: drawn)
    let positions = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let admitted = taken.compactMap { positions[$0.id] }
    let numbers = Dictionary(uniqueKeysWithValues: admitted.enumerated().map { ($1, Int32(truncatingIfNeeded: $0)) })
    var box = Profile.Box(kind: .approval, projectCount: admitted.count)
    for (index, ballot) in ballots.enumerated() {
      let marks = ballot.approved.compactMap { numbers[$0] }
      guard marks.count == ballot.approved.count else {
        throw Malformed("ballot \(index + 1) approves of an idea that was not put to the vote.")
      }
      for _ in 0..<ballot.count { box.cast(marks) }
    }
    let profile = box.close()
    let awards = try round.awards(
      to: taken, by: profile, rule: rule, ties: beacon == nil ? .file : .listed(drawn))
    var votes = [Int](repeating: 0, count: ideas.count)
    for (position, count) in zip(admitted, profile.approvals) { votes[position] = count }
    return Outcome(
      commitment: try ProvableDraw.commitment(to: ids), admitted: admitted,
      waiting: left.compactMap { positions[$0.id] }, votes: votes, voters: profile.voters,
      awards: awards.map { .init(tier: $0.tier, winners: $0.winners.map { admitted[$0] }) })
  }
}
