/// People who answer alike.
public struct OpinionGroup: Sendable, Hashable {
  /// Counted from 0; the largest group has 0, unless it goes on from an earlier map.
  public let id: Int
  /// The participants' numbers, ascending.
  public let members: [Int]
  public let centre: PlanePoint
}

/// The opinions in a conversation at one moment: who stands where, which groups there are, what sets each apart and what
/// they have in common. The rules are those of Polis (Small, Bjorkegren, Erkkilä, Shaw and Megill, “Polis: scaling
/// deliberation by mapping high dimensional opinion spaces”, RECERCA 26 (2021); compdemocracy/polis, math). Every group is
/// shown, however small, and everybody's votes count in the totals.
public struct OpinionMap: Sendable, Hashable {
  public let matrix: VoteMatrix
  /// Statements that were moderated out or are about the conversation itself; the latter by themselves, too.
  public let moderatedOut: Set<Int>
  public let meta: Set<Int>
  public let components: PrincipalComponents
  /// Where each participant stands, by row.
  public let positions: [PlanePoint]
  /// The rows of those who voted often enough to have a place on the map (7 votes, or on all statements where there are
  /// fewer; the most active fifteen in any case), ascending.
  public let placed: [Int]
  public let base: BaseClusters
  /// Divisions into two groups, three, and so on; none where the groups were given.
  public let grouping: Grouping?
  public let groups: [OpinionGroup]
  /// The place in `groups` of each row's, nil for those without a place on the map.
  public let groupOfRow: [Int?]
  public let statistics: GroupStatistics
  /// What everybody said, by column.
  public let counts: [StanceCounts]
  /// For each group.
  public let representative: [[RepresentativeStatement]]
  public let agreedByAll: [ConsensusStatement]
  public let rejectedByAll: [ConsensusStatement]
  /// By column.
  public let priorities: [Double]

  /// - Parameters:
  ///   - moderatedOut: count as passed by everybody on the map, as in Polis, and are not shown.
  ///   - given: participants' groups, where they are known from elsewhere; people who are not in it are in none.
  ///   - count: how many groups to show, if people can be divided so; nil for the number that fits best.
  /// Time: O(20 × votes + people × base clusters), and people² up to 5,000 people.
  public init(
    _ matrix: VoteMatrix, moderatedOut: Set<Int> = [], meta: Set<Int> = [], rule: GroupingRule = GroupingRule(),
    given: [Int: Int]? = nil, count: Int? = nil
  ) {
    var wanted = Continuation()
    wanted.count = count
    self.init(matrix, moderatedOut: moderatedOut, meta: meta, rule: rule, given: given, continuing: wanted)
  }

  /// What an update goes on from.
  struct Continuation: Sendable {
    /// By column of the matrix that is to be mapped; nil to begin anew.
    var axes: [[Double]]?
    var base: [PlanePoint] = []
    /// Which of these each person on the map was in, as far as they are the same people.
    var baseLabels: [Int] = []
    /// What everybody said, by column, if it is known.
    var counts: [StanceCounts]?
    var divisions: [[PlanePoint]] = []
    var groups: [OpinionGroup] = []
    /// Participants who had a place on the map once keep it.
    var placed: Set<Int> = []
    /// How many groups to show if they can be told apart; nil for what fits best.
    var count: Int?
    /// Decides that instead.
    var smoother: GroupCountSmoother?
    /// Axes to turn the new ones like, by column.
    var orientation: [[Double]]?
  }

  init(
    _ matrix: VoteMatrix, moderatedOut: Set<Int>, meta: Set<Int>, rule: GroupingRule, given: [Int: Int]?,
    continuing earlier: Continuation
  ) {
    self.matrix = matrix
    self.moderatedOut = moderatedOut
    self.meta = meta
    let isOut = matrix.statements.map { moderatedOut.contains($0) || meta.contains($0) }
    let counts = earlier.counts ?? matrix.counts()
    self.counts = counts
    let votes = CentredVotes(matrix, counts: counts, isOut: isOut)
    let components = PrincipalComponents(votes, near: earlier.axes, like: earlier.orientation)
    self.components = components
    positions = Self.positions(votes, components)
    placed = Self.placed(matrix, always: earlier.placed)
    let points = placed.map { [positions] in positions[$0] }
    base = BaseClusters(points, from: earlier.base, guess: earlier.baseLabels)
    if let given {
      grouping = nil
      groups = Self.groups(matrix, positions, given)
    } else {
      let grouping = Grouping(points, base, rule: rule, earlier: earlier.divisions)
      self.grouping = grouping
      groups = Self.groups(matrix, placed, grouping, earlier)
    }
    var groupOfRow = [Int?](repeating: nil, count: matrix.participants.count)
    var rows: [[Int]] = []
    for (place, group) in groups.enumerated() {
      rows.append(matrix.rows(ofAscending: group.members))
      for row in rows[place] { groupOfRow[row] = place }
    }
    self.groupOfRow = groupOfRow
    statistics = GroupStatistics(matrix, groups: rows)
    representative = RepresentativeStatement.select(statistics, statements: matrix.statements, isOut: isOut)
    (agreedByAll, rejectedByAll) = ConsensusStatement.select(counts, statements: matrix.statements, isOut: isOut)
    let shown = statistics.totals.isEmpty ? counts.map { _ in StanceCounts() } : statistics.totals
    priorities = matrix.statements.indices.map { column in
      Routing.priority(
        shown[column], extremity: components.extremity(ofColumn: column),
        isMeta: meta.contains(matrix.statements[column]))
    }
  }

  static func positions(_ votes: CentredVotes, _ components: PrincipalComponents) -> [PlanePoint] {
    let outs = votes.isOut.count { $0 }
    let columns = Double(votes.isOut.count)
    let matrix = votes.matrix
    var products = votes.products(components.axes[0], components.axes[1])
    for row in products.indices {
      var voted = matrix.votes(ofRow: row)
      if outs > 0 { voted = outs + matrix.cells(ofRow: row).count { !votes.isOut[Int($0 / 3)] } }
      let scale = (columns / Double(max(voted, 1))).squareRoot()
      products[row].x *= scale
      products[row].y *= scale
    }
    return products
  }

  private static func placed(_ matrix: VoteMatrix, always: Set<Int>) -> [Int] {
    let least = min(7, matrix.statements.count)
    var isPlaced = matrix.participants.indices.map { row in
      let votes = matrix.votes(ofRow: row)
      return votes > 0 && (votes >= least || always.contains(matrix.participants[row]))
    }
    let count = isPlaced.count { $0 }
    if count < 15 {
      let others = isPlaced.indices.filter { !isPlaced[$0] && matrix.votes(ofRow: $0) > 0 }
      let active = others.sorted { (matrix.votes(ofRow: $1), $0) < (matrix.votes(ofRow: $0), $1) }
      for row in active.prefix(15 - count) { isPlaced[row] = true }
    }
    return isPlaced.indices.filter { isPlaced[$0] }
  }

  private static func groups(_ matrix: VoteMatrix, _ positions: [PlanePoint], _ given: [Int: Int]) -> [OpinionGroup] {
    var members: [Int: [Int]] = [:]
    for (participant, group) in given where matrix.row(of: participant) != nil {
      members[group, default: []].append(participant)
    }
    return members.sorted { $0.key < $1.key }.map { id, members in
      var centre = PlanePoint(x: 0, y: 0)
      for row in members.compactMap(matrix.row(of:)) {
        centre.x += positions[row].x / Double(members.count)
        centre.y += positions[row].y / Double(members.count)
      }
      return OpinionGroup(id: id, members: members.sorted(), centre: centre)
    }
  }

  private static func groups(
    _ matrix: VoteMatrix, _ placed: [Int], _ grouping: Grouping, _ earlier: Continuation
  ) -> [OpinionGroup] {
    guard !grouping.divisions.isEmpty else { return [] }
    let best = grouping.divisions[grouping.best]
    var smoother = earlier.smoother
    let wanted = smoother?.update(best.groups) ?? earlier.count
    let division = grouping.divisions.first { $0.groups == wanted } ?? best
    var members = [[Int]](repeating: [], count: division.groups)
    for (index, label) in division.labels.enumerated() { members[label].append(matrix.participants[placed[index]]) }
    let order = GroupOrder(members).places(after: earlier.groups.map(\.members))
    return order.enumerated().map { id, place in
      OpinionGroup(id: id, members: members[place], centre: division.centres[place])
    }
  }

  /// How consensual each statement is in the eyes of every group: group-informed consensus, by column.
  public var groupConsensus: [Double] { matrix.statements.indices.map(statistics.consensus(column:)) }

  /// The statements that are neither moderated out nor about the conversation, those that unite the groups most first.
  public var commonGround: [Int] {
    let consensus = groupConsensus
    return matrix.statements.indices.filter { !isOut($0) }
      .sorted { (consensus[$1], $0) < (consensus[$0], $1) }
      .map { matrix.statements[$0] }
  }

  func isOut(_ column: Int) -> Bool {
    moderatedOut.contains(matrix.statements[column]) || meta.contains(matrix.statements[column])
  }

  /// The statement that person sees next; nil when they voted on all.
  public func nextStatement(for participant: Int, seed: UInt64) -> Int? {
    let candidates = matrix.statements.indices.filter {
      !moderatedOut.contains(matrix.statements[$0]) && matrix[participant, on: matrix.statements[$0]] == nil
    }
    let weights = Dictionary(uniqueKeysWithValues: candidates.map { (matrix.statements[$0], priorities[$0]) })
    return Routing.next(among: candidates.map { matrix.statements[$0] }, priorities: weights, seed: seed)
  }
}

/// In which order groups are named.
struct GroupOrder {
  let members: [[Int]]

  init(_ members: [[Int]]) { self.members = members }

  /// Each group stays where most of its people were before, if there are as many groups as then; else the largest is
  /// first, and of equals that with the lowest number.
  func places(after earlier: [[Int]]) -> [Int] {
    let bySize = members.indices.sorted {
      (members[$1].count, members[$0].first ?? 0) < (members[$0].count, members[$1].first ?? 0)
    }
    guard earlier.count == members.count else { return bySize }
    var shared: [(count: Int, place: Int, before: Int)] = []
    for (place, group) in members.enumerated() {
      for (was, before) in earlier.enumerated() { shared.append((Self.shared(group, before), place, was)) }
    }
    shared.sort { ($1.count, $0.place, $0.before) < ($0.count, $1.place, $1.before) }
    var order = [Int?](repeating: nil, count: members.count)
    var isNamed = [Bool](repeating: false, count: members.count)
    for pair in shared where order[pair.before] == nil && !isNamed[pair.place] {
      order[pair.before] = pair.place
      isNamed[pair.place] = true
    }
    return order.compactMap { $0 }
  }

  /// How many numbers are in both, which ascend.
  private static func shared(_ a: [Int], _ b: [Int]) -> Int {
    var (i, j, count) = (0, 0, 0)
    while i < a.count, j < b.count {
      let (first, second) = (a[i], b[j])
      if first == second { count += 1 }
      i += first <= second ? 1 : 0
      j += second <= first ? 1 : 0
    }
    return count
  }
}
