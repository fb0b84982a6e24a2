// Whose money ends where, and what changes with the order of purchases.
extension EqualSharesKeptRun {
  /// The groups whose end is not proven any more.
  func dueGroups() -> [Int] {
    var due: [Int] = []
    ballots.ends.withUnsafeBufferPointer { ends in
      ballots.upLimits.withUnsafeBufferPointer { upLimits in
        ballots.downLimits.withUnsafeBufferPointer { downLimits in
          for group in ends.indices {
            let end = Int(ends[group])
            if movement.up[end] > upLimits[group] || movement.down[end] > downLimits[group] { due.append(group) }
          }
        }
      }
    }
    return due
  }

  /// Finds a group's end by the prices now, and adds it to the sums.
  mutating func enter(_ group: Int) {
    let (end, left, short) = end(of: group)
    ballots.ends[group] = Int32(truncatingIfNeeded: end)
    ballots.upLimits[group] = movement.up[end] + short - near
    ballots.downLimits[group] = movement.down[end] + left - near
    count(group, as: shares.people[group])
  }

  /// Takes a group out of the sums: before its end or the order of its marks changes.
  mutating func withdraw(_ group: Int) { count(group, as: -shares.people[group]) }

  /// What its money does not last for; what is left before that; and how much is lacking.
  private func end(of group: Int) -> (end: Int, left: Double, short: Double) {
    var left = endowment
    for index in marks(of: group) {
      let project = Int(ballots.marks[index])
      if places[project] == Self.notBought { break }
      if left < prices[project] { return (project, left, prices[project] - left) }
      left -= prices[project]
    }
    return (projectCount, left, .infinity)
  }

  private mutating func count(_ group: Int, as people: Double) {
    let end = Int(ballots.ends[group])
    sums.ending[end] += people
    for index in marks(of: group) {
      let project = Int(ballots.marks[index])
      if project == end || places[project] == Self.notBought { break }
      sums.paying[project] += people
      if end < projectCount { sums.paid[end * projectCount + project] += people }
    }
  }

  func marks(of group: Int) -> Range<Int> {
    let offsets = shares.election.profile.offsets
    return offsets[group]..<offsets[group + 1]
  }

  /// In the order of purchases; insertion, as they are nearly so.
  mutating func sortMarks(of group: Int) {
    let range = marks(of: group)
    for next in range.dropFirst() {
      let mark = ballots.marks[next]
      var hole = next
      while hole > range.lowerBound, places[Int(ballots.marks[hole - 1])] > places[Int(mark)] {
        ballots.marks[hole] = ballots.marks[hole - 1]
        hole -= 1
      }
      ballots.marks[hole] = mark
    }
  }

  // MARK: The order

  /// Buys a project earlier than before, or at all, at about that price.
  mutating func advance(_ project: Int, to place: Int, price: Double) {
    reorder(around: project) { run in
      if run.places[project] == Self.notBought {
        run.prices[project] = price
      } else {
        // Its price is found anew with the others, so that the movement is noted.
        run.order.remove(at: run.places[project])
      }
      run.order.insert(project, at: place)
    }
    // All others are bought after the same projects as before, or after this one too, which makes nobody richer.
    forgetCertificates { $0.purchase == project }
  }

  /// Buys a project no more.
  mutating func remove(_ project: Int) {
    let place = places[project]
    reorder(around: project) { run in
      run.order.remove(at: place)
      run.places[project] = Self.notBought
      run.prices[project] = 0
    }
    let kept = Set(order.prefix(place))
    forgetCertificates { certificate in certificate.purchase.map { !kept.contains($0) } ?? false }
  }

  /// Who did not mark it has the same end as before, as far as the order goes.
  private mutating func reorder(around project: Int, _ change: (inout Self) -> Void) {
    let support = shares.support
    let backers = support.offsets[project]..<support.offsets[project + 1]
    for index in backers { withdraw(Int(support.groups[index])) }
    change(&self)
    for (place, project) in order.enumerated() { places[project] = place }
    for index in backers {
      sortMarks(of: Int(support.groups[index]))
      enter(Int(support.groups[index]))
    }
  }

  private mutating func forgetCertificates(where isVoid: (PriceCertificate) -> Bool) {
    for project in certificates.indices { certificates[project].removeAll(where: isVoid) }
  }
}
