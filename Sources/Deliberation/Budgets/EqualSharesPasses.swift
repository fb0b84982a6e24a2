// What a scan does over and over: passes over the voters of one project.
extension EqualSharesScan {
  /// Whether everybody has more than a project costs them at a price, and by more than is in doubt: no look at its voters is
  /// needed then. So it is with the first purchases, whose voters are the most.
  func isWithinReach(_ project: Int, at price: Double) -> Bool {
    price * support.mostWeights[project] * (1 + 2 * Self.near) < least
  }

  /// Its voters pay.
  mutating func charge(_ offer: Offer) {
    let (price, slack) = (offer.price, offer.slack)
    let low = price * (1 - Self.near)
    let project = offer.project
    let rounding = 4 * .ulpOfOne * endowment
    let (start, single, end) = (support.offsets[project], support.singles[project], ends[project])
    let shift = support.massShifts[project]
    money.withUnsafeMutableBufferPointer { money in
      errors.withUnsafeMutableBufferPointer { errors in
        groups.withUnsafeBufferPointer { groups in
          support.masses.withUnsafeBufferPointer { masses in
            // What is surely spent to the last is exactly 0; what only rounds to nothing is not.
            for index in start..<single {
              let group = Int(groups[index])
              let has = money[group]
              let mass = masses[index &- shift]
              money[group] = (has - price * mass).orTiny.if(has >= low * mass)
              errors[group] += slack * mass + rounding * mass
            }
            for index in single..<end {
              let group = Int(groups[index])
              let has = money[group]
              money[group] = (has - price).orTiny.if(has >= low)
              errors[group] += slack + rounding
            }
          }
        }
      }
    }
    error += (slack + rounding) * support.mostWeights[project]
    // As if whoever has least had paid.
    least -= (price + rounding) * support.mostWeights[project] + rounding
  }

  /// What its voters pay together who have less than the price, and the worth to the others. Its list gets shorter by those
  /// who have nothing left.
  mutating func payments(_ project: Int, at price: Double) -> (poor: Double, rich: Double) {
    if isWithinReach(project, at: price) { return (0, Double(support.totals[project])) }
    let (start, single, end) = (support.offsets[project], support.singles[project], ends[project])
    let shift = support.massShifts[project]
    var last = single
    let sums = money.withUnsafeBufferPointer { money in
      groups.withUnsafeMutableBufferPointer { groups in
        support.masses.withUnsafeBufferPointer { masses in
          var (poor, other, rich, singles) = (0.0, 0.0, 0.0, 0)
          for index in start..<single {
            let has = money[Int(groups[index])]
            let isPoor = has < price * masses[index &- shift]
            poor += has.if(isPoor)
            rich += masses[index &- shift].if(!isPoor)
          }
          var index = single
          // Two at a time: additions wait for each other, and there are many.
          while index &+ 1 < end {
            let (first, second) = (groups[index], groups[index &+ 1])
            let (one, two) = (money[Int(first)], money[Int(second)])
            poor += one.if(one < price)
            other += two.if(two < price)
            singles &+= (one >= price ? 1 : 0) &+ (two >= price ? 1 : 0)
            groups[last] = first
            last &+= one > 0 ? 1 : 0
            groups[last] = second
            last &+= two > 0 ? 1 : 0
            index &+= 2
          }
          if index < end {
            let first = groups[index]
            let one = money[Int(first)]
            poor += one.if(one < price)
            singles &+= one >= price ? 1 : 0
            groups[last] = first
            last &+= one > 0 ? 1 : 0
          }
          return (poor + other, rich + Double(singles))
        }
      }
    }
    ends[project] = last
    return sums
  }

  struct Payments {
    /// As above.
    var poor = 0.0
    var rich = 0.0
    /// The worth to those who surely have more than the price.
    var sure = 0.0
    /// Of the others who have anything: how many groups, and by how much their money can be off.
    var openEntries = 0
    var openError = 0.0
  }

  func paymentsInDetail(_ project: Int, at price: Double) -> Payments {
    if isWithinReach(project, at: price) {
      let all = Double(support.totals[project])
      return Payments(rich: all, sure: all)
    }
    let (start, single, end) = (support.offsets[project], support.singles[project], ends[project])
    let shift = support.massShifts[project]
    let high = price * (1 + Self.near)
    return money.withUnsafeBufferPointer { money in
      errors.withUnsafeBufferPointer { errors in
        groups.withUnsafeBufferPointer { groups in
          support.masses.withUnsafeBufferPointer { masses in
            var sums = Payments()
            for index in start..<single {
              let group = Int(groups[index])
              let has = money[group]
              let mass = masses[index &- shift]
              let isPoor = has < price * mass
              let isSure = has > high * mass
              let isOpen = has > 0 && !isSure
              sums.poor += has.if(isPoor)
              sums.rich += mass.if(!isPoor)
              sums.sure += mass.if(isSure)
              sums.openEntries &+= isOpen ? 1 : 0
              sums.openError += errors[group].if(isOpen)
            }
            var (poor, openError, rich, sure, some) = (0.0, 0.0, 0, 0, 0)
            for index in single..<end {
              let group = Int(groups[index])
              let has = money[group]
              // Who has nothing has errors too, which count for nothing: `if` twice, for one condition is no branch.
              poor += has.if(has < price)
              rich &+= has >= price ? 1 : 0
              sure &+= has > high ? 1 : 0
              some &+= has > 0 ? 1 : 0
              openError += errors[group].if(has <= high).if(has > 0)
            }
            sums.poor += poor
            sums.rich += Double(rich)
            sums.sure += Double(sure)
            sums.openEntries &+= some &- sure
            sums.openError += openError
            return sums
          }
        }
      }
    }
  }
}

extension Double {
  /// This, or 0, without a branch: on which side of a price people are is as good as chance, and guessing wrong costs more
  /// than the addition.
  @inline(__always) fileprivate func `if`(_ isSo: Bool) -> Double {
    Double(bitPattern: bitPattern & (0 &- (isSo ? 1 : 0)))
  }

  /// At least the least number that is more than nothing.
  @inline(__always) fileprivate var orTiny: Double {
    let tiny = Double.leastNormalMagnitude
    return Double(bitPattern: self < tiny ? tiny.bitPattern : bitPattern)
  }
}
