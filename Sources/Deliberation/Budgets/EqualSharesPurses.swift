extension EqualSharesScan {
  /// What the voters of one project have, side by side: looked up once all over memory, and then gone through for price
  /// after price.
  struct Purses {
    /// So many at a time: additions wait for each other, and there are many.
    static let width = 4
    /// Whose voters; none once somebody has paid.
    var project: Int?
    /// First what groups have that have a mass, then single voters who have anything, then nobody up to the width.
    private var amounts: [Double]
    private var groups = 0
    private var singles = 0
    private var massStart = 0
    /// The worth to those who have anything.
    private var worth = 0.0

    /// Room for those of any project.
    init(_ support: Support) {
      let most = zip(support.offsets, support.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
      amounts = Array(repeating: 0, count: most + Self.width)
    }

    mutating func fill(_ project: Int, from money: [Double], _ support: Support) {
      let (start, single, end) = (support.offsets[project], support.singles[project], support.offsets[project + 1])
      self.project = project
      groups = single - start
      massStart = start - support.massShifts[project]
      (singles, worth) = amounts.withUnsafeMutableBufferPointer { amounts in
        money.withUnsafeBufferPointer { money in
          support.groups.withUnsafeBufferPointer { groups in
            support.masses.withUnsafeBufferPointer { masses in
              var (place, worth) = (0, 0.0)
              for index in start..<single {
                let has = money[Int(groups[index])]
                amounts[place] = has
                worth += masses[massStart &+ place].if(has > 0)
                place &+= 1
              }
              let first = place
              for index in single..<end {
                let has = money[Int(groups[index])]
                amounts[place] = has
                place &+= has.isSome
              }
              for place in place..<place + Self.width { amounts[place] = 0 }
              return (place - first, worth + Double(place - first))
            }
          }
        }
      }
    }

    func payments(at price: Double, _ support: Support) -> Payments {
      var sums = Sums()
      let prices = SIMD4(repeating: price)
      let highs = SIMD4(repeating: price * (1 + EqualSharesScan.near))
      amounts.withUnsafeBytes { amounts in
        support.masses.withUnsafeBytes { masses in
          var index = 0
          while index &+ Self.width <= groups {
            let has = amounts.loadUnaligned(fromByteOffset: index &* 8, as: SIMD4<Double>.self)
            let mass = masses.loadUnaligned(fromByteOffset: (massStart &+ index) &* 8, as: SIMD4<Double>.self)
            sums.add(has, mass, at: prices * mass, highs * mass)
            index &+= Self.width
          }
          while index < groups {
            let has = amounts.loadUnaligned(fromByteOffset: index &* 8, as: Double.self)
            let mass = masses.loadUnaligned(fromByteOffset: (massStart &+ index) &* 8, as: Double.self)
            sums.add(SIMD4(has, 0, 0, 0), SIMD4(mass, 0, 0, 0), at: prices * mass, highs * mass)
            index &+= 1
          }
          let end = groups &+ singles
          while index < end {
            let has = amounts.loadUnaligned(fromByteOffset: index &* 8, as: SIMD4<Double>.self)
            sums.add(has, .one, at: prices, highs)
            index &+= Self.width
          }
        }
      }
      let sure = sums.sure.sum()
      return Payments(poor: sums.poor.sum(), rich: sums.rich.sum(), sure: sure, open: worth - sure)
    }

    private struct Sums {
      var poor = SIMD4<Double>.zero
      var rich = SIMD4<Double>.zero
      var sure = SIMD4<Double>.zero

      @inline(__always) mutating func add(
        _ has: SIMD4<Double>, _ mass: SIMD4<Double>, at price: SIMD4<Double>, _ high: SIMD4<Double>
      ) {
        poor += has.replacing(with: 0.0, where: has .>= price)
        rich += mass.replacing(with: 0.0, where: has .< price)
        sure += mass.replacing(with: 0.0, where: has .<= high)
      }
    }
  }
}

extension Double {
  /// 1 where this is more than 0, without a branch; it is never less.
  @inline(__always) fileprivate var isSome: Int {
    Int(truncatingIfNeeded: (0 &- bitPattern) &>> 63)
  }
}
