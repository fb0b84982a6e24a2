/// A pairwise wiki survey: people choose between two ideas at a time, as often as they like, and may add ideas of their own
/// (M. J. Salganik and K. E. C. Levy, “Wiki surveys: open and quantifiable social data collection”, PLOS ONE 10(5), 2015;
/// All Our Ideas for score and choice of pairs).
public struct WikiSurvey: Sendable, Hashable {
  /// An idea with its record.
  public struct Idea: Sendable, Hashable {
    public internal(set) var wins: Int
    public internal(set) var losses: Int
    /// Shown to people.
    public internal(set) var isActive = true

    public init(wins: Int = 0, losses: Int = 0) {
      self.wins = wins
      self.losses = losses
    }

    /// How likely it is, in percent, to win against one drawn at random: 100 × (wins + 1) ÷ (wins + losses + 2). 50 at first.
    public var score: Double { 100 * (Double(wins) + 1) / (Double(wins) + Double(losses) + 2) }
  }
  /// Shown side by side. Left and right make a difference, so both orders are asked.
  public struct Pair: Sendable, Hashable {
    public let left: Int
    public let right: Int
    public init(left: Int, right: Int) {
      self.left = left
      self.right = right
    }
  }
  /// What somebody chose of two.
  public enum Answer: Sendable, Hashable { case left, right, cannotDecide }

  /// The most that a pair's chance counts before they are made to sum to one: it keeps new ideas from crowding out all else.
  public static let mostWeight = 0.05

  public private(set) var ideas: [Idea] = []
  /// Votes on each pair; “I can't decide” is none.
  public private(set) var votes: [Pair: Int] = [:]
  public private(set) var undecided: [Pair: Int] = [:]

  public init(ideas: Int) { self.ideas = Array(repeating: Idea(), count: max(0, ideas)) }

  /// Adds an idea and gives its position. It starts at 50 and is asked about until it has caught up.
  @discardableResult public mutating func add() -> Int {
    ideas.append(Idea())
    return ideas.count - 1
  }

  /// Stops or starts showing an idea. Its votes stay.
  /// - Throws: `Malformed` when there is no such idea.
  public mutating func setActive(_ idea: Int, _ isActive: Bool) throws(Malformed) {
    guard ideas.indices.contains(idea) else { throw Malformed("there is no such idea.") }
    ideas[idea].isActive = isActive
  }

  /// - Throws: `Malformed` when the pair is not of two ideas.
  public mutating func record(_ answer: Answer, on pair: Pair) throws(Malformed) {
    guard ideas.indices.contains(pair.left), ideas.indices.contains(pair.right), pair.left != pair.right else {
      throw Malformed("a pair is two different ideas.")
    }
    switch answer {
    case .cannotDecide:
      undecided[pair, default: 0] += 1
      return
    case .left:
      ideas[pair.left].wins += 1
      ideas[pair.right].losses += 1
    case .right:
      ideas[pair.right].wins += 1
      ideas[pair.left].losses += 1
    }
    votes[pair, default: 0] += 1
  }

  /// Active ideas, best score first, as they were added where scores are equal.
  public var ranking: [Int] {
    ideas.indices.filter { ideas[$0].isActive }.sorted { one, other in
      // (w + 1) ÷ (w + l + 2) compared exactly.
      let first = (ideas[one].wins + 1).multipliedFullWidth(by: ideas[other].wins + ideas[other].losses + 2)
      let second = (ideas[other].wins + 1).multipliedFullWidth(by: ideas[one].wins + ideas[one].losses + 2)
      return first == second ? one < other : first > second
    }
  }

  /// The pair to ask about next: pairs with fewer votes are likelier (“catch-up”), in proportion to the lesser of
  /// 1 ÷ (votes + 1) and 0.05 over all ordered pairs of active ideas.
  /// - Parameter chance: uniform from 0 up to 1.
  /// - Returns: nil with fewer than two active ideas.
  ///
  /// Time: linear in the pairs that have votes and in the ideas; pairs without votes are not listed.
  public func nextPair(_ chance: Double) -> Pair? {
    let active = ideas.indices.filter { ideas[$0].isActive }
    guard active.count > 1 else { return nil }
    let voted = votes.filter { $0.value > 0 && ideas[$0.key.left].isActive && ideas[$0.key.right].isActive }
    let pairs = active.count * (active.count - 1)
    // What the pairs with votes lack of the most.
    let lacking = voted.sorted { ($0.key.left, $0.key.right) < ($1.key.left, $1.key.right) }
      .map { (pair: $0.key, lack: Self.mostWeight - Self.weight($0.value)) }
      .filter { $0.lack > 0 }
    let total = Double(pairs) * Self.mostWeight - lacking.reduce(0) { $0 + $1.lack }
    var left = (chance.isFinite ? min(max(chance, 0), 1) : 0) * total
    // Walk over the ordered pairs, row by row; only rows with lacking pairs need a closer look.
    var rows: [Int: [(column: Int, lack: Double)]] = [:]
    for (pair, lack) in lacking { rows[pair.left, default: []].append((pair.right, lack)) }
    let width = Double(active.count - 1) * Self.mostWeight
    for row in active {
      let lack = rows[row]?.reduce(0) { $0 + $1.lack } ?? 0
      if left >= width - lack, row != active[active.count - 1] {
        left -= width - lack
        continue
      }
      let missing = Dictionary(uniqueKeysWithValues: rows[row] ?? [])
      let columns = active.filter { $0 != row }
      for column in columns {
        let weight = Self.mostWeight - (missing[column] ?? 0)
        if left < weight || column == columns[columns.count - 1] { return Pair(left: row, right: column) }
        left -= weight
      }
    }
    return nil
  }

  /// How likely a pair is to be asked about next; 0 for a pair that is not of two active ideas.
  public func probability(of pair: Pair) -> Double {
    guard ideas.indices.contains(pair.left), ideas.indices.contains(pair.right), pair.left != pair.right,
      ideas[pair.left].isActive, ideas[pair.right].isActive
    else { return 0 }
    let active = ideas.count { $0.isActive }
    let lack = votes.filter { ideas[$0.key.left].isActive && ideas[$0.key.right].isActive }
      .values.sorted().reduce(0) { $0 + Self.mostWeight - Self.weight($1) }
    return Self.weight(votes[pair] ?? 0) / (Double(active * (active - 1)) * Self.mostWeight - lack)
  }

  private static func weight(_ votes: Int) -> Double { min(1 / (Double(votes) + 1), mostWeight) }
}
