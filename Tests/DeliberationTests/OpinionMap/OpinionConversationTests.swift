import Testing

@testable import Deliberation

@Suite("A conversation as votes arrive") struct OpinionConversationTests {
  private let town = MadeUpConversation([28, 22], seed: 9)

  /// As if everything had been known from the start.
  private func expectSame(_ map: OpinionMap, _ fresh: OpinionMap) {
    #expect(map.matrix == fresh.matrix)
    #expect(map.components.center == fresh.components.center)
    #expect(map.counts == fresh.counts)
    #expect(memberSets(map) == memberSets(fresh))
    for axis in 0..<2 {
      let cosine = cosine(map.components.axes[axis], fresh.components.axes[axis])
      #expect(cosine.magnitude > 0.999_999)
      let sign = cosine < 0 ? -1.0 : 1
      for (own, other) in zip(map.positions, fresh.positions) {
        let (a, b) = axis == 0 ? (own.x, other.x) : (own.y, other.y)
        #expect((a * sign - b).magnitude < 1e-4)
      }
    }
  }

  @Test("Vote by vote, in any order, it ends where one finds it from nothing", arguments: 1...4)
  func incremental(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var conversation = OpinionConversation()
    for statement in town.statements { conversation.add(statement: statement) }
    for (place, vote) in town.votes.shuffled(using: &random).enumerated() {
      conversation.cast(vote.stance, by: vote.participant, on: vote.statement)
      if place % 97 == 0 { _ = conversation.update() }
    }
    // The number of groups changes after four updates agree.
    for _ in 0..<4 { _ = conversation.update() }
    expectSame(conversation.update(), OpinionMap(town.matrix))
  }

  @Test("Statements that come in between others, and people too, are counted where they belong") func between() {
    let spread = town.renumbered(people: { $0 * 2 }, statements: { $0 * 2 })
    var conversation = OpinionConversation(VoteMatrix(spread))
    _ = conversation.update()
    let more = (0..<40).map {
      OpinionVote(participant: $0, statement: $0 % 7 - 1, stance: $0 % 3 == 0 ? .pass : .agree)
    }
    for vote in more { conversation.cast(vote.stance, by: vote.participant, on: vote.statement) }
    conversation.add(statement: 9)
    conversation.cast(nil, by: 5, on: 13)
    for _ in 0..<4 { _ = conversation.update() }
    expectSame(conversation.update(), OpinionMap(VoteMatrix(spread + more, statements: [9, 13])))
  }

  @Test("Among many people a few votes leave the groups what one finds from nothing") func many() throws {
    let city = MadeUpConversation([260, 200, 140], statements: 45, seed: 3)
    var conversation = OpinionConversation(city.matrix)
    _ = conversation.update()
    var map = conversation.update()
    for person in stride(from: 0, to: 600, by: 40) {
      conversation.cast(.pass, by: person, on: 5)
      map = conversation.update()
    }
    let fresh = OpinionMap(conversation.matrix)
    #expect(map.groups.map(\.members) == fresh.groups.map(\.members))
    #expect(map.counts == fresh.counts)
    for division in try #require(fresh.grouping).divisions {
      let own = map.grouping?.divisions.first { $0.groups == division.groups }
      #expect((own?.inertia ?? .infinity) <= division.inertia * 1.01)
    }
  }

  @Test("A vote that is taken back was never cast; one that is changed was always so") func changed() {
    var conversation = OpinionConversation(town.matrix)
    _ = conversation.update()
    for statement in town.statements where town.matrix[0, on: statement] == nil {
      var changes: [Bool] = []
      for stance in [Stance.agree, nil, nil] { changes.append(conversation.cast(stance, by: 0, on: statement)) }
      #expect(changes == [true, true, false])
    }
    #expect(conversation.matrix == town.matrix)
    for vote in town.votes.prefix(20) {
      let other: Stance = vote.stance == .pass ? .agree : .pass
      var changes: [Bool] = []
      for stance in [other, other, vote.stance] {
        changes.append(conversation.cast(stance, by: vote.participant, on: vote.statement))
      }
      #expect(changes == [true, false, true])
    }
    expectSame(conversation.update(), OpinionMap(town.matrix))
  }

  @Test("Whoever withdraws leaves no trace in groups and counts") func withdrawn() {
    var conversation = OpinionConversation(town.matrix)
    _ = conversation.update()
    for person in [3, 17, 40] { conversation.withdraw(person) }
    let rest = town.votes.filter { ![3, 17, 40].contains($0.participant) }
    let map = conversation.update()
    expectSame(map, OpinionMap(VoteMatrix(rest, participants: [3, 17, 40], statements: town.statements)))
    #expect(map.groups.allSatisfy { !$0.members.contains(3) && !$0.members.contains(40) })
    conversation.withdraw(3)
    conversation.withdraw(12_345)
    #expect(conversation.matrix == map.matrix)
  }

  @Test("A group keeps its name while people come, go and change their minds") func names() {
    var conversation = OpinionConversation(town.matrix)
    let before = conversation.update().groups.map { Set($0.members) }
    // The smaller camp becomes the larger one.
    for person in town.camps[0].prefix(12) { conversation.withdraw(person) }
    let after = conversation.update().groups.map { Set($0.members) }
    #expect(after == [before[0].subtracting(town.camps[0].prefix(12)), before[1]])
  }

  @Test("A statement is moderated out and let in again, and all is as before") func moderated() {
    var conversation = OpinionConversation(town.matrix)
    let first = conversation.update()
    conversation.moderate(5, isOut: true)
    let without = conversation.update()
    expectSame(without, OpinionMap(town.matrix, moderatedOut: [5]))
    #expect(!without.commonGround.contains(5))
    conversation.moderate(5, isOut: false)
    let again = conversation.update()
    expectSame(again, first)
    #expect(again.moderatedOut.isEmpty)
  }

  @Test("Who has a place on the map keeps it when statements are added") func placed() {
    // Six votes are all there are: enough while there are six statements.
    let votes = (0..<180).map { place in
      let stance: Stance = (place / 6 + place % 6) % 2 == 0 ? .agree : .disagree
      return OpinionVote(participant: place / 6, statement: place % 6, stance: stance)
    }
    var conversation = OpinionConversation(VoteMatrix(votes))
    #expect(conversation.update().placed.count == 30)
    for statement in 6..<20 { conversation.add(statement: statement) }
    #expect(conversation.update().placed.count == 30)
    // Somebody new with six votes of twenty has none.
    for statement in 0..<6 { conversation.cast(.agree, by: 30, on: statement) }
    #expect(conversation.update().placed.count == 30)
    #expect(OpinionMap(conversation.matrix).placed.count == 15)
  }

  @Test("The number of groups does not flicker: four updates in a row must agree") func smoothed() {
    func counts(_ found: [Int]) -> [Int] {
      var smoother = GroupCountSmoother()
      var counts: [Int] = []
      for best in found { counts.append(smoother.update(best)) }
      return counts
    }
    #expect(counts([2, 3, 3, 3, 3, 3]) == [2, 2, 2, 2, 3, 3])
    #expect(counts([2, 3, 3, 3, 2, 3, 3, 3, 2]) == [2, 2, 2, 2, 2, 2, 2, 2, 2])
    #expect(counts([4, 2, 3, 2, 3, 3, 3, 3]) == [4, 4, 4, 4, 4, 4, 4, 3])
    #expect(counts([2, 2, 2, 2, 5, 5, 5, 5, 2, 2, 2, 2]) == [2, 2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 2])
    #expect(GroupCountSmoother().count == nil)
  }
}
