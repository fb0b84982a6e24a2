/// Phragmén's sequential rule for budgets (Phragmén 1894; Los, Christoff and Grossi, “Proportional budget allocations”,
/// 2022). Every voter's purse fills at the same speed from nothing; a project is bought as soon as those who back it
/// have its cost together, and their purses are then empty. It ends when a project is due that does not fit, or any of
/// several that are due at once. What nobody backs is due last, so it is bought only where everything else was.
struct Phragmen {
  /// One purchase: the moment it was due, as money that each purse could have taken in by then, in steps.
  struct Purchase {
    let project: Int
    /// Nil for what nobody backs, and where nobody asked.
    var moment: Rational?
    /// What those who back it paid, each: all that their purses had taken in since they were last emptied.
    var payments: [(amount: Rational, voters: Int)] = []
  }

  let election: BudgetElection
  private let places: [Int]
  private let backers: [[Int32]]
  private let voters: [Int]
  /// The moments of purchases: numerators over `denominator`; the first is the beginning.
  private var moments: [BigInteger] = [.zero]
  private var nearMoments: [Double] = [0]
  private var denominator = BigInteger.one
  /// When each group's purses were last emptied, as a position in `moments`.
  private var emptied: [Int]
  /// For each project, how many of its backers were last emptied at each moment.
  private var counts: [[Int]]
  private var waiting: [Int]
  private var left: BigInteger
  /// The projects that were due together when the rule ended, one of which did not fit.
  private(set) var stoppedBy: [Int] = []

  /// - Parameters:
  ///   - bought: projects that are bought already.
  ///   - purses: what the purses of each group hold at the beginning, as numerators over `divisor`; nil for nothing.
  init(
    _ election: BudgetElection, ties: TieBreaking, after bought: [Int] = [], purses: [BigInteger]? = nil,
    over divisor: BigInteger = .one
  ) {
    self.election = election
    places = ties.places(in: election)
    let profile = election.profile
    var backers = [[Int32]](repeating: [], count: election.projects.count)
    for group in 0..<profile.ballotCount {
      for index in profile.offsets[group]..<profile.offsets[group + 1] {
        backers[Int(profile.choices[index])].append(Int32(truncatingIfNeeded: group))
      }
    }
    self.backers = backers
    voters = profile.approvals
    let have = Set(bought)
    waiting = election.projects.indices.filter { !have.contains($0) && election.costs[$0] <= election.budgetSteps }
    left = election.budgetSteps - election.steps(of: bought)
    guard let purses else {
      counts = voters.map { [$0] }
      emptied = Array(repeating: 0, count: profile.ballotCount)
      return
    }
    // A purse that holds something is one that was emptied before the beginning.
    denominator = divisor
    var positions: [BigInteger: Int] = [:]
    moments = []
    var emptied: [Int] = []
    for purse in purses {
      let position = positions[purse] ?? moments.count
      if position == moments.count {
        positions[purse] = position
        moments.append(-purse)
        nearMoments.append(-BigInteger.quotient(purse, divisor))
      }
      emptied.append(position)
    }
    nearMoments.removeFirst()
    self.emptied = emptied
    var counts = voters.map { _ in [Int](repeating: 0, count: positions.count) }
    for (project, groups) in backers.enumerated() {
      for group in groups { counts[project][emptied[Int(group)]] += profile.multiplicities[Int(group)] }
    }
    self.counts = counts
  }

  /// The next purchase, with its moment and who paid what where it is `recorded`; nil at the end.
  mutating func next(recorded: Bool = false) -> Purchase? {
    let due = dueNext()
    guard !due.isEmpty, due.allSatisfy({ election.costs[$0] <= left }) else {
      stoppedBy = due
      return nil
    }
    guard let project = due.min(by: { places[$0] < places[$1] }) else { return nil }
    return buy(project, recorded: recorded)
  }

  /// Buys a project that is due.
  @discardableResult
  mutating func buy(_ project: Int, recorded: Bool = false) -> Purchase {
    waiting.removeAll { $0 == project }
    left -= election.costs[project]
    guard voters[project] > 0 else { return Purchase(project: project) }
    let backed = counts[project]
    empty(backers[project], at: load(of: project), over: voters[project])
    guard recorded else { return Purchase(project: project) }
    let now = moments[moments.count - 1]
    let payments = zip(moments, backed).filter { $0.1 > 0 }.map { since, count in
      (amount: Rational(now - since, over: denominator) ?? .zero, voters: count)
    }
    return Purchase(project: project, moment: Rational(now, over: denominator), payments: payments)
  }

  /// What the project's backers have taken in since the beginning once they can pay for it, as a numerator over
  /// `denominator`; each of them that divided by how many they are.
  private func load(of project: Int) -> BigInteger {
    var load = election.costs[project] * denominator
    for (moment, count) in zip(moments, counts[project]) where count > 0 { load += moment * count }
    return load
  }

  /// All waiting projects that are due at the earliest moment.
  func dueNext() -> [Int] {
    let backed = waiting.filter { voters[$0] > 0 }
    if backed.isEmpty { return waiting }
    // Rounding is far below a thousand millionth of the sum of sizes. Only what is as near as that is computed.
    let near = backed.map { project in
      var (sum, size) = (election.costs[project].double, election.costs[project].double)
      for (moment, count) in zip(nearMoments, counts[project]) where count > 0 {
        sum += moment * Double(count)
        size += abs(moment) * Double(count)
      }
      return (sum: sum / Double(voters[project]), error: size / Double(voters[project]) * 1e-9)
    }
    let soonest = near.map { $0.sum + $0.error }.min() ?? 0
    var due: [Int] = []
    var least = BigInteger.zero
    for (project, moment) in zip(backed, near) where !(moment.sum - moment.error > soonest) {
      let load = load(of: project)
      if let first = due.first {
        let (one, other) = (load * voters[first], least * voters[project])
        if one > other { continue }
        if one < other { due = [] }
      }
      if due.isEmpty { least = load }
      due.append(project)
    }
    return due
  }

  private mutating func empty(_ groups: [Int32], at load: BigInteger, over voters: Int) {
    let common = BigInteger.greatestCommonDivisor(voters.magnitude, load.remainder(by: voters.magnitude))
    var moment = load
    moment.divideExactly(by: common)
    let factor = voters / Int(common)
    if factor > 1 {
      denominator *= factor
      for index in moments.indices { moments[index] *= factor }
    }
    let now = moments.count
    moments.append(moment)
    nearMoments.append(BigInteger.quotient(moment, denominator))
    let profile = election.profile
    for group in groups {
      let group = Int(group)
      let people = profile.multiplicities[group]
      for index in profile.offsets[group]..<profile.offsets[group + 1] {
        let project = Int(profile.choices[index])
        counts[project][emptied[group]] -= people
        // Rows grow only where there is something to count.
        if counts[project].count <= now {
          counts[project] += repeatElement(0, count: now + 1 - counts[project].count)
        }
        counts[project][now] += people
      }
      emptied[group] = now
    }
  }
}
