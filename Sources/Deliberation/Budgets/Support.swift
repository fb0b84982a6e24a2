/// Who backs each project and by how much, laid out for the scans of equal shares.
///
/// Voters with one ballot stay together all through: they have the same money left. `group` is a distinct ballot.
struct Support: Sendable {
  let satisfaction: Satisfaction
  /// Project `c` has the entries `offsets[c]..<offsets[c + 1]` of the arrays below, one a group.
  let offsets: [Int]
  let groups: [Int32]
  /// Per project: where the entries begin whose mass is 1, groups of one person who gave no weights. They come last, and
  /// their masses are not kept: there are millions of them.
  let singles: [Int]
  /// Voters of the group times what the project is worth to each, per unit of `scale`: of entry `i` before `singles[c]` at
  /// `i - massShifts[c]`.
  let masses: [Double]
  let massShifts: [Int]
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

  /// The mass of an entry of a project.
  @inline(__always) func mass(_ index: Int, of project: Int) -> Double {
    index < singles[project] ? masses[index - massShifts[project]] : 1
  }

  init(_ election: BudgetElection, _ satisfaction: Satisfaction) {
    let profile = election.profile
    let weights = profile.weights(satisfaction)
    var layout = Layout(profile, weights)
    layout.fill(profile, weights)
    self.satisfaction = satisfaction
    self.weights = weights
    offsets = layout.offsets
    singles = layout.singles
    groups = layout.groups
    masses = layout.masses
    massShifts = layout.massShifts
    mostWeights = layout.mostWeights
    totals = layout.totals
    voters = layout.voters
    scales = satisfaction == .cost ? election.costs : election.costs.map { _ in .one }
    isWithinDouble = layout.totals.allSatisfy { $0 < 1 << 53 }
  }

  /// The arrays above while they are filled.
  private struct Layout {
    let offsets: [Int]
    let singles: [Int]
    let massShifts: [Int]
    var groups: [Int32]
    var masses: [Double]
    var mostWeights: [Double]
    var totals: [Int]
    var voters: [Int]

    /// Counts how much room each project needs, for groups of several people and for single ones.
    init(_ profile: Profile, _ weights: [Int]?) {
      var several = [Int](repeating: 0, count: profile.projectCount)
      var single = several
      for group in 0..<profile.ballotCount {
        let isSingle = profile.multiplicities[group] == 1 && weights == nil
        for index in profile.offsets[group]..<profile.offsets[group + 1] where (weights?[index] ?? 1) > 0 {
          let project = Int(profile.choices[index])
          if isSingle { single[project] += 1 } else { several[project] += 1 }
        }
      }
      var offsets = [0]
      var singles: [Int] = []
      var massShifts: [Int] = []
      var masses = 0
      for (several, single) in zip(several, single) {
        let start = offsets.last ?? 0
        massShifts.append(start - masses)
        masses += several
        singles.append(start + several)
        offsets.append(start + several + single)
      }
      self.offsets = offsets
      self.singles = singles
      self.massShifts = massShifts
      groups = Array(repeating: 0, count: offsets.last ?? 0)
      self.masses = Array(repeating: 0, count: masses)
      mostWeights = Array(repeating: 1, count: profile.projectCount)
      totals = Array(repeating: 0, count: profile.projectCount)
      voters = totals
    }

    mutating func fill(_ profile: Profile, _ weights: [Int]?) {
      var next = Array(offsets.dropLast())
      var nextSingle = singles
      groups.withUnsafeMutableBufferPointer { groups in
        profile.choices.withUnsafeBufferPointer { choices in
          for group in 0..<profile.ballotCount {
            let people = profile.multiplicities[group]
            let range = profile.offsets[group]..<profile.offsets[group + 1]
            if people == 1, weights == nil {
              for index in range {
                let project = Int(choices[index])
                groups[nextSingle[project]] = Int32(truncatingIfNeeded: group)
                nextSingle[project] += 1
              }
              continue
            }
            for index in range {
              let weight = weights?[index] ?? 1
              guard weight > 0 else { continue }
              let project = Int(choices[index])
              groups[next[project]] = Int32(truncatingIfNeeded: group)
              masses[next[project] - massShifts[project]] = Double(people * weight)
              next[project] += 1
              totals[project] += people * weight
              voters[project] += people
              if weights != nil { mostWeights[project] = max(mostWeights[project], Double(weight)) }
            }
          }
        }
      }
      for project in totals.indices {
        totals[project] += nextSingle[project] - singles[project]
        voters[project] += nextSingle[project] - singles[project]
      }
    }
  }
}
