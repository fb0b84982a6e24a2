import Testing

@testable import Deliberation

@Suite("Opinion maps: what is spared changes nothing") struct PlainWaysTests {
  @Test("A matrix made of all votes is that made vote by vote", arguments: 0..<12)
  func matrix(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    // Close together, so that people vote again; and far apart, with the extremes.
    let ids = seed % 2 == 0 ? Array(0..<9) : [Int.min, -5, 0, 3, 1 << 40, Int.max]
    let votes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
      OpinionVote(
        participant: ids.randomElement(using: &random) ?? 0, statement: ids.randomElement(using: &random) ?? 0,
        stance: Int.random(in: 0...3, using: &random) == 0 ? nil : Stance.allCases.randomElement(using: &random))
    }
    var one = VoteMatrix()
    for vote in votes {
      one.addParticipant(vote.participant)
      one.addStatement(vote.statement)
      one.cast(vote.stance, by: vote.participant, on: vote.statement)
    }
    #expect(VoteMatrix(votes) == one)
    for extra in ids {
      one.addParticipant(extra)
      one.addStatement(extra)
    }
    #expect(VoteMatrix(votes, participants: ids, statements: ids) == one)
    let some = ids.filter { _ in Bool.random(using: &random) } + [7_000_000]
    #expect(one.rows(ofAscending: some.sorted()) == some.sorted().compactMap(one.row(of:)))
  }

  /// Lloyd's method with every distance.
  static func plain(_ means: PlaneKMeans, from start: [PlanePoint]) -> PlanePartition {
    var centres = start
    var labels: [Int] = []
    for _ in 0..<300 {
      let nearest = means.points.map { point in
        centres.indices.min { point.squaredDistance(to: centres[$0]) < point.squaredDistance(to: centres[$1]) } ?? 0
      }
      guard nearest != labels else { break }
      labels = nearest
      centres = means.means(labels, centres)
    }
    return means.tidied(labels, centres)
  }

  @Test("k-means with bounds and sums kept up is that with every distance", arguments: 0..<20)
  func means(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let points = (0..<400).map { _ in
      PlanePoint(x: random.fraction() * 4, y: random.fraction() + Double(Int.random(in: 0...2, using: &random)))
    }
    let weights = seed % 2 == 0 ? nil : points.map { _ in Double(Int.random(in: 1...9, using: &random)) }
    let means = PlaneKMeans(points, weights: weights)
    for count in 1...7 {
      let start = means.spread(count, &random)
      let (fast, slow) = (means.partition(from: start), Self.plain(means, from: start))
      #expect(fast.labels == slow.labels)
      #expect(abs(fast.inertia - slow.inertia) <= 1e-12 * slow.inertia)
    }
  }
}
