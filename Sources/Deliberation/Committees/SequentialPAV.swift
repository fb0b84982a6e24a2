/// Sequential proportional approval voting (Thiele 1895), exactly.
struct SequentialPAV {
  private let profile: Profile
  private let backers: [[Int32]]
  /// How many of those elected each group approves of.
  private var elected: [Int]
  /// For each candidate, how many of their voters have 0, 1, 2 … elected.
  private var counts: [[Int]]
  private(set) var waiting: [Int]

  init(_ profile: Profile) {
    self.profile = profile
    var backers = [[Int32]](repeating: [], count: profile.projectCount)
    for group in 0..<profile.ballotCount {
      for candidate in profile.choices(of: group) {
        backers[candidate].append(Int32(truncatingIfNeeded: group))
      }
    }
    self.backers = backers
    elected = Array(repeating: 0, count: profile.ballotCount)
    counts = profile.approvals.map { [$0] }
    waiting = Array(0..<profile.projectCount)
  }

  /// The candidates who add most.
  func due() -> [Int] {
    var due: [Int] = []
    var most = Rational.zero
    for candidate in waiting {
      var gain = Rational.zero
      for (have, count) in counts[candidate].enumerated() where count > 0 {
        gain += Rational(count, over: have + 1) ?? .zero
      }
      if due.isEmpty || gain > most {
        due = []
        most = gain
      }
      if gain == most { due.append(candidate) }
    }
    return due
  }

  mutating func elect(_ candidate: Int) {
    waiting.removeAll { $0 == candidate }
    for group in backers[candidate] {
      let group = Int(group)
      let people = profile.multiplicities[group]
      for other in profile.choices(of: group) {
        counts[other][elected[group]] -= people
        if counts[other].count == elected[group] + 1 { counts[other].append(0) }
        counts[other][elected[group] + 1] += people
      }
      elected[group] += 1
    }
  }
}
