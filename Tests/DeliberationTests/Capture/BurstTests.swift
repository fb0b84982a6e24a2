import Testing

@testable import Deliberation

@Suite("Bursts, copycats and new accounts") struct BurstTests {
  private static let begin = Crowd.start + 5 * Crowd.day

  @Test("Where people come and vote by themselves there are no bursts and no copycats", arguments: 1...12)
  func honest(_ seed: UInt64) {
    let crowd = Crowd([60, 40], isListed: seed % 2 == 0, seed: seed)
    #expect(StanceBurst.all(crowd.votes).isEmpty)
    #expect(ArrivalBurst.all(crowd.votes).isEmpty)
    #expect(Copycat.all(crowd.votes).isEmpty)
  }

  @Test("Twenty who agree within five minutes are a burst, of people and of agreement", arguments: 1...6)
  func planted(_ seed: UInt64) throws {
    var crowd = Crowd([60, 40], seed: seed)
    let statement = try #require(
      (0..<24).max { a, b in
        let counts = crowd.matrix.counts()
        return counts[a].disagrees < counts[b].disagrees
      })
    crowd.plantBurst(20, on: statement, after: Self.begin, within: 300_000)
    let bursts = StanceBurst.all(crowd.votes)
    let burst = try #require(bursts.first)
    #expect(bursts.map(\.statement) == [statement])
    #expect(burst.stance == .agree && burst.same >= 14 && burst.rate <= 0.01)
    #expect(burst.from >= Self.begin - Crowd.day / 4 && burst.to <= Self.begin + Crowd.day / 4)
    let arrivals = ArrivalBurst.all(crowd.votes)
    #expect(arrivals.count == 1)
    #expect(arrivals.allSatisfy { $0.arrivals >= 18 && $0.expected < 3 && $0.from <= Self.begin + 60_000 })
  }

  @Test("By hand: nine agree in a row among thirty-six of whom nine more do") func byHand() throws {
    // A vote an hour, of which every third agrees; the ninth to seventeenth come in nine seconds and all agree.
    var votes: [OpinionVote] = []
    for place in 0..<36 {
      let isRun = 9..<18 ~= place
      let hour = Int64(place < 18 ? min(place, 9) : place - 8) * 3_600_000
      let stance: Stance = isRun || place % 3 == 0 ? .agree : .disagree
      votes.append(
        OpinionVote(
          participant: place, statement: 1, stance: stance, time: isRun ? hour + Int64(place - 9) * 1000 : hour))
    }
    var rule = StanceBurst.Rule()
    rule.falseDiscoveries = 1
    let burst = try #require(StanceBurst.all(votes, rule: rule).first { $0.stance == .agree })
    #expect(burst.votes == 8 && burst.same == 8)
    #expect(burst.allVotes == 36 && burst.allSame == 18)
    // C(18, 8) ÷ C(36, 8), times 29 windows of eight, 25 of twelve and 20 of seventeen; of three stances the surest.
    let chance = 43_758.0 / 30_260_340 * 74 * 3
    #expect((burst.rate - min(1, chance)).magnitude < 1e-9)
  }

  @Test("Moving all times, or the order of the file, changes nothing else", arguments: [-Crowd.start, 86_400_000_000])
  func moved(_ shift: Int64) {
    var crowd = Crowd([60, 40], seed: 3)
    crowd.plantBurst(25, on: 2, after: Self.begin, within: 120_000)
    _ = crowd.plantCopycat(of: 7, votes: 15, delay: 9000)
    let moved = crowd.votes.reversed().map {
      OpinionVote(
        participant: $0.participant, statement: $0.statement, stance: $0.stance, time: $0.time.map { $0 + shift })
    }
    #expect(StanceBurst.all(moved).map(\.from) == StanceBurst.all(crowd.votes).map { $0.from + shift })
    #expect(StanceBurst.all(moved).map(\.rate) == StanceBurst.all(crowd.votes).map(\.rate))
    #expect(ArrivalBurst.all(moved).map(\.to) == ArrivalBurst.all(crowd.votes).map { $0.to + shift })
    #expect(Copycat.all(moved) == Copycat.all(crowd.votes))
  }

  @Test("Somebody who repeats twelve votes of another, soon after, is a copycat", arguments: 1...6)
  func copycat(_ seed: UInt64) throws {
    var crowd = Crowd([60, 40], seed: seed)
    let copycat = crowd.plantCopycat(of: 11, votes: 12, delay: 45_000)
    let found = Copycat.all(crowd.votes)
    #expect(found.map(\.follower) == [copycat] && found.map(\.leader) == [11])
    let first = try #require(found.first)
    #expect(first.steps == 11 && first.chances == 11 && first.delay == 45_000)
    #expect(first.rate < 1e-6)
    // A day later it is no following.
    var late = Crowd([60, 40], seed: seed)
    _ = late.plantCopycat(of: 11, votes: 12, delay: Crowd.day)
    #expect(Copycat.all(late.votes).isEmpty)
  }

  @Test("Two who get the same list at the same time and agree are no copycats") func list() {
    var crowd = Crowd([80], conviction: 0.9...0.97, isListed: true, seed: 8)
    // As everybody takes these steps and says so, it is no news that this one does.
    _ = crowd.plantCopycat(of: 5, votes: 6, delay: 20_000)
    #expect(Copycat.all(crowd.votes).isEmpty)
  }

  @Test("New accounts that say something more than others do, by hand") func newAccounts() throws {
    // Statement 1: six of ten agree, of whom four of the four new ones. Statement 2: everybody alike.
    var votes: [OpinionVote] = []
    for person in 0..<10 {
      votes.append(OpinionVote(participant: person, statement: 1, stance: person < 6 ? .agree : .disagree))
      votes.append(OpinionVote(participant: person, statement: 2, stance: .agree))
    }
    var ages = [0: 0.0, 1: 5, 2: 604_799, 3: 60]
    for person in 4..<9 { ages[person] = 604_800 + Double(person) }
    ages[9] = .nan
    let new = NewAccounts(VoteMatrix(votes), ages: ages, falseDiscoveries: 0.2)
    #expect(new.known == 9 && new.new == 4)
    let share = try #require(new.shares.first { $0.statement == 1 && $0.stance == .agree })
    #expect([share.votes, share.new, share.allVotes, share.allNew] == [6, 4, 9, 4])
    // C(4, 4) × C(5, 2) ÷ C(9, 6), of three tests: nobody disagrees with statement 2.
    #expect((share.rate - 10.0 / 84 * 3).magnitude < 1e-12)
    #expect(new.standingOut.isEmpty)
    #expect(NewAccounts(VoteMatrix(votes), ages: ages, falseDiscoveries: 0.4).standingOut == [share])
    #expect(NewAccounts(VoteMatrix(votes), ages: [:]).shares.isEmpty)
    #expect(NewAccounts(VoteMatrix(votes), ages: [0: -1, 1: .infinity, 2: -.infinity]).known == 1)
  }

  @Test("Ages that have nothing to do with opinions stand out nowhere", arguments: 1...8) func ages(_ seed: UInt64) {
    let crowd = Crowd([60, 40], seed: seed)
    var random = SeededRandom(seed: seed &+ 100)
    let ages = Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, random.fraction() * 3_000_000) })
    #expect(NewAccounts(crowd.matrix, ages: ages).standingOut.isEmpty)
  }

  @Test("Hostile times and rules: nothing traps") func hostile() {
    var votes = Crowd([20], statements: 10, seed: 1).votes
    for (place, time) in [Int64.min, .max, 0, -1, 1].enumerated() {
      for statement in 0..<10 {
        votes.append(OpinionVote(participant: 90 + place, statement: statement, stance: .agree, time: time))
      }
    }
    votes.append(OpinionVote(participant: 1, statement: 1, stance: nil, time: .max))
    for extreme in [Int.min, 0, .max] {
      var stances = StanceBurst.Rule()
      (stances.leastVotes, stances.leastPace, stances.longest) = (max(extreme, 0), .nan, Int64(extreme))
      _ = StanceBurst.all(votes, rule: stances)
      var arrivals = ArrivalBurst.Rule()
      (arrivals.lengths, arrivals.leastArrivals) = ([.min, 0, .max, 1], extreme)
      _ = ArrivalBurst.all(votes, rule: arrivals)
      var copies = Copycat.Rule()
      (copies.within, copies.leastSteps, copies.mostLeaders) = (Int64(extreme), extreme, min(extreme, 1 << 40))
      _ = Copycat.all(votes, rule: copies)
    }
    let signals = CaptureSignals(VoteMatrix(votes), votes: votes, ages: [1: 4])
    #expect(signals.hasTimes && signals.newAccounts?.known == 1)
    let timeless = votes.map { OpinionVote(participant: $0.participant, statement: $0.statement, stance: $0.stance) }
    let without = CaptureSignals(VoteMatrix(timeless), votes: timeless)
    #expect(!without.hasTimes && without.count == without.alike.blocks.count && without.newAccounts == nil)
    #expect(ArrivalBurst.all(moments: []).isEmpty && ArrivalBurst.all(moments: [5, 5, 5, 5, 5, 5, 5]).isEmpty)
  }
}
