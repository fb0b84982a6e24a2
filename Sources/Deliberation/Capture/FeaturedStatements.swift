extension OpinionMap {
  /// The statements that are featured by group-informed consensus, the most shared first, when votes weigh so much.
  ///
  /// Where some people are left out and all others count once, the map is made anew without them, groups and all. With other
  /// weights the groups stay and their votes are weighed (people without a weight not at all): agreement in a group is
  /// (Σw of those who agree + 1) ÷ (Σw of those who voted + 2), weights being scaled to 1 on average over those who
  /// have one.
  ///
  /// - Parameters:
  ///   - count: how many are featured.
  ///   - weights: by row; whoever has none counts once.
  /// Time: that of a map, or O(votes).
  public func featured(_ count: Int, _ weights: VoterWeights, rule: GroupingRule = GroupingRule()) -> [Int] {
    let values = matrix.participants.indices.map { weights.values.indices.contains($0) ? weights.values[$0] : 1 }
    if values.allSatisfy({ $0 == 1 }) { return Array(commonGround.prefix(max(0, count))) }
    if values.allSatisfy({ $0 == 0 || $0 == 1 }) {
      let kept = Set(values.indices.filter { values[$0] > 0 }.map { matrix.participants[$0] })
      let votes = matrix.all.filter { kept.contains($0.participant) }
      let map = OpinionMap(
        VoteMatrix(votes, statements: matrix.statements), moderatedOut: moderatedOut, meta: meta, rule: rule)
      return Array(map.commonGround.prefix(max(0, count)))
    }
    let consensus = weightedConsensus(values)
    return Array(
      matrix.statements.indices.filter { !isOut($0) }
        .sorted { (consensus[$1], $0) < (consensus[$0], $1) }
        .map { matrix.statements[$0] }.prefix(max(0, count)))
  }

  /// Group-informed consensus with weights by row, by column.
  func weightedConsensus(_ weights: [Double]) -> [Double] {
    let greatest = weights.max() ?? 0
    guard greatest > 0 else { return matrix.statements.map { _ in 1 } }
    let counted = weights.count { $0 > 0 }
    let mean = weights.reduce(0) { $0 + $1 / greatest } / Double(max(1, counted))
    var consensus = [Double](repeating: 1, count: matrix.statements.count)
    for place in groups.indices {
      var agrees = [Double](repeating: 1, count: consensus.count)
      var votes = [Double](repeating: 2, count: consensus.count)
      for row in groupOfRow.indices where groupOfRow[row] == place {
        let weight = weights[row] / greatest / mean
        for cell in matrix.cells(ofRow: row) {
          votes[Int(cell / 3)] += weight
          if cell % 3 == 2 { agrees[Int(cell / 3)] += weight }
        }
      }
      for column in consensus.indices { consensus[column] *= agrees[column] / votes[column] }
    }
    return consensus
  }
}
