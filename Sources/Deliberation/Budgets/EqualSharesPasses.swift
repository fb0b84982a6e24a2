// What a scan does over and over: passes over the voters of one project.
extension EqualSharesScan {
  /// Whether everybody has more than a project costs them at a price, and by more than is in doubt: no look at its voters is
  /// needed then. So it is with the first purchases, whose voters are the most.
  func isWithinReach(_ project: Int, at price: Double) -> Bool {
    price * support.mostWeights[project] * (1 + 2 * Self.near) < least
  }

  /// What a project's voters do at a price.
  struct Payments {
    /// What those pay together who have less.
    var poor = 0.0
    /// The worth to the others.
    var rich = 0.0
    /// The worth to those who surely have more than the price.
    var sure = 0.0
    /// The worth to all others who have anything.
    var open = 0.0
  }

  mutating func payments(_ project: Int, at price: Double) -> Payments {
    if isWithinReach(project, at: price) {
      let all = Double(support.totals[project])
      return Payments(rich: all, sure: all)
    }
    if purses.project != project { purses.fill(project, from: money, support) }
    return purses.payments(at: price, support)
  }

  /// Its voters pay.
  mutating func charge(_ offer: Offer) {
    let (project, price) = (offer.project, offer.price)
    let low = price * (1 - Self.near)
    let (start, single, end) = (support.offsets[project], support.singles[project], support.offsets[project + 1])
    let shift = support.massShifts[project]
    // The worth to those who are not surely without money now.
    let kept = money.withUnsafeMutableBufferPointer { money in
      support.groups.withUnsafeBufferPointer { groups in
        support.masses.withUnsafeBufferPointer { masses in
          var (kept, singles) = (0.0, 0)
          // What is surely spent to the last is exactly 0; what only rounds to nothing is not.
          for index in start..<single {
            let group = Int(groups[index])
            let has = money[group]
            let mass = masses[index &- shift]
            money[group] = (has - price * mass).orTiny.if(has >= low * mass)
            kept += mass.if(has >= low * mass)
          }
          for index in single..<end {
            let group = Int(groups[index])
            let has = money[group]
            money[group] = (has - price).orTiny.if(has >= low)
            singles &+= has >= low ? 1 : 0
          }
          return kept + Double(singles)
        }
      }
    }
    purses.project = nil
    // The slack is the open error, and what was missed and rounded, over the sure worth. Let all pay that much amiss: then
    // they are off by as much together as the poor were, who are not any more, and by the rest. But those near the price are
    // open and kept.
    let rounding = 4 * .ulpOfOne * endowment
    let near = min(errors, error * (kept - offer.sure))
    errors += max(0, offer.slack * kept - offer.openError) + near + rounding * kept
    error += (offer.slack + rounding) * support.mostWeights[project]
    // As if whoever has least had paid.
    least -= (price + rounding) * support.mostWeights[project] + rounding
  }
}

extension Double {
  /// This, or 0, without a branch: on which side of a price people are is as good as chance, and guessing wrong costs more
  /// than the addition.
  @inline(__always) func `if`(_ isSo: Bool) -> Double {
    Double(bitPattern: bitPattern & (0 &- (isSo ? 1 : 0)))
  }

  /// At least the least number that is more than nothing.
  @inline(__always) fileprivate var orTiny: Double {
    let tiny = Double.leastNormalMagnitude
    return Double(bitPattern: self < tiny ? tiny.bitPattern : bitPattern)
  }
}
