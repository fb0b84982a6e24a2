import Deliberation
import Testing

@Suite("Quadratic votes") struct QuadraticTests {
  @Test("Votes cost their square, for or against") func cost() throws {
    let result = try QuadraticVote(
      options: 3, credits: 100, ballots: [("a", [0: 10]), ("b", [0: -6, 1: 8]), ("c", [0: 1, 1: 1, 2: 1])])
    #expect(result.totals == [5, 9, 1])
    #expect(result.voters == [3, 2, 1])
    #expect(result.unspent == 97)
  }

  @Test("Spending more than the credits is refused, at any size") func refused() {
    #expect(throws: Malformed.self) { try QuadraticVote(options: 1, credits: 99, ballots: [("a", [0: 10])]) }
    #expect(throws: Malformed.self) { try QuadraticVote(options: 1, credits: .max, ballots: [("a", [0: .min])]) }
    #expect(throws: Malformed.self) { try QuadraticVote(options: 1, credits: -1, ballots: [("a", [:])]) }
    #expect(throws: Malformed.self) {
      try QuadraticVote(options: 1, credits: 4, ballots: [("a", [0: 1]), ("a", [0: 1])])
    }
    #expect(throws: Malformed.self) { try QuadraticVote(options: 1, credits: .max, ballots: [("a", [:]), ("b", [:])]) }
    #expect(QuadraticVote.cost([3, -4]) == 25)
    #expect(QuadraticVote.cost([.max]) == nil)
  }

  @Test("Four accounts have twice the votes of one with the same credits: why it needs people who are known")
  func split() throws {
    let one = try QuadraticVote(options: 1, credits: 100, ballots: [("a", [0: 10])])
    let four = try QuadraticVote(options: 1, credits: 25, ballots: (0..<4).map { ("a\($0)", [0: 5]) })
    #expect(four.totals[0] == 2 * one.totals[0])
  }
}
