/// Something that the money could be spent on.
public struct BudgetProject: Sendable, Hashable {
  public let id: String
  public let name: String
  /// In units of the currency; not negative.
  public let cost: Rational

  public init(id: String, name: String = "", cost: Rational) {
    self.id = id
    self.name = name
    self.cost = cost
  }
}

/// A participatory budget that people have voted on: projects with their costs, an amount to spend, ballots.
public struct BudgetElection: Sendable {
  public let projects: [BudgetProject]
  /// In units of the currency.
  public let budget: Rational
  public let profile: Profile
  /// How many projects a ballot may rank: a first place is worth that many points where a city counts ranks (Kraków).
  /// The longest ballot cast where it was not said.
  public let maxLength: Int
  /// The score a project needs to be considered under `greedy-threshold`; 0 where it was not said.
  public let threshold: Rational

  /// Costs and budget as whole numbers of the smallest step any of them needs, `stepsPerUnit` to a unit of currency.
  let costs: [BigInteger]
  let budgetSteps: BigInteger
  let stepsPerUnit: BigInteger
  /// Each project's place when their ids are sorted as strings of code points: "10" before "2".
  let idOrder: [Int]

  /// - Throws: `Malformed`, without a line, when two projects have one id, a cost or the budget is below zero, or the
  ///   ballots are about another number of projects.
  public init(
    projects: [BudgetProject], budget: Rational, profile: Profile, maxLength: Int? = nil, threshold: Rational = .zero
  ) throws(Malformed) {
    guard !budget.isNegative else { throw Malformed("the budget is below zero.") }
    if let costly = projects.first(where: { $0.cost.isNegative }) {
      throw Malformed("the cost of project “\(costly.id)” is below zero.")
    }
    guard profile.projectCount == projects.count else { throw Malformed("the ballots are about other projects.") }
    let sorted = projects.indices.sorted { Self.precedes(projects[$0].id, projects[$1].id) }
    for (one, other) in zip(sorted, sorted.dropFirst()) where projects[one].id == projects[other].id {
      throw Malformed("there are two projects “\(projects[one].id)”.")
    }
    self.projects = projects
    self.budget = budget
    self.profile = profile
    self.maxLength = maxLength ?? zip(profile.offsets, profile.offsets.dropFirst()).lazy.map { $1 - $0 }.max() ?? 0
    self.threshold = threshold

    var steps = budget.denominator
    for project in projects where project.cost.denominator != steps {
      let divisor = BigInteger.greatestCommonDivisor(steps, project.cost.denominator)
      if let factor = project.cost.denominator.divided(by: divisor)?.quotient { steps *= factor }
    }
    let whole = { (amount: Rational) in (amount * Rational(steps)).numerator }
    stepsPerUnit = steps
    budgetSteps = whole(budget)
    costs = projects.map { whole($0.cost) }
    var order = [Int](repeating: 0, count: projects.count)
    for (place, project) in sorted.enumerated() { order[project] = place }
    idOrder = order
  }

  /// Compares as Python compares strings, which is how the published results were made.
  static func precedes(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }

  /// In units of the currency.
  public func cost(of winners: some Sequence<Int>) -> Rational {
    Rational(steps(of: winners), over: stepsPerUnit) ?? .zero
  }

  func steps(of winners: some Sequence<Int>) -> BigInteger { winners.reduce(into: .zero) { $0 += costs[$1] } }

  /// The same vote with another budget.
  /// - Throws: `Malformed` when it is below zero.
  public func with(budget: Rational) throws(Malformed) -> BudgetElection {
    try BudgetElection(
      projects: projects, budget: budget, profile: profile, maxLength: maxLength, threshold: threshold)
  }

  /// The same vote with other ballots about the same projects.
  /// - Throws: `Malformed` when they are about another number of projects.
  public func with(profile: Profile) throws(Malformed) -> BudgetElection {
    try BudgetElection(
      projects: projects, budget: budget, profile: profile, maxLength: maxLength, threshold: threshold)
  }
}

/// Which of equal projects comes first. Published before the vote.
public enum TieBreaking: Sendable, Hashable {
  /// The smallest id as a string of code points: "10" before "2".
  case id
  /// The order of the file: cities list equal projects as the lot fell.
  case file
  /// As listed here, for example in the order of a public draw. Those not listed come after, by id.
  case listed([String])

  /// The place of each project of the election; smaller comes first.
  func places(in election: BudgetElection) -> [Int] {
    let ids: [String]
    switch self {
    case .id: return election.idOrder
    case .file: return Array(election.projects.indices)
    case .listed(let listed): ids = listed
    }
    var listed: [String: Int] = [:]
    for (place, id) in ids.enumerated() where listed[id] == nil { listed[id] = place - ids.count }
    return election.projects.indices.map { listed[election.projects[$0].id] ?? election.idOrder[$0] }
  }
}
