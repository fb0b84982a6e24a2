import Deliberation

/// An election by chance in the likeness of a large city's: a few projects that many want, many that few want, up to
/// fifteen marks a ballot. The same for the same size everywhere.
enum MadeUpElection {
  static func make(voters: Int, projects: Int) throws -> Pabulib {
    var dice = SplitMix(state: UInt64(voters &* 1_000 &+ projects))
    let costs = (0..<projects).map { _ in Int.random(in: 20...1_500, using: &dice) * 1_000 }
    var box = Profile.Box(kind: .approval, projectCount: projects)
    for _ in 0..<voters {
      let marks = (0..<Int.random(in: 1...15, using: &dice)).map { _ in
        let chance = Double.random(in: 0..<1, using: &dice)
        return Int32(min(Double(projects - 1), chance * chance * Double(projects)))
      }
      box.cast(marks)
    }
    let election = try BudgetElection(
      projects: costs.enumerated().map { BudgetProject(id: "\($0.offset)", cost: Rational($0.element)) },
      budget: Rational(costs.reduce(0, +) / 3), profile: box.close())
    return Pabulib(
      meta: [.init("description", "Made up"), .init("country", "None"), .init("unit", "None"), .init("instance", "0")],
      projectColumns: [], projectRows: [], election: election)
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
