import Testing

@testable import Deliberation

@Suite("Bradley and Terry's strengths") struct BradleyTerryTests {
  static func comparisons(_ ideas: Int, _ choices: [(Int, Int, Int)]) throws -> Comparisons {
    try Comparisons(
      ideas: (0..<ideas).map { "i\($0)" }, choices: choices.map { .init(winner: $0.0, loser: $0.1, count: $0.2) })
  }

  /// Answers by chance, strong ideas winning more often, every pair in both directions at least once.
  static func random(_ ideas: Int, _ dice: inout Dice) throws -> Comparisons {
    var choices: [(Int, Int, Int)] = []
    for one in 0..<ideas {
      for other in 0..<ideas where one != other {
        choices.append((one, other, Int.random(in: 1...(one < other ? 9 : 4), using: &dice)))
      }
    }
    return try comparisons(ideas, choices)
  }

  @Test("Of two ideas the one that won three times in four is three times as strong") func two() throws {
    let model = try BradleyTerry(try Self.comparisons(2, [(0, 1, 3), (1, 0, 1)]), prior: 0)
    #expect(abs(model.strengths[0] / model.strengths[1] - 3) < 1e-7)
    #expect(abs(model.strengths[0] - 3.0.squareRoot()) < 1e-7)
    // 3 ln ¾ + ln ¼
    #expect(abs(model.logLikelihood - -2.249_340_578_475_233) < 1e-8)
    #expect(model.isConverged)
  }

  @Test("In a chain each strength is that of its neighbours' odds") func chain() throws {
    // b won 1 of 3 against a, and 2 of 3 against c: strengths 2, 1, ½.
    let model = try BradleyTerry(try Self.comparisons(3, [(0, 1, 2), (1, 0, 1), (1, 2, 2), (2, 1, 1)]), prior: 0)
    for (strength, expected) in zip(model.strengths, [2, 1, 0.5]) { #expect(abs(strength - expected) < 1e-7) }
    #expect(model.ranking == [0, 1, 2])
    #expect(zip(model.scores, [200.0 / 3, 50, 100.0 / 3]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("One answer, and what is supposed beforehand: the root of x³ = x² + 2") func supposed() throws {
    // x ÷ (x + 1÷x) + 2x ÷ (x + 1) = 2, as the loser's strength is 1÷x by symmetry.
    let model = try BradleyTerry(try Self.comparisons(2, [(0, 1, 1)]))
    #expect(abs(model.strengths[0] - 1.695_620_769_559_862) < 1e-8)
    #expect(abs(model.strengths[0] * model.strengths[1] - 1) < 1e-8)
  }

  @Test("Whom an idea won against counts: what the share of wins cannot tell apart") func opponents() throws {
    // Both “a” and “b” won their only comparison, a against the strongest, b against the weakest.
    let answers = try Self.comparisons(
      4, [(0, 2, 1), (1, 3, 1), (2, 3, 20), (3, 2, 2)])
    let model = try BradleyTerry(answers)
    let shares = zip(answers.wins, answers.losses).map { WikiSurvey.Idea(wins: $0, losses: $1).score }
    #expect(shares[0] == shares[1])
    #expect(model.strengths[0] > model.strengths[1] * 1.2)
  }

  @Test("Without answers, and in a circle, all ideas are average") func average() throws {
    #expect(try BradleyTerry(try Self.comparisons(3, [])).strengths == [1, 1, 1])
    #expect(try BradleyTerry(try Self.comparisons(0, []), prior: 0).strengths.isEmpty)
    let circle = try BradleyTerry(try Self.comparisons(3, [(0, 1, 5), (1, 2, 5), (2, 0, 5)]), prior: 0)
    #expect(circle.strengths.allSatisfy { abs($0 - 1) < 1e-8 })
  }

  @Test("Answers that fall apart are refused without a prior, and have finite strengths with one") func parts() throws {
    for choices in [[(0, 1, 4), (2, 3, 1)], [(0, 1, 4), (1, 2, 1), (2, 1, 1), (2, 3, 3)]] {
      let answers = try Self.comparisons(4, choices)
      #expect(throws: Malformed.self) { try BradleyTerry(answers, prior: 0) }
      let model = try BradleyTerry(answers, prior: 0.5)
      #expect(model.isConverged)
      #expect(model.strengths.allSatisfy { $0.isFinite && $0 > 0 })
    }
    #expect(try Self.comparisons(4, [(0, 1, 4), (1, 2, 1), (2, 1, 1), (2, 3, 3)]).groups == [[0], [1, 2], [3]])
    #expect(try Self.comparisons(3, [(0, 1, 1), (1, 2, 1), (2, 0, 1)]).groups == [[0, 1, 2]])
    for prior in [-1, .nan, .infinity] {
      #expect(throws: Malformed.self) { try BradleyTerry(try Self.comparisons(2, [(0, 1, 1)]), prior: prior) }
    }
  }

  @Test("At the end the wins expected are the wins there were, and no other strengths make the answers likelier")
  func likeliest() throws {
    var dice = Dice(state: 1952)
    for _ in 0..<30 {
      let answers = try Self.random(Int.random(in: 2...7, using: &dice), &dice)
      let model = try BradleyTerry(answers, prior: 0)
      #expect(model.isConverged)
      var expected = [Double](repeating: 0, count: answers.ideas.count)
      for choice in answers.choices {
        let chance =
          model.strengths[choice.winner] / (model.strengths[choice.winner] + model.strengths[choice.loser])
        expected[choice.winner] += Double(choice.count) * chance
        expected[choice.loser] += Double(choice.count) * (1 - chance)
      }
      for (wins, share) in zip(answers.wins, expected) { #expect(abs(Double(wins) - share) < 1e-6) }
      for idea in answers.ideas.indices {
        for factor in [0.99, 1.01] {
          var other = model.strengths
          other[idea] *= factor
          #expect(Self.logLikelihood(answers, other) < model.logLikelihood)
        }
      }
    }
  }

  private static func logLikelihood(_ answers: Comparisons, _ strengths: [Double]) -> Double {
    answers.choices.reduce(0) { sum, choice in
      let chance = strengths[choice.winner] / (strengths[choice.winner] + strengths[choice.loser])
      return sum + Double(choice.count) * Elementary.log(chance)
    }
  }

  @Test("The order of ideas and answers makes no difference, and one more win never weakens") func symmetry() throws {
    var dice = Dice(state: 2004)
    for _ in 0..<20 {
      let count = Int.random(in: 2...6, using: &dice)
      let answers = try Self.random(count, &dice)
      let model = try BradleyTerry(answers)
      let names = Array((0..<count).shuffled(using: &dice))
      let renamed = try Self.comparisons(
        count, answers.choices.map { (names[$0.winner], names[$0.loser], $0.count) }.shuffled(using: &dice))
      let other = try BradleyTerry(renamed)
      for idea in 0..<count { #expect(abs(model.strengths[idea] / other.strengths[names[idea]] - 1) < 1e-6) }
      let more = try Comparisons(ideas: answers.ideas, choices: answers.choices + [.init(winner: 0, loser: 1)])
      #expect(try BradleyTerry(more).strengths[0] > model.strengths[0])
    }
  }

  @Test("Numbers of any size, and chains of any length, end in finite strengths") func hostile() throws {
    let huge = try BradleyTerry(try Self.comparisons(2, [(0, 1, 1 << 53)]), prior: 1e-9, mostSteps: 50)
    #expect(huge.strengths.allSatisfy { $0.isFinite && $0 > 0 })
    let chain = try Self.comparisons(100_000, (1..<100_000).map { ($0 - 1, $0, 1) })
    #expect(chain.groups.count == 100_000)
    #expect(try BradleyTerry(chain, mostSteps: 3).strengths.allSatisfy { $0.isFinite && $0 > 0 })
    for choices in [
      [(0, 0, 1)], [(0, 2, 1)], [(-1, 0, 1)], [(0, 1, -1)], [(0, 1, .max)], [(0, 1, 1 << 53), (1, 0, 1)],
    ] {
      #expect(throws: Malformed.self) { try Self.comparisons(2, choices) }
    }
  }

  @Test("A file is read, with or without counts, and the same pair is added up") func file() throws {
    let answers = try Comparisons(Array("loser,winner,when\nb,a,1\n\"c, d\",a,2\nb,a,3\na,b,4\n".utf8))
    #expect(answers.ideas == ["a", "b", "c, d"])
    #expect(answers.wins == [3, 1, 0])
    #expect(answers.losses == [1, 2, 1])
    #expect(
      answers.choices == [
        .init(winner: 0, loser: 1, count: 2), .init(winner: 0, loser: 2), .init(winner: 1, loser: 0),
      ])
    // An idea that was named without an answer is there all the same.
    #expect(try Comparisons(Array("winner,loser,count\na,b,0\n".utf8)).wins == [0, 0])
  }

  @Test(
    "A file that is none is refused with its line",
    arguments: [
      ("", nil), ("winner\na\n", 1), ("winner,loser\na,a\n", 2), ("winner,loser\na,b\n,b\n", 3),
      ("winner,loser\na\n", 2),
      ("winner,loser,count\na,b,x\n", 2), ("winner,loser,count\na,b,-1\n", 2),
      ("winner,loser,count\na,b,9007199254740992\nb,a,1\n", 3), ("winner,loser\n\"a,b\n", 2),
    ] as [(String, Int?)])
  func wrong(_ text: String, _ line: Int?) {
    #expect { try Comparisons(Array(text.utf8)) } throws: { ($0 as? Malformed)?.line == line }
  }
}
