/// What people answered who chose between two at a time: who won over whom, and how often.
///
/// The file is comma-separated values under a heading `winner,loser` or `winner,loser,count`; other columns are passed over.
public struct Comparisons: Sendable, Hashable {
  /// `winner` was chosen over `loser`, positions in `ideas`, by `count` answers.
  public struct Choice: Sendable, Hashable {
    public let winner: Int
    public let loser: Int
    public let count: Int

    public init(winner: Int, loser: Int, count: Int = 1) {
      self.winner = winner
      self.loser = loser
      self.count = count
    }
  }

  /// Sums up to here are exact in a `Double`.
  static let mostAnswers = 1 << 53

  /// Their ids, in the order in which a file names them.
  public let ideas: [String]
  /// One for each winner and loser, in the order in which they first came; none without answers.
  public let choices: [Choice]
  public let wins: [Int]
  public let losses: [Int]

  /// Answers in all.
  public var answers: Int { wins.reduce(0, +) }

  /// - Throws: `Malformed`, without a line, when an idea comes twice or is chosen over itself, a choice is about none of the
  ///   ideas, a count is below 0, or there are more than 2⁵³ answers.
  public init(ideas: [String], choices: [Choice]) throws(Malformed) {
    guard Set(ideas).count == ideas.count else { throw Malformed("an idea comes twice.") }
    var wins = [Int](repeating: 0, count: ideas.count)
    var losses = wins
    var order: [Choice] = []
    var counts: [Choice: Int] = [:]
    var all = 0
    for choice in choices {
      guard ideas.indices.contains(choice.winner), ideas.indices.contains(choice.loser), choice.winner != choice.loser
      else { throw Malformed("a choice is between two different ideas.") }
      guard 0...Self.mostAnswers ~= choice.count, all <= Self.mostAnswers - choice.count else {
        throw Malformed("a choice was made \(choice.count) times: that is below nothing, or too much.")
      }
      guard choice.count > 0 else { continue }
      all += choice.count
      wins[choice.winner] += choice.count
      losses[choice.loser] += choice.count
      let pair = Choice(winner: choice.winner, loser: choice.loser, count: 0)
      if let before = counts[pair] {
        counts[pair] = before + choice.count
      } else {
        counts[pair] = choice.count
        order.append(pair)
      }
    }
    self.ideas = ideas
    self.wins = wins
    self.losses = losses
    self.choices = order.map { Choice(winner: $0.winner, loser: $0.loser, count: counts[$0] ?? 0) }
  }

  /// Reads a file.
  /// - Throws: `Malformed` with the line when a column is missing, a cell is empty, an idea is chosen over itself, a count is
  ///   no whole number from 0 on, or there are more than 2⁵³ answers.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    let csv = try CSV(bytes)
    guard let header = csv.rows.first else { throw Malformed("the file is empty.") }
    let winner = try csv.column("winner")
    let loser = try csv.column("loser")
    let count = header.fields.firstIndex(of: "count")
    var places: [String: Int] = [:]
    var ideas: [String] = []
    var choices: [Choice] = []
    var all = 0
    func place(_ idea: String) -> Int {
      if let known = places[idea] { return known }
      places[idea] = ideas.count
      ideas.append(idea)
      return ideas.count - 1
    }
    for row in csv.rows.dropFirst() {
      let cell = { (column: Int) in row.fields.indices.contains(column) ? row.fields[column] : "" }
      let (won, lost) = (cell(winner), cell(loser))
      guard !won.isEmpty, !lost.isEmpty else { throw Malformed(line: row.line, "the winner or the loser is missing.") }
      guard won != lost else { throw Malformed(line: row.line, "“\(won)” cannot be chosen over itself.") }
      let times = count.map(cell) ?? "1"
      guard let number = Int(times), 0...Self.mostAnswers ~= number else {
        throw Malformed(line: row.line, "“\(times)” is no number of answers.")
      }
      guard all <= Self.mostAnswers - number else { throw Malformed(line: row.line, "these are too many answers.") }
      all += number
      choices.append(Choice(winner: place(won), loser: place(lost), count: number))
    }
    try self.init(ideas: ideas, choices: choices)
  }

  /// The ideas in groups within which every idea has beaten every other, if need be by way of others: the strongly
  /// connected parts of “has beaten”. Only with a single group do the answers alone say how strong each idea is
  /// (Ford 1957; Hunter 2004, assumption 1). Each in ascending order, the group of the first idea first.
  ///
  /// Time: linear in ideas and choices.
  public var groups: [[Int]] {
    var beaten = [[Int]](repeating: [], count: ideas.count)
    var beatenBy = beaten
    for choice in choices {
      beaten[choice.winner].append(choice.loser)
      beatenBy[choice.loser].append(choice.winner)
    }
    // Kosaraju: whoever is left last on the way forward is a root on the way back.
    var order: [Int] = []
    Self.walk(beaten, from: Array(ideas.indices), leaving: { order.append($0) }, done: {})
    var groups: [[Int]] = []
    var group: [Int] = []
    Self.walk(
      beatenBy, from: order.reversed(), leaving: { group.append($0) },
      done: {
        groups.append(group.sorted())
        group = []
      })
    return groups.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  /// Depth first without recursion: a chain of a million ideas would be deeper than any stack.
  private static func walk(
    _ edges: [[Int]], from roots: [Int], leaving: (Int) -> Void, done: () -> Void
  ) {
    var isSeen = [Bool](repeating: false, count: edges.count)
    for root in roots where !isSeen[root] {
      isSeen[root] = true
      var stack = [(idea: root, next: 0)]
      while let (idea, next) = stack.last {
        if next < edges[idea].count {
          stack[stack.count - 1].next += 1
          let other = edges[idea][next]
          if !isSeen[other] {
            isSeen[other] = true
            stack.append((other, 0))
          }
        } else {
          leaving(idea)
          stack.removeLast()
        }
      }
      done()
    }
  }
}
