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

  @Test("So is one of more rows and columns than fit 32 bits together") func wide() {
    let many = Array(0..<40_000)
    let votes = [(39_999, 7, Stance.agree), (3, 39_999, .disagree), (3, 7, .pass), (3, 39_999, .agree)].map {
      OpinionVote(participant: $0.0, statement: $0.1, stance: $0.2)
    }
    let matrix = VoteMatrix(votes, participants: many, statements: many)
    #expect(matrix.participants == many && matrix.statements == many)
    #expect(
      matrix.all.map { [$0.participant, $0.statement, Int($0.stance?.rawValue ?? 9)] }
        == [[3, 7, 0], [3, 39_999, 1], [39_999, 7, 1]])
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

  @Test("The nearest of many centres are those of all distances, ties and guesses included", arguments: 0..<20)
  func nearest(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    // On a grid many points are as near to one centre as to another.
    func place() -> PlanePoint {
      seed % 2 == 0
        ? PlanePoint(x: Double(Int.random(in: 0...9, using: &random)), y: Double(Int.random(in: 0...4, using: &random)))
        : PlanePoint(x: random.fraction() * 3, y: random.fraction())
    }
    let points = (0..<501).map { _ in place() }
    for count in [1, 2, 5, 8, 9, 30, 100] {
      var centres = (0..<count).map { _ in place() }
      let guess = points.map { _ in Int.random(in: 0..<count, using: &random) }
      var search = NearestCentres(points, centres)
      var guessed = NearestCentres(points, centres, guess: guess)
      for _ in 0..<5 {
        let plain = points.map { point in
          centres.indices.min { point.squaredDistance(to: centres[$0]) < point.squaredDistance(to: centres[$1]) } ?? 0
        }
        #expect(search.labels == plain)
        #expect(guessed.labels == plain)
        // Some stay, some go a little way, some far.
        for index in centres.indices where Bool.random(using: &random) {
          if Bool.random(using: &random) { centres[index].x += 0.25 } else { centres[index] = place() }
        }
        let before = search.labels
        search.move(to: centres)
        guessed.move(to: centres)
        #expect(search.changes.allSatisfy { before[$0.point] == $0.before })
        #expect(search.changes.map(\.point) == points.indices.filter { search.labels[$0] != before[$0] })
      }
    }
  }

  @Test("Silhouettes of distances that are worked out once are those of all", arguments: 0..<8)
  func silhouettes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let points = (0..<101).map { _ in
      PlanePoint(x: random.fraction(), y: Double(Int.random(in: 0...2, using: &random)))
    }
    let divisions = (2...5).map { groups in points.map { _ in Int.random(in: 0..<groups, using: &random) } }
    for (labels, own) in zip(divisions, Silhouette.means(points, divisions)) {
      let each = points.indices.map { index in
        let means = (0..<5).map { group in
          let others = points.indices.filter { $0 != index && labels[$0] == group }
          let sum = others.reduce(0) { $0 + points[index].squaredDistance(to: points[$1]).squareRoot() }
          return others.isEmpty ? Double.infinity : sum / Double(others.count)
        }
        let next = means.indices.filter { $0 != labels[index] }.map { means[$0] }.min() ?? 0
        let within = means[labels[index]]
        return within.isFinite ? (next - within) / max(next, within) : 0
      }
      #expect((own - each.reduce(0, +) / Double(each.count)).magnitude < 1e-12)
    }
  }
}
