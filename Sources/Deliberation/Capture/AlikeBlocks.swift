/// Blocks of people that vote alike beyond chance.
///
/// **Null model.** Everybody votes by themselves. For each person the chance that another says the same on a statement is
/// that seen among the people most like them who are *not* as good as the same: so a camp of people who mostly agree
/// explains itself, and a block does not explain itself away. From these chances follows how many would vote nearly the same
/// as they did, and how many quite the same (sums of independent events, bounded by a Poisson distribution); somebody with
/// far more such companions is in a block. That companions beyond chance give coordinated accounts away is the idea of
/// validated projections (Saracco and others, “Inferring monopartite projections of bipartite networks”, New Journal of
/// Physics 19 (2017)) and of Community Notes' post-selection similarity. **False discoveries** are bounded over people by
/// Benjamini and Hochberg. Passing on the same statements is no agreement.
///
/// It says that people vote alike, never why: a family, a party line and a hundred made-up accounts look the same.
///
/// Time: up to `Rule.mostCompared` people, O(people × votes), everybody with everybody. Above, people are sorted by their votes in
/// several random orders of the statements and compared with the next few (Bawa, Condie and Ganesan, “LSH forest”, WWW
/// 2005), and chances come from a sample: O(people × (orders × neighbours + sample) × votes of a person). Then it can
/// miss companions, but not make them up.
public struct AlikeBlocks: Sendable, Hashable {
  /// Who is compared, and from when on people count as alike.
  public struct Rule: Sendable, Hashable {
    /// Two people are compared where they both voted on at least as many statements: the seven that a place on the map
    /// takes.
    public var leastShared = 7
    /// Nearly the same: at least this share of the votes on those statements.
    public var leastAlike = 0.9
    public var smallest = 3
    /// The share of people found who may be so by chance.
    public var falseDiscoveries = 0.01
    /// How many times as many companions as chance would give there have to be.
    public var leastExcess = 3.0
    /// How many of the people most alike, but not nearly the same, give the chances.
    public var references = 30
    public var mostCompared = 1000
    public var orders = 16
    public var neighbours = 8
    /// From how many people chances are worked out where there are more than are all compared; with fewer they get rough.
    public var sample = 256
    public var seed: UInt64 = 0

    public init() {}
  }

  /// How much a person votes like others.
  public struct Person: Sendable, Hashable {
    public let participant: Int
    /// How many vote nearly the same, and how many would by chance.
    public let companions: Int
    public let expected: Double
    /// The probability of as many by chance, in all comparisons of this person.
    public let probability: Double
    /// The rate of false discoveries at which this person counts as alike beyond chance.
    public let rate: Double

    /// −ln of the probability, at most 700: the greater, the less it is chance.
    public var surprise: Double { probability > 1e-304 ? max(0, 0 - Elementary.log(probability)) : 700 }
  }

  /// People who vote nearly the same, beyond what chance gives.
  public struct Block: Sendable, Hashable {
    /// Participants' numbers, ascending.
    public let members: [Int]
    /// The most that chance would give of companions to any of them.
    public let expected: Double
    /// The greatest of its members' rates.
    public let rate: Double
    /// What at least nine in ten of the members who voted on it say, where at least half did, by statement.
    public let votes: [Vote]

    /// What the members of a block say on a statement.
    public struct Vote: Sendable, Hashable {
      public let statement: Int
      public let stance: Stance
      public let members: Int
    }
  }

  /// Everybody, by number.
  public let people: [Person]
  /// The largest first.
  public let blocks: [Block]

  public init(_ matrix: VoteMatrix, rule: Rule = Rule()) {
    var comparison = AlikeComparison(matrix, rule: rule)
    var found: [AlikeComparison.Companions] = []
    for row in matrix.participants.indices { found.append(comparison.companions(of: row)) }
    let rates = FalseDiscovery.rates(found.map { $0.probability }, tests: max(1, comparison.eligible))
    people = found.indices.map { row in
      Person(
        participant: matrix.participants[row], companions: found[row].count, expected: found[row].expected,
        probability: found[row].probability, rate: rates[row])
    }
    let isFound = found.indices.map { row in
      guard rates[row] <= rule.falseDiscoveries, found[row].count + 1 >= rule.smallest else { return false }
      // What more than half say is no block but common ground.
      guard found[row].count * 2 <= comparison.eligible else { return false }
      return Double(found[row].count) >= rule.leastExcess * found[row].expected
    }
    var parts = Parts(count: found.count)
    for row in found.indices where isFound[row] {
      for other in comparison.alike[row] where isFound[Int(other)] { parts.join(row, Int(other)) }
    }
    let groups = parts.groups(of: isFound.indices.filter { isFound[$0] }).filter { $0.count >= rule.smallest }
    var blocks: [Block] = []
    for rows in groups {
      let expected = rows.map { found[$0].expected }.max() ?? 0
      let rate = rows.map { rates[$0] }.max() ?? 1
      let members = rows.map { matrix.participants[$0] }
      blocks.append(Block(members: members, expected: expected, rate: rate, votes: Self.votes(matrix, rows)))
    }
    self.blocks = blocks.sorted { ($1.members.count, $0.members[0]) < ($0.members.count, $1.members[0]) }
  }

  private static func votes(_ matrix: VoteMatrix, _ rows: [Int]) -> [Block.Vote] {
    matrix.counts(of: rows).enumerated().compactMap { column, counts in
      let said: [(Stance, Int)] = [(.disagree, counts.disagrees), (.pass, counts.passes), (.agree, counts.agrees)]
      guard counts.votes * 2 >= rows.count, let most = said.max(by: { $0.1 < $1.1 }), most.1 * 10 >= counts.votes * 9
      else { return nil }
      return Block.Vote(statement: matrix.statements[column], stance: most.0, members: most.1)
    }
  }

  /// The places, in `people`, of that share who vote most alike, and of whoever is as alike as the last of them;
  /// nobody who has no more companions than chance gives.
  /// - Parameter share: from 0 to 1.
  public func mostAlike(_ share: Double) -> [Int] {
    SensitivityReport<Int>.mostAlike(people.map(\.surprise), share: share)
  }
}

/// Things that are joined, one by one, into parts (Tarjan, Journal of the ACM 22 (1975)).
struct Parts {
  private var above: [Int]

  init(count: Int) { above = Array(0..<count) }

  private mutating func top(_ place: Int) -> Int {
    var place = place
    while above[place] != place {
      above[place] = above[above[place]]
      place = above[place]
    }
    return place
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (top(a), top(b))
    if a != b { above[max(a, b)] = min(a, b) }
  }

  /// Those places by part, each ascending.
  mutating func groups(of places: [Int]) -> [[Int]] {
    var groups: [Int: [Int]] = [:]
    for place in places { groups[top(place), default: []].append(place) }
    return groups.values.sorted { $0[0] < $1[0] }
  }
}
