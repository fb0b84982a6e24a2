import Deliberation
import Testing

@Suite("Wiki surveys") struct WikiSurveyTests {
  @Test("A score starts at 50 and is the chance to win against another") func score() throws {
    var survey = WikiSurvey(ideas: 3)
    #expect(survey.ideas.map(\.score) == [50, 50, 50])
    for _ in 0..<3 { try survey.record(.left, on: .init(left: 0, right: 1)) }
    try survey.record(.right, on: .init(left: 0, right: 2))
    try survey.record(.cannotDecide, on: .init(left: 1, right: 2))
    // 3 wins, 1 loss: 4 ÷ 6; 3 losses: 1 ÷ 5; 1 win: 2 ÷ 3.
    #expect(survey.ideas.map { ($0.score * 1_000).rounded() / 1_000 } == [66.667, 20, 66.667])
    #expect(survey.ranking == [0, 2, 1])
    #expect(survey.undecided == [.init(left: 1, right: 2): 1])
  }

  @Test("Pairs with fewer votes are likelier, up to the most a pair may weigh") func catchUp() throws {
    var survey = WikiSurvey(ideas: 2)
    // One order has 39 votes, so weighs 1 ÷ 40; the other none, so 0.05: one third and two thirds.
    for _ in 0..<39 { try survey.record(.left, on: .init(left: 0, right: 1)) }
    #expect(abs(survey.probability(of: .init(left: 0, right: 1)) - 1.0 / 3) < 1e-12)
    #expect(abs(survey.probability(of: .init(left: 1, right: 0)) - 2.0 / 3) < 1e-12)
    #expect(survey.nextPair(0.33) == .init(left: 0, right: 1))
    #expect(survey.nextPair(0.34) == .init(left: 1, right: 0))
    // Up to 19 votes make no difference.
    var young = WikiSurvey(ideas: 2)
    for _ in 0..<19 { try young.record(.right, on: .init(left: 0, right: 1)) }
    #expect(abs(young.probability(of: .init(left: 0, right: 1)) - 0.5) < 1e-12)
  }

  @Test("The pair asked about follows the chances, whoever is inactive") func chances() throws {
    var survey = WikiSurvey(ideas: 5)
    try survey.setActive(1, false)
    for _ in 0..<99 { try survey.record(.left, on: .init(left: 2, right: 4)) }
    for _ in 0..<49 { try survey.record(.left, on: .init(left: 4, right: 0)) }
    var counts: [WikiSurvey.Pair: Int] = [:]
    let steps = 20_000
    for step in 0..<steps {
      let pair = try #require(survey.nextPair((Double(step) + 0.5) / Double(steps)))
      counts[pair, default: 0] += 1
    }
    #expect(counts.count == 12)
    for (pair, count) in counts {
      #expect(pair.left != 1 && pair.right != 1 && pair.left != pair.right)
      #expect(abs(Double(count) / Double(steps) - survey.probability(of: pair)) < 2.0 / Double(steps))
    }
    #expect(survey.probability(of: .init(left: 1, right: 0)) == 0)
  }

  @Test("Added ideas catch up, and what is no pair is refused") func added() throws {
    var survey = WikiSurvey(ideas: 1)
    #expect(survey.nextPair(0.5) == nil)
    #expect(survey.add() == 1)
    #expect(survey.nextPair(.nan) != nil && survey.nextPair(7) != nil && survey.nextPair(-1) != nil)
    #expect(throws: Malformed.self) { try survey.record(.left, on: .init(left: 0, right: 0)) }
    #expect(throws: Malformed.self) { try survey.record(.left, on: .init(left: 0, right: 2)) }
    #expect(throws: Malformed.self) { try survey.setActive(9, true) }
    #expect(WikiSurvey(ideas: -1).ideas.isEmpty)
  }
}
