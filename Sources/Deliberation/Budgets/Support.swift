/// Who backs each project and by how much, laid out for the scans of equal shares.
///
/// Voters with one ballot stay together all through: they have the same money left. `group` is a distinct ballot.
struct Support: Sendable {
  let satisfaction: Satisfaction
  /// Project `c` has the entries `offsets[c]..<offsets[c + 1]` of the arrays below, one a group.
  let offsets: [Int]
  let groups: [Int32]
  /// Voters of the group times what the project is worth to each, per unit of `scale`.
  let masses: [Double]
  /// Per project: where the entries begin whose mass is 1, groups of one person who gave no weights. They come last, so
  /// that scans need not look at their masses.
  let singles: [Int]
  /// Per project: the most that it is worth to anybody.
  let mostWeights: [Double]
  /// Per project: the sum of its masses.
  let totals: [Int]
  /// Per project: the voters behind it.
  let voters: [Int]
  /// Beside `profile.choices`; nil where all are 1.
  let weights: [Int]?
  /// What worth is counted in: the cost under `cost` satisfaction, else 1.
  let scales: [BigInteger]
  /// Whether sums of masses are exact in a `Double`.
  let isWithinDouble: Bool

  init(_ election: BudgetElection, _ satisfaction: Satisfaction) {
    let profile = election.profile
    let weights = profile.weights(satisfaction)
    var counts = [Int](repeating: 0, count: profile.projectCount)
    if let weights {
      for (choice, weight) in zip(profile.choices, weights) where weight > 0 { counts[Int(choice)] += 1 }
    } else {
      for choice in profile.choices { counts[Int(choice)] += 1 }
    }
    var offsets = [0]
    for count in counts { offsets.append((offsets.last ?? 0) + count) }
    var next = offsets
    var groups = [Int32](repeating: 0, count: offsets.last ?? 0)
    var masses = [Double](repeating: 0, count: groups.count)
    var totals = [Int](repeating: 0, count: profile.projectCount)
    var voters = totals
    var mostWeights = [Double](repeating: 1, count: profile.projectCount)
    var singles = [Int](repeating: 0, count: profile.projectCount)
    for isSingle in [false, true] {
      if isSingle { singles = Array(next.prefix(profile.projectCount)) }
      for group in 0..<profile.ballotCount {
        let people = profile.multiplicities[group]
        guard isSingle == (people == 1 && weights == nil) else { continue }
        for index in profile.offsets[group]..<profile.offsets[group + 1] {
          let weight = weights?[index] ?? 1
          guard weight > 0 else { continue }
          let project = Int(profile.choices[index])
          groups[next[project]] = Int32(truncatingIfNeeded: group)
          masses[next[project]] = Double(people * weight)
          next[project] += 1
          totals[project] += people * weight
          voters[project] += people
          if weights != nil { mostWeights[project] = max(mostWeights[project], Double(weight)) }
        }
      }
    }
    self.singles = singles
    self.mostWeights = mostWeights
    self.satisfaction = satisfaction
    self.offsets = offsets
    self.groups = groups
    self.masses = masses
    self.totals = totals
    self.voters = voters
    self.weights = weights
    scales = satisfaction == .cost ? election.costs : election.costs.map { _ in .one }
    isWithinDouble = totals.allSatisfy { $0 < 1 << 53 }
  }
}
