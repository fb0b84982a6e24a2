/// Each person chooses one option, or abstains; options may have pass marks, as in a proposal that people agree or
/// disagree with (Loomio's proposals; Robert's Rules of Order Newly Revised, 12th ed., §§44–45 for majorities and quorum).
///
/// Time: linear in the votes.
public struct ShowOfHands: Sendable, Hashable {
  /// What became of an option.
  public struct Standing: Sendable, Hashable {
    public let votes: Int
    /// Votes over those cast and over those eligible; 0 where there are none.
    public let partOfCast: Double
    public let partOfEligible: Double
    /// Whether its pass mark is met; nil where it has none.
    public let passes: Bool?
  }

  public let turnout: Turnout
  public let abstentions: Int
  public let standings: [Standing]
  /// Options with most votes; none where nobody took a side.
  public let leaders: [Int]
  /// There is a quorum, and every option that has a pass mark meets it.
  public let isCarried: Bool

  /// - Parameters:
  ///   - options: how many options there are.
  ///   - votes: each voter's option, from 0, or nil to abstain.
  ///   - eligible: how many may vote; nil for those who did.
  ///   - marks: pass marks by option.
  /// - Throws: `Malformed` when someone voted twice or for no option, or more voted than may.
  public init(
    options: Int, votes: [(voter: String, option: Int?)], eligible: Int? = nil, quorum: Quorum = .none,
    marks: [Int: PassMark] = [:]
  ) throws(Malformed) {
    var counts = Array(repeating: 0, count: max(0, options))
    var abstentions = 0
    for vote in votes {
      guard let option = vote.option else {
        abstentions += 1
        continue
      }
      guard counts.indices.contains(option) else { throw Malformed("“\(vote.voter)” voted for what is no option.") }
      counts[option] += 1
    }
    let voted = try Turnout.check(votes.lazy.map(\.voter), eligible: eligible)
    let turnout = Turnout(voted: voted, eligible: eligible, quorum: quorum)
    let sides = voted - abstentions
    standings = counts.enumerated().map { option, votes in
      let passes = marks[option].map { mark in
        switch mark.basis {
        case .votesCast: mark.isMet(by: votes, of: voted)
        case .sidesTaken: mark.isMet(by: votes, of: sides)
        case .eligible: mark.isMet(by: votes, of: turnout.eligible)
        }
      }
      return Standing(
        votes: votes, partOfCast: voted > 0 ? Double(votes) / Double(voted) : 0,
        partOfEligible: turnout.eligible > 0 ? Double(votes) / Double(turnout.eligible) : 0, passes: passes)
    }
    let most = counts.max() ?? 0
    leaders = most == 0 ? [] : counts.indices.filter { counts[$0] == most }
    isCarried = turnout.isQuorate && standings.allSatisfy { $0.passes != false }
    self.turnout = turnout
    self.abstentions = abstentions
  }
}
