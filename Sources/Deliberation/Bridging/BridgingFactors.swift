/// What remains of agreement when people's general inclination to agree, and the side they are on, are explained away:
///
///     vote(u, s) ≈ µ + iᵤ + iₛ + fᵤ·fₛ
///
/// where a vote is 1 (agree), ½ (pass) or 0. A statement with a large intercept iₛ is liked by people on both sides of
/// the factor f. This is the model by which Community Notes judges notes (Wojcik, Hilgard, Judd and others, “Birdwatch”,
/// arXiv 2210.15723; twitter/communitynotes, matrix_factorization.py), with its squared lengths weighed as there.
///
/// By itself the intercept is easy to capture: a block that votes alike becomes a side of its own. Use `BridgingVerdict`.
///
/// Found by alternating least squares, which never gets worse, from the axis of the greatest difference and from seeds; the
/// best is kept. Time: O(rounds × votes).
public struct BridgingFactors: Sendable, Hashable {
  /// Penalties, and who and what is judged at all. The penalties are those of Community Notes.
  public struct Rule: Sendable, Hashable {
    /// What squares of intercepts and factors cost.
    public var interceptPenalty = 0.15
    public var factorPenalty = 0.03
    /// Statements with fewer votes are left out, and then people with fewer.
    public var leastVotesOnStatement = 5
    public var leastVotesOfPerson = 10
    public var seed: UInt64 = 0
    public var seededStarts = 2

    public init() {}
  }

  /// A statement's part in the model, and who said what on either side of the factor.
  public struct Statement: Sendable, Hashable {
    public let statement: Int
    public let intercept: Double
    public let factor: Double
    /// What people said who are on the side of negative factors, and of positive ones.
    public let negativeSide: StanceCounts
    public let positiveSide: StanceCounts
  }

  /// A person's part in the model.
  public struct Person: Sendable, Hashable {
    public let participant: Int
    public let intercept: Double
    public let factor: Double
  }

  /// µ, the general inclination to agree.
  public let inclination: Double
  /// By number.
  public let statements: [Statement]
  public let people: [Person]
  public let votes: Int
  /// The mean of squared errors, and that with the penalties: what is made least.
  public let error: Double
  public let loss: Double

  /// - Parameters:
  ///   - leftOut: statements that are moderated out.
  ///   - eligible: whose votes count: all, or only those (a sample of the population, verified people).
  public init(_ matrix: VoteMatrix, leftOut: Set<Int> = [], eligible: Set<Int>? = nil, rule: Rule = Rule()) {
    var ratings = Ratings(matrix, leftOut: leftOut, eligible: eligible, rule: rule)
    var starts = [ratings.axis]
    var random = SeededRandom(seed: rule.seed)
    for _ in 0..<max(0, rule.seededStarts) { starts.append(ratings.columns.map { _ in random.fraction() - 0.5 }) }
    var best = AlternatingSquares(ratings, rule, start: starts[0])
    for start in starts.dropFirst() {
      let other = AlternatingSquares(ratings, rule, start: start)
      if other.loss < best.loss { best = other }
    }
    // Both signs fit alike: here most people are on the positive side.
    let positive = best.people.count { $0.y > 0 }
    let sign = positive * 2 < best.people.count ? -1.0 : 1
    ratings.countSides(best.people.map { $0.y * sign })
    inclination = best.inclination
    votes = ratings.count
    error = best.error
    loss = best.loss
    statements = ratings.columns.enumerated().map { place, column in
      Statement(
        statement: matrix.statements[column], intercept: best.statements[place].x,
        factor: best.statements[place].y * sign, negativeSide: ratings.sides[place].negative,
        positiveSide: ratings.sides[place].positive)
    }
    people = ratings.rows.enumerated().map { place, row in
      Person(
        participant: matrix.participants[row], intercept: best.people[place].x, factor: best.people[place].y * sign)
    }
  }
}

/// The votes that are judged, by person and by statement.
private struct Ratings {
  let rows: [Int]
  let columns: [Int]
  /// Where each person's votes begin; which statement each is on, and how much it agrees.
  private(set) var starts = [0]
  private(set) var places: [Int32] = []
  private(set) var values: [Double] = []
  private(set) var sides: [(negative: StanceCounts, positive: StanceCounts)] = []
  var count: Int { values.count }

  init(_ matrix: VoteMatrix, leftOut: Set<Int>, eligible: Set<Int>?, rule: BridgingFactors.Rule) {
    let mayRate = matrix.participants.map { eligible?.contains($0) ?? true }
    let counts = matrix.counts(of: mayRate.indices.filter { mayRate[$0] })
    let isJudged = matrix.statements.enumerated().map { column, statement in
      counts[column].votes >= max(1, rule.leastVotesOnStatement) && !leftOut.contains(statement)
    }
    rows = mayRate.indices.filter { row in
      mayRate[row]
        && matrix.cells(ofRow: row).count { isJudged[Int($0 / 3)] } >= max(1, rule.leastVotesOfPerson)
    }
    columns = isJudged.indices.filter { isJudged[$0] }
    var place = [Int32](repeating: 0, count: isJudged.count)
    for (index, column) in columns.enumerated() { place[column] = Int32(truncatingIfNeeded: index) }
    for row in rows {
      for cell in matrix.cells(ofRow: row) where isJudged[Int(cell / 3)] {
        places.append(place[Int(cell / 3)])
        values.append(Double(cell % 3) / 2)
      }
      starts.append(values.count)
    }
  }

  /// The leading principal direction of the statements, where most differences lie.
  var axis: [Double] {
    var means = [Double](repeating: 0, count: columns.count)
    var votes = [Double](repeating: 0, count: columns.count)
    for (place, value) in zip(places, values) {
      means[Int(place)] += value
      votes[Int(place)] += 1
    }
    for place in means.indices where votes[place] > 0 { means[place] /= votes[place] }
    let found = Lanczos.leading(1, size: columns.count, Array(columns.indices), near: nil) { vector in
      var image = [Double](repeating: 0, count: vector.count)
      for row in rows.indices {
        var product = 0.0
        for index in starts[row]..<starts[row + 1] {
          product += (values[index] - means[Int(places[index])]) * vector[Int(places[index])]
        }
        for index in starts[row]..<starts[row + 1] {
          image[Int(places[index])] += (values[index] - means[Int(places[index])]) * product
        }
      }
      return image
    }
    let greatest = found[0].vector.map(\.magnitude).max() ?? 0
    return found[0].vector.map { greatest > 0 ? $0 / greatest : 0 }
  }

  mutating func countSides(_ factors: [Double]) {
    sides = columns.map { _ in (StanceCounts(), StanceCounts()) }
    for row in rows.indices {
      for index in starts[row]..<starts[row + 1] {
        let agrees = values[index] > 0.75 ? 1 : 0
        let disagrees = values[index] < 0.25 ? 1 : 0
        let one = StanceCounts(agrees: agrees, disagrees: disagrees, passes: 1 - agrees - disagrees)
        let place = Int(places[index])
        if factors[row] < 0 { sides[place].negative = sides[place].negative + one }
        if factors[row] > 0 { sides[place].positive = sides[place].positive + one }
      }
    }
  }
}

/// Intercepts (x) and factors (y) of people given those of statements, then the other way about, until nothing changes.
private struct AlternatingSquares {
  private(set) var inclination = 0.0
  private(set) var people: [PlanePoint]
  private(set) var statements: [PlanePoint]
  private(set) var error = Double.infinity
  private(set) var loss = Double.infinity

  private let ratings: Ratings
  private let rule: BridgingFactors.Rule

  init(_ ratings: Ratings, _ rule: BridgingFactors.Rule, start: [Double]) {
    self.ratings = ratings
    self.rule = rule
    people = Array(repeating: PlanePoint(x: 0, y: 0), count: ratings.rows.count)
    statements = start.map { PlanePoint(x: 0, y: $0) }
    guard ratings.count > 0 else {
      (error, loss) = (0, 0)
      return
    }
    for _ in 0..<1000 {
      let before = loss
      settleInclination()
      settlePeople()
      settleStatements()
      judge()
      guard before - loss > 1e-10 * loss else { break }
    }
  }

  private mutating func settleInclination() {
    var sum = 0.0
    for row in people.indices {
      for index in ratings.starts[row]..<ratings.starts[row + 1] {
        let statement = statements[Int(ratings.places[index])]
        sum += ratings.values[index] - people[row].x - statement.x - people[row].y * statement.y
      }
    }
    inclination = sum / Double(ratings.count) / (1 + rule.interceptPenalty)
  }

  /// The normal equations of one person or statement: of ones, factors and squared factors on the left, of what is left
  /// and its product with the factor on the right.
  private struct Equations {
    var ones = 0.0
    var factors = 0.0
    var squares = 0.0
    var rests = 0.0
    var products = 0.0

    mutating func add(_ rest: Double, _ factor: Double) {
      ones += 1
      factors += factor
      squares += factor * factor
      rests += rest
      products += rest * factor
    }

    func solved(intercept: Double, factor: Double) -> PlanePoint {
      let (a, c) = (ones + intercept, squares + factor)
      let determinant = a * c - factors * factors
      guard determinant > 0 else { return PlanePoint(x: 0, y: 0) }
      return PlanePoint(
        x: (rests * c - products * factors) / determinant, y: (a * products - factors * rests) / determinant)
    }
  }

  private mutating func settlePeople() {
    let weight = Double(ratings.count) / Double(people.count)
    for row in people.indices {
      var equations = Equations()
      for index in ratings.starts[row]..<ratings.starts[row + 1] {
        let statement = statements[Int(ratings.places[index])]
        equations.add(ratings.values[index] - inclination - statement.x, statement.y)
      }
      people[row] = equations.solved(
        intercept: rule.interceptPenalty * weight, factor: rule.factorPenalty * weight)
    }
  }

  private mutating func settleStatements() {
    let weight = Double(ratings.count) / Double(statements.count)
    var equations = [Equations](repeating: Equations(), count: statements.count)
    for row in people.indices {
      for index in ratings.starts[row]..<ratings.starts[row + 1] {
        equations[Int(ratings.places[index])].add(
          ratings.values[index] - inclination - people[row].x, people[row].y)
      }
    }
    statements = equations.map {
      $0.solved(intercept: rule.interceptPenalty * weight, factor: rule.factorPenalty * weight)
    }
  }

  private mutating func judge() {
    var sum = 0.0
    for row in people.indices {
      for index in ratings.starts[row]..<ratings.starts[row + 1] {
        let statement = statements[Int(ratings.places[index])]
        let rest =
          ratings.values[index] - inclination - people[row].x - statement.x - people[row].y * statement.y
        sum += rest * rest
      }
    }
    error = sum / Double(ratings.count)
    func mean(_ points: [PlanePoint], _ part: (PlanePoint) -> Double) -> Double {
      points.reduce(0) { $0 + part($1) * part($1) } / Double(max(1, points.count))
    }
    loss =
      error + rule.interceptPenalty * (inclination * inclination + mean(people, \.x) + mean(statements, \.x))
      + rule.factorPenalty * (mean(people, \.y) + mean(statements, \.y))
  }
}
