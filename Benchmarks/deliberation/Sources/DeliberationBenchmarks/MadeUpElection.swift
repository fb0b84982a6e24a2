import Deliberation

/// Elections by chance in the likeness of a large city's. The same for the same size everywhere.
enum MadeUpElection {
  /// A few projects that many want, many that few want, up to fifteen marks a ballot: nearly all ballots are different.
  static func make(voters: Int, projects: Int) throws -> Pabulib {
    try make(voters: voters, projects: projects, parts: 1)[0]
  }

  /// The same with its voters in so many parts, each of which votes for itself on the same projects with the same budget.
  static func make(voters: Int, projects: Int, parts: Int) throws -> [Pabulib] {
    var dice = SplitMix(state: UInt64(voters &* 1_000 &+ projects))
    let costs = (0..<projects).map { _ in Int.random(in: 20...1_500, using: &dice) * 1_000 }
    return try (0..<parts).map { _ in
      var box = Profile.Box(kind: .approval, projectCount: projects)
      for _ in 0..<voters / parts { box.cast(ballot(of: projects, &dice)) }
      return try file(costs, box.close())
    }
  }

  /// Ballots that are much alike: in each of eight districts twelve lists go round, some more than others, and four in five
  /// people take one over whole. Costs are round, and small for so many people.
  static func makeOfLists(voters: Int, projects: Int) throws -> Pabulib {
    var dice = SplitMix(state: UInt64(voters &* 1_000 &+ projects))
    let costs = (0..<projects).map { _ in Int.random(in: 1...56, using: &dice) * 5_000 }
    let districts = 8
    let lists = (0..<districts).map { district in
      (0..<12).map { _ in
        // What the district wants for itself, and what all the city does.
        (0..<Int.random(in: 2...6, using: &dice)).map { _ in
          Int32((Int.random(in: 0..<projects, using: &dice) / districts * districts + district) % projects)
        } + ballot(of: projects, &dice).prefix(4)
      }
    }
    var box = Profile.Box(kind: .approval, projectCount: projects)
    for _ in 0..<voters {
      let own = lists[Int.random(in: 0..<districts, using: &dice)]
      let chance = Double.random(in: 0..<1, using: &dice)
      let takesOver = Double.random(in: 0..<1, using: &dice) < 0.83
      box.cast(takesOver ? own[Int(chance * chance * Double(own.count))] : ballot(of: projects, &dice))
    }
    return try file(costs, box.close())
  }

  private static func ballot(of projects: Int, _ dice: inout SplitMix) -> [Int32] {
    (0..<Int.random(in: 1...15, using: &dice)).map { _ in
      let chance = Double.random(in: 0..<1, using: &dice)
      return Int32(min(Double(projects - 1), chance * chance * Double(projects)))
    }
  }

  private static func file(_ costs: [Int], _ profile: Profile) throws -> Pabulib {
    let election = try BudgetElection(
      projects: costs.enumerated().map { BudgetProject(id: "\($0.offset)", cost: Rational($0.element)) },
      budget: Rational(costs.reduce(0, +) / 3), profile: profile)
    return Pabulib(
      meta: [.init("description", "Made up"), .init("country", "None"), .init("unit", "None"), .init("instance", "0")],
      projectColumns: [], projectRows: [], election: election)
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
