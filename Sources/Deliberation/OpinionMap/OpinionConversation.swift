/// A conversation as votes arrive: each update goes on from the last map, which is fast, keeps people and groups where they
/// were, and does not let the number of groups flicker.
public struct OpinionConversation: Sendable {
  public private(set) var matrix: VoteMatrix
  public private(set) var moderatedOut: Set<Int>
  public private(set) var meta: Set<Int>
  public let rule: GroupingRule
  private var smoother = GroupCountSmoother()
  private var last: OpinionMap?
  /// What everybody said, by column.
  private var counts: [StanceCounts]
  private var placed: Set<Int> = []
  /// Votes that changed since the axes were found from nothing.
  private var changes = 0
  private var votesThen = 0

  public init(
    _ matrix: VoteMatrix = VoteMatrix(), moderatedOut: Set<Int> = [], meta: Set<Int> = [],
    rule: GroupingRule = GroupingRule()
  ) {
    self.matrix = matrix
    counts = matrix.counts()
    self.moderatedOut = moderatedOut
    self.meta = meta
    self.rule = rule
  }

  /// Casts a vote, changes it, or (with nil) takes it back. Returns false where nothing changed.
  @discardableResult
  public mutating func cast(_ stance: Stance?, by participant: Int, on statement: Int) -> Bool {
    add(statement: statement)
    let before = matrix[participant, on: statement]
    guard matrix.cast(stance, by: participant, on: statement) else { return false }
    changes += 1
    if let column = matrix.column(of: statement) {
      if let before { counts[column][before] -= 1 }
      if let stance { counts[column][stance] += 1 }
    }
    return true
  }

  /// Takes back all that a person said.
  public mutating func withdraw(_ participant: Int) {
    for vote in matrix.votes(of: participant) { cast(nil, by: participant, on: vote.statement) }
    placed.remove(participant)
  }

  /// Lets a statement in, which then can be voted on.
  public mutating func add(statement: Int) {
    let known = matrix.statements.count
    let column = matrix.addStatement(statement)
    if matrix.statements.count > known { counts.insert(StanceCounts(), at: column) }
  }

  /// Leaves a statement out of the map, or takes it in again.
  public mutating func moderate(_ statement: Int, isOut: Bool) {
    if isOut { moderatedOut.insert(statement) } else { moderatedOut.remove(statement) }
    // The axes may be quite different now.
    votesThen = 0
  }

  /// The map of all that was said so far. Groups go on from those there were: others are looked for among the people only
  /// where base clusters can be divided better than by these, and all begins anew once one vote in fifty has changed.
  /// Time: a few steps over the votes, and the rest once over the people.
  public mutating func update() -> OpinionMap {
    var earlier = OpinionMap.Continuation()
    earlier.placed = placed
    earlier.smoother = smoother
    earlier.counts = counts
    if let last {
      earlier.groups = last.groups
      earlier.orientation = axes(of: last)
      if changes * 50 <= votesThen {
        earlier.axes = earlier.orientation
        earlier.base = last.base.centres
        earlier.baseLabels = last.base.labels
        earlier.divisions = last.grouping?.divisions.map(\.centres) ?? []
      }
    }
    if earlier.axes == nil {
      changes = 0
      votesThen = matrix.votes
    }
    let map = OpinionMap(
      matrix, moderatedOut: moderatedOut, meta: meta, rule: rule, given: nil, continuing: earlier)
    if let grouping = map.grouping, !grouping.divisions.isEmpty {
      _ = smoother.update(grouping.divisions[grouping.best].groups)
    }
    if last?.placed != map.placed || last?.matrix.participants != map.matrix.participants {
      placed.formUnion(map.placed.lazy.map { map.matrix.participants[$0] })
    }
    last = map
    return map
  }

  /// The axes of that map for the columns there are now.
  private func axes(of map: OpinionMap) -> [[Double]] {
    guard map.matrix.statements != matrix.statements else { return map.components.axes }
    return map.components.axes.map { axis in
      matrix.statements.map { map.matrix.column(of: $0).map { axis[$0] } ?? 0 }
    }
  }
}
