/// The state of a tabulation between rounds.
struct TabulatorCount {
  typealias Votes = Tabulator.Votes

  let rules: TabulatorRules
  let names: [String]
  let writeIns: Int?
  let unit: Int
  private(set) var papers: [TabulatedPapers]
  private(set) var undervotes = 0
  private(set) var rounds: [Tabulator.Round] = []
  private(set) var winners: [(candidate: Int, round: Int)] = []
  private var isEliminated: [Bool]
  private var isWinner: [Bool]
  private var chance = JavaRandom(seed: 0)

  init(_ ballots: RankedBallots, _ rules: TabulatorRules) {
    self.rules = rules
    names = ballots.candidates.map(\.name)
    writeIns = rules.writeIns.flatMap { ballots.candidates.map(\.name).firstIndex(of: $0) }
    unit = (0..<rules.decimals).reduce(1) { unit, _ in unit * 10 }
    isEliminated = Array(repeating: false, count: names.count)
    isWinner = isEliminated
    papers = []
    for group in ballots.counts.indices {
      let marks = ballots.marks[ballots.starts[group]..<ballots.starts[group + 1]].prefix(rules.mostRankings ?? .max)
      let rankings = marks.enumerated().filter { $0.element != RankedBallots.gap }.map {
        (rank: $0.offset + 1, mark: $0.element)
      }
      if rankings.isEmpty {
        undervotes += ballots.counts[group]
      } else {
        papers.append(TabulatedPapers(count: ballots.counts[group], rankings: rankings, value: unit))
      }
    }
    switch rules.ties {
    case .candidateOrder: break
    case .earlierRounds(let seed), .random(let seed): chance = JavaRandom(seed: seed)
    }
  }

  mutating func run() {
    // Each round elects or eliminates someone, so there are at most a round for each and one to show the last surplus.
    while rounds.count <= names.count + 1, shouldGoOn { runRound() }
  }

  private var shouldGoOn: Bool {
    if let last = rules.lastRound, rounds.count >= last { return false }
    let declared = names.count - (writeIns == nil ? 0 : 1)
    if winners.count == declared && rules.seats > names.count { return false }
    let decided = rounds.last?.decisions ?? []
    if rules.continuesToTwo {
      let out = isEliminated.count { $0 }
      return out + winners.count + 1 < names.count || decided.contains { !$0.isElected }
    }
    if rules.mode == .bottomsUpToThreshold { return winners.isEmpty }
    return winners.count < rules.seats || rules.passesSurpluses && decided.contains(where: \.isElected)
  }

  private func isContinuing(_ candidate: Int) -> Bool {
    !isEliminated[candidate] && (!isWinner[candidate] || rules.continuesToTwo)
  }

  private mutating func runRound() {
    var round = tallied()
    let continuing = names.indices.filter { isContinuing($0) }
    let elected = identifyWinners(round, continuing)
    if !elected.isEmpty {
      round.decisions = elected
      for decision in elected {
        isWinner[decision.candidate] = true
        winners.append((decision.candidate, rounds.count))
      }
      if rules.passesSurpluses { allot(elected.map(\.candidate), round) }
    } else if winners.count < rules.seats || rules.mode == .bottomsUpToThreshold
      || rules.continuesToTwo && isEliminated.count(where: { $0 }) < names.count - 2
    {
      round.decisions = eliminations(round, continuing)
      for decision in round.decisions { isEliminated[decision.candidate] = true }
    }
    rounds.append(round)
  }

  /// Gives every ballot to whom it counts for in this round.
  private mutating func tallied() -> Tabulator.Round {
    var tally: [Int: Votes] = [:]
    var inactive: [Tabulator.Inactive: Votes] = [:]
    var transfers: [Int: [Tabulator.Target: Votes]] = [:]
    for candidate in names.indices where isContinuing(candidate) { tally[candidate] = 0 }
    let isFinal = rules.passesSurpluses && winners.count == rules.seats
    for index in papers.indices {
      let votes = papers[index].count * papers[index].value
      if let reason = papers[index].inactive {
        inactive[reason, default: 0] += votes
        continue
      }
      let before = papers[index].holder
      if let before, isContinuing(before) {
        tally[before, default: 0] += votes
        continue
      }
      var paper = papers[index]
      paper.findHolder(rules, isFinal: isFinal) { isContinuing($0) }
      papers[index] = paper
      if let holder = paper.holder {
        tally[holder, default: 0] += votes
        if let before, votes > 0 { transfers[before, default: [:]][.candidate(holder), default: 0] += votes }
      } else if let reason = paper.inactive {
        inactive[reason, default: 0] += votes
        if let before, votes > 0 { transfers[before, default: [:]][.exhausted, default: 0] += votes }
      }
    }
    var round = Tabulator.Round(tally: tally, threshold: threshold(tally), inactive: inactive)
    round.residualSurplus = rounds.last?.residualSurplus ?? 0
    addWinners(to: &round, &transfers)
    if !rounds.isEmpty {
      let last = rounds.count - 1
      for index in rounds[last].decisions.indices {
        rounds[last].decisions[index].transfers = transfers[rounds[last].decisions[index].candidate] ?? [:]
      }
    }
    return round
  }

  /// Whoever was elected before keeps their votes: what the last round left with them, down to the threshold.
  private func addWinners(to round: inout Tabulator.Round, _ transfers: inout [Int: [Tabulator.Target: Votes]]) {
    guard rules.seats > 1, let last = rounds.last else { return }
    for (winner, elected) in winners where !isContinuing(winner) {
      guard elected == rounds.count - 1 else {
        round.tally[winner] = last.tally[winner]
        continue
      }
      let kept = papers.reduce(0) { $0 + $1.count * ($1.allotted[winner] ?? 0) }
      round.tally[winner] = min(kept, max(round.threshold, 0))
      if kept > round.threshold {
        round.residualSurplus += kept - round.threshold
        transfers[winner, default: [:]][.residualSurplus, default: 0] += kept - round.threshold
      }
    }
  }

  private func threshold(_ tally: [Int: Votes]) -> Votes {
    if let last = rounds.last {
      let isFixed =
        rules.seats > 1 || rules.firstRoundSetsThreshold || rules.continuesToTwo && !winners.isEmpty
      if isFixed { return last.threshold }
    }
    let votes = tally.values.reduce(0, +)
    if rules.mode == .bottomsUpToThreshold {
      let (high, low) = votes.multipliedFullWidth(by: max(0, min(1_000_000, rules.thresholdMillionths)))
      return 1_000_000.dividingFullWidth((high, low)).quotient
    }
    let step = rules.hasFractionalThreshold ? 1 : unit
    if rules.usesHareQuota {
      // Where nobody votes, nobody reaches it.
      return max(1, (votes + step * rules.seats - 1) / (step * rules.seats)) * step
    }
    return (votes / step / (rules.seats + 1) + 1) * step
  }

  /// Divides the value of each ballot that elected these between them and whoever comes next.
  private mutating func allot(_ elected: [Int], _ round: Tabulator.Round) {
    for winner in elected {
      let votes = round.tally[winner] ?? 0
      let surplus = votes - round.threshold
      let fraction = surplus > 0 ? votes.dividingFullWidth(surplus.multipliedFullWidth(by: unit)).quotient : 0
      for index in papers.indices where papers[index].holder == winner && papers[index].inactive == nil {
        papers[index].allot(to: winner, passingOn: fraction, of: unit)
      }
    }
  }

  // MARK: Who wins, who goes

  private mutating func identifyWinners(_ round: Tabulator.Round, _ continuing: [Int]) -> [Tabulator.Decision] {
    if let writeIns, (round.tally[writeIns] ?? 0) != 0, isContinuing(writeIns) { return [] }
    let votes = { (candidate: Int) in round.tally[candidate] ?? 0 }
    let decided = { (candidates: [Int]) in
      candidates.sorted { (votes($0), $1) > (votes($1), $0) }
        .map { Tabulator.Decision(candidate: $0, isElected: true, wasTied: false) }
    }
    if rules.mode == .bottomsUpToThreshold {
      return continuing.allSatisfy { votes($0) >= round.threshold } ? decided(continuing) : []
    }
    let unfilled = rules.seats - winners.count
    var chosen: [Int] = []
    let top = continuing.map(votes).max() ?? 0
    let leaders = continuing.filter { votes($0) == top }
    if unfilled > 0 {
      if continuing.count <= unfilled {
        chosen = continuing
      } else if rules.firstRoundSetsThreshold && continuing.count - 1 == rules.seats {
        chosen = leaders
      } else if rules.mode != .bottomsUp {
        chosen = continuing.filter { votes($0) >= round.threshold && $0 != writeIns }
      }
    }
    let onlyOne = chosen.count > 1 && (rules.mode == .oneWinnerARound || rules.firstRoundSetsThreshold)
    let lastTwo = rules.seats == 1 && chosen.isEmpty && continuing.count == 2 && unfilled == 1
    guard onlyOne || lastTwo else { return decided(chosen) }
    let winner = breakTie(leaders, isForWinner: true)
    return [Tabulator.Decision(candidate: winner, isElected: true, wasTied: leaders.count > 1)]
  }

  private mutating func eliminations(_ round: Tabulator.Round, _ continuing: [Int]) -> [Tabulator.Decision] {
    let votes = { (candidate: Int) in round.tally[candidate] ?? 0 }
    let out = { (candidates: [Int]) in
      candidates.map { Tabulator.Decision(candidate: $0, isElected: false, wasTied: false) }
    }
    if let writeIns, isContinuing(writeIns), votes(writeIns) > 0 { return out([writeIns]) }
    if rules.leastVotes > 0 {
      let few = continuing.filter { votes($0) / unit < rules.leastVotes }
      if !few.isEmpty, few.count < continuing.count { return out(few) }
    }
    if rules.excludesTogether {
      let together = hopeless(continuing, votes)
      if together.count > 1 { return out(together) }
    }
    guard let fewest = continuing.map(votes).min() else { return [] }
    let last = continuing.filter { votes($0) == fewest }
    let loser = breakTie(last, isForWinner: false)
    return [Tabulator.Decision(candidate: loser, isElected: false, wasTied: last.count > 1)]
  }

  /// All who together have fewer votes than the next one up.
  private func hopeless(_ continuing: [Int], _ votes: (Int) -> Votes) -> [Int] {
    let order = continuing.sorted { (votes($0), $0) < (votes($1), $1) }
    var total = 0
    var out = 0
    var previous = 0
    for (index, candidate) in order.enumerated() {
      let here = votes(candidate)
      if index == 0 || votes(order[index - 1]) != here {
        if total < here {
          previous = out
          out = index
        }
      }
      total += here
    }
    let gone = isEliminated.count { $0 }
    if rules.continuesToTwo, out + gone == names.count - 1 { out = previous }
    return Array(order.prefix(out))
  }

  private mutating func breakTie(_ tied: [Int], isForWinner: Bool) -> Int {
    guard tied.count > 1 else { return tied[0] }
    switch rules.ties {
    case .candidateOrder: return (isForWinner ? tied.min() : tied.max()) ?? tied[0]
    case .random: return draw(tied)
    case .earlierRounds:
      var tied = tied
      for round in rounds.reversed() where tied.count > 1 {
        let counts = tied.map { round.tally[$0] ?? 0 }
        let wanted = isForWinner ? counts.max() : counts.min()
        tied.removeAll { round.tally[$0] ?? 0 != wanted }
      }
      return tied.count > 1 ? draw(tied) : tied[0]
    }
  }

  private mutating func draw(_ tied: [Int]) -> Int {
    // The tabulator sorts names by their UTF-16 code units before it draws.
    let order = tied.sorted { names[$0].utf16.lexicographicallyPrecedes(names[$1].utf16) }
    return order[min(Int(chance.double() * Double(order.count)), order.count - 1)]
  }
}
