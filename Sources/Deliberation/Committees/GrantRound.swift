/// A round of small grants: ideas ask for one of a few amounts, so many of each are given, people vote, and it begins
/// again next month. (The Pepsi Refresh Project of 2010: up to a thousand ideas a month, 32 grants in four tiers.)
public struct GrantRound: Sendable {
  /// An amount that can be asked for and how many grants of it there are.
  public struct Tier: Sendable, Hashable {
    public let name: String
    /// In units of the currency; above 0.
    public let amount: Rational
    public let grants: Int

    public init(name: String, amount: Rational, grants: Int) {
      self.name = name
      self.amount = amount
      self.grants = grants
    }
  }

  /// What asks for a grant, and the tier in which it asks.
  public struct Idea: Sendable, Hashable {
    public let id: String
    /// The position of the tier it asks for.
    public let tier: Int

    public init(id: String, tier: Int) {
      self.id = id
      self.tier = tier
    }
  }

  /// The most grants of one round.
  public static let mostGrants = 32

  public let tiers: [Tier]
  /// How many ideas are put to the vote; nil for all.
  public let intake: Int?

  /// What the round can cost, in units of the currency.
  public var total: Rational { tiers.reduce(.zero) { $0 + $1.amount * $1.grants } }

  /// - Throws: `Malformed`, without a line, when there are no tiers or more than `mostGrants` grants, two tiers have one
  ///   name, an amount is not above 0, or a number is below 0.
  public init(tiers: [Tier], intake: Int? = nil) throws(Malformed) {
    guard !tiers.isEmpty else { throw Malformed("a round has at least one tier.") }
    guard Set(tiers.map(\.name)).count == tiers.count else { throw Malformed("two tiers have one name.") }
    for tier in tiers {
      guard tier.amount > .zero else { throw Malformed("the amount of tier “\(tier.name)” is not above 0.") }
      guard tier.grants >= 0, tier.grants <= Self.mostGrants else {
        throw Malformed("tier “\(tier.name)” has \(tier.grants) grants; from 0 to \(Self.mostGrants) are possible.")
      }
    }
    guard tiers.reduce(0, { $0 + $1.grants }) <= Self.mostGrants else {
      throw Malformed("a round has at most \(Self.mostGrants) grants.")
    }
    guard intake ?? 0 >= 0 else { throw Malformed("fewer than no ideas cannot be put to the vote.") }
    self.tiers = tiers
    self.intake = intake
  }

  /// Which ideas are put to the vote, and which wait for the next round because there are more than `intake`: those the
  /// draw put last. Both in the order in which they came.
  ///
  /// - Parameter drawn: ids in the order of a public draw; ideas that are not in it come after it, as they came.
  public func admit(_ ideas: [Idea], drawn: [String]) -> (admitted: [Idea], waiting: [Idea]) {
    guard let intake, ideas.count > intake else { return (ideas, []) }
    var places: [String: Int] = [:]
    for (place, id) in drawn.enumerated() where places[id] == nil { places[id] = place }
    let order = ideas.indices.sorted {
      let (one, other) = (places[ideas[$0].id] ?? Int.max, places[ideas[$1].id] ?? Int.max)
      return one == other ? $0 < $1 : one < other
    }
    let admitted = Set(order.prefix(intake))
    return (
      ideas.indices.filter(admitted.contains).map { ideas[$0] },
      ideas.indices.filter { !admitted.contains($0) }.map { ideas[$0] }
    )
  }

  /// The grants of one tier, as positions in the ideas voted on, in order of election.
  public struct Award: Sendable, Hashable {
    public let tier: Int
    public let winners: [Int]
  }

  /// Who gets a grant: in each tier by itself, among the ideas that ask for its amount and that anybody approved of, by
  /// the rule.
  ///
  /// - Parameters:
  ///   - profile: the ballots, about `ideas` in their order. A ballot may approve of ideas of several tiers.
  ///   - ties: which of equal ideas comes first, for example as drawn.
  /// - Throws: `Malformed`, without a line, when two ideas have one id, one asks for a tier that is not there, or the
  ///   ballots are about another number of ideas.
  public func awards(
    to ideas: [Idea], by profile: Profile, rule: CommitteeRule = .approval, ties: TieBreaking = .file
  ) throws(Malformed) -> [Award] {
    guard profile.projectCount == ideas.count else { throw Malformed("the ballots are about other ideas.") }
    if let lost = ideas.first(where: { !tiers.indices.contains($0.tier) }) {
      throw Malformed("idea “\(lost.id)” asks for a tier that is not there.")
    }
    let approvals = profile.approvals
    var awards: [Award] = []
    for (position, tier) in tiers.enumerated() {
      let members = ideas.indices.filter { ideas[$0].tier == position && approvals[$0] > 0 }
      let election = try CommitteeElection(
        candidates: members.map { ideas[$0].id }, seats: min(tier.grants, members.count),
        profile: profile.restricted(to: members))
      awards.append(Award(tier: position, winners: rule.winners(of: election, ties: ties).map { members[$0] }))
    }
    return awards
  }
}

extension Profile {
  /// The same ballots, approving only of some, which are numbered anew in the order given.
  func restricted(to kept: [Int]) -> Profile {
    var numbers = [Int32](repeating: -1, count: projectCount)
    for (number, project) in kept.enumerated() { numbers[project] = Int32(truncatingIfNeeded: number) }
    var box = Box(kind: .approval, projectCount: kept.count)
    let ballots = (0..<ballotCount).map { ballot in
      choices[offsets[ballot]..<offsets[ballot + 1]].map { numbers[Int($0)] }.filter { $0 >= 0 }
    }
    if ballotOfVoter.isEmpty {
      for (ballot, people) in multiplicities.enumerated() { for _ in 0..<people { box.cast(ballots[ballot]) } }
    } else {
      for ballot in ballotOfVoter { box.cast(ballots[Int(ballot)]) }
    }
    return box.close()
  }
}
