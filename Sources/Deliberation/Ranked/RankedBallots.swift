/// Ballots that rank candidates, as they were marked: gaps, two marks at one rank and repeated names are kept, because
/// rules differ in what they make of them. Equal ballots may be grouped.
public struct RankedBallots: Sendable, Hashable {
  /// Who stands, with their party where the file names one.
  public struct Candidate: Sendable, Hashable {
    public let name: String
    public let party: String?
    public init(_ name: String, party: String? = nil) {
      self.name = name
      self.party = party
    }
  }

  /// What stands at one rank of a ballot.
  public enum Mark: Sendable, Hashable {
    /// The position in `candidates`.
    case candidate(Int)
    /// Nothing, with something after it.
    case gap
    /// More than one candidate.
    case overvote
  }

  /// The most ballots that are counted together; every rule's arithmetic is exact up to here.
  public static let mostBallots = 1_000_000_000
  public static let mostCandidates = 2_000

  public let candidates: [Candidate]
  /// How many are to be elected, where the file says so.
  public let seats: Int?
  /// What the file calls the contest.
  public let contest: String?
  /// How many ballots there are, those with nothing on them too.
  public let total: Int

  /// For each group of equal ballots, how many there are.
  let counts: [Int]
  /// For each group, where its marks start in `marks`; one more at the end.
  let starts: [Int]
  let marks: [Int32]
  static let gap: Int32 = -1
  static let overvote: Int32 = -2

  /// - Throws: `Malformed` for more than 2,000 candidates or 1,000,000,000 ballots, a negative count,
  ///   or a mark for someone who does not stand.
  public init(
    candidates: [Candidate], groups: [(count: Int, marks: [Mark])], seats: Int? = nil, contest: String? = nil
  ) throws(Malformed) {
    var builder = Builder()
    for group in groups {
      builder.begin(group.count)
      for mark in group.marks {
        switch mark {
        case .candidate(let index): builder.add(Int32(clamping: index))
        case .gap: builder.add(Self.gap)
        case .overvote: builder.add(Self.overvote)
        }
      }
    }
    try self.init(candidates: candidates, builder, seats: seats, contest: contest)
  }

  /// Rankings without gaps: the positions of candidates, best first.
  /// - Throws: `Malformed` as above.
  public init(candidates: [String], rankings: [(count: Int, ranking: [Int])], seats: Int? = nil) throws(Malformed) {
    try self.init(
      candidates: candidates.map { Candidate($0) },
      groups: rankings.map { ($0.count, $0.ranking.map(Mark.candidate)) }, seats: seats)
  }

  init(candidates: [Candidate], _ builder: Builder, seats: Int?, contest: String?) throws(Malformed) {
    guard candidates.count <= Self.mostCandidates else {
      throw Malformed("there are more than \(Self.mostCandidates) candidates.")
    }
    if let seats, seats < 0 { throw Malformed("the number of seats is negative.") }
    var total = 0
    for (group, count) in builder.counts.enumerated() {
      guard count >= 0 else { throw Malformed(line: builder.line(of: group), "a number of ballots is negative.") }
      let (sum, overflow) = total.addingReportingOverflow(count)
      guard !overflow, sum <= Self.mostBallots else {
        throw Malformed("there are more than a thousand million ballots.")
      }
      total = sum
    }
    let most = Int32(candidates.count)
    if let wrong = builder.marks.firstIndex(where: { $0 >= most || $0 < Self.overvote }) {
      let group = builder.starts.lastIndex { $0 <= wrong } ?? 0
      throw Malformed(line: builder.line(of: group), "a ballot ranks a candidate who does not stand.")
    }
    self.candidates = candidates
    self.seats = seats
    self.contest = contest
    self.total = total
    counts = builder.counts
    starts = builder.starts + [builder.marks.count]
    marks = builder.marks
  }

  /// The groups of ballots, in the order they were given.
  public var groups: some Sequence<(count: Int, marks: [Mark])> {
    counts.indices.lazy.map { group in
      let marks = self.marks[starts[group]..<starts[group + 1]]
      return (
        counts[group],
        marks.map { $0 == Self.gap ? .gap : $0 == Self.overvote ? .overvote : .candidate(Int($0)) }
      )
    }
  }

  /// Collects groups of ballots in flat storage; a file of a hundred thousand rows is read without an array a row.
  struct Builder {
    var counts: [Int] = []
    var starts: [Int] = []
    var marks: [Int32] = []
    var lines: [Int] = []

    mutating func begin(_ count: Int, line: Int? = nil) {
      counts.append(count)
      starts.append(marks.count)
      if let line { lines.append(line) }
    }
    mutating func add(_ mark: Int32) { marks.append(mark) }
    func line(of group: Int) -> Int? { lines.indices.contains(group) ? lines[group] : nil }
  }
}
