/// How far the shares of all voters can be raised without changing what equal shares buys.
///
/// While the same projects are bought in the same order and the same voters pay in full, every amount is a straight line
/// in the shares. So each choice that a run makes, a comparison of two lines, holds up to where they meet.
struct EqualSharesHorizon {
  /// The whole number of units of currency by which every voter's share can grow so that each of the results up to there
  /// is the same. 0 where nothing is known.
  private(set) var unitsWithoutChange = BigInteger.zero

  /// `constant + slope * t`, t units of currency after the shares that were given.
  private struct Line {
    var constant: Rational
    var slope: Rational

    static func - (left: Line, right: Line) -> Line {
      Line(constant: left.constant - right.constant, slope: left.slope - right.slope)
    }
    static func * (line: Line, factor: Rational) -> Line {
      Line(constant: line.constant * factor, slope: line.slope * factor)
    }
    static func += (left: inout Line, right: Line) {
      left.constant += right.constant
      left.slope += right.slope
    }
  }

  private typealias Backer = (group: Int, people: Rational, weight: Rational)

  private let shares: EqualShares
  private var money: [Line]
  /// Where the first choice may turn; nil while none does.
  private var end: Rational?

  init(_ shares: EqualShares, extra: BigInteger) {
    self.shares = shares
    let (endowment, voters) = shares.endowment(extra: extra)
    let share = Line(
      constant: Rational(endowment, over: voters) ?? .zero, slope: Rational(shares.election.stepsPerUnit))
    money = Array(repeating: share, count: shares.election.profile.ballotCount)
    follow()
    // Up to, not including, the end.
    guard let end, let (whole, rest) = end.numerator.divided(by: end.denominator) else { return }
    unitsWithoutChange = rest.isZero ? max(.zero, whole - .one) : whole
  }

  /// Runs, noting where each choice would turn.
  private mutating func follow() {
    let (support, costs) = (shares.support, shares.election.costs)
    var candidates = costs.indices.filter { support.totals[$0] > 0 && !costs[$0].isZero }
    while true {
      var offers: [(project: Int, price: Line, rho: Line, poor: [Backer], rich: [Backer])] = []
      candidates.removeAll { project in
        let backers = backers(of: project)
        guard let offer = offer(project, backers) else {
          var short = Line(constant: Rational(costs[project]), slope: .zero)
          for backer in backers { short += money[backer.group] * -backer.people }
          staysPositive(short)
          // It stays too dear until then; later purchases only make its voters poorer.
          return true
        }
        let scale = Rational(support.scales[project])
        let rho = offer.price * (Rational.one.divided(by: scale) ?? .zero)
        offers.append((project, offer.price, rho, offer.poor, offer.rich))
        return false
      }
      let best = offers.min {
        $0.rho.constant == $1.rho.constant
          ? shares.places[$0.project] < shares.places[$1.project] : $0.rho.constant < $1.rho.constant
      }
      guard let best, end != .zero else { return }
      for (group, _, weight) in best.poor { staysPositive(best.price * weight - money[group]) }
      for (group, _, weight) in best.rich { staysPositive(money[group] - best.price * weight) }
      // The others cost no less than with the same voters paying in full, whoever comes to pay in full.
      for other in offers where other.project != best.project { staysPositive(other.rho - best.rho) }
      for (group, _, _) in best.poor { money[group] = Line(constant: .zero, slope: .zero) }
      for (group, _, weight) in best.rich { money[group] = money[group] - best.price * weight }
      candidates.removeAll { $0 == best.project }
    }
  }

  /// Notes where a line that is not below 0 now would come to be.
  private mutating func staysPositive(_ line: Line) {
    guard line.slope < .zero, let turn = line.constant.divided(by: -line.slope) else { return }
    end = min(end ?? turn, max(.zero, turn))
  }

  private func backers(of project: Int) -> [Backer] {
    let support = shares.support
    return (support.offsets[project]..<support.offsets[project + 1]).map { index in
      let group = Int(support.groups[index])
      let people = shares.election.profile.multiplicities[group]
      return (group, Rational(people), Rational(Int(support.mass(index, of: project)) / people))
    }
  }

  /// The price now, as a line, and who pays all they have or in full; nil when the backers cannot afford it.
  private func offer(_ project: Int, _ backers: [Backer]) -> (price: Line, poor: [Backer], rich: [Backer])? {
    let each = { (backer: Backer) in money[backer.group].constant.divided(by: backer.weight) ?? .zero }
    let queue = backers.map { (backer: $0, each: each($0)) }.sorted { $0.each < $1.each }
    var left = Line(constant: Rational(shares.election.costs[project]), slope: .zero)
    var mass = Rational(shares.support.totals[project])
    for (position, entry) in queue.enumerated() {
      guard let inverse = Rational.one.divided(by: mass) else { return nil }
      if left.constant * inverse <= entry.each {
        return (left * inverse, queue[..<position].map(\.backer), queue[position...].map(\.backer))
      }
      left += money[entry.backer.group] * -entry.backer.people
      mass -= entry.backer.weight * entry.backer.people
    }
    return nil
  }
}
