/// A committee election in the format of the abcvoting library (`.abc.yaml`): the lines `profile`, lists of the
/// candidates that each voter approves of, `num_cand` and `committeesize`. Weights of voters have to be 1. Other lines are not
/// looked at.
///
/// Candidates are numbered from 0; their names are their numbers.
public struct ApprovalProfile: Sendable {
  public let candidates: [String]
  /// What `committeesize` says; nil where it is not there.
  public let seats: Int?
  public let profile: Profile

  /// The most candidates that a file may have.
  public static let mostCandidates = 100_000

  /// - Throws: `Malformed`, with the line, when `profile` is not there or no list of lists of candidates, or a number
  ///   is none, below zero or as large as `num_cand`, or the text is not UTF-8.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed("this is not UTF-8 text.") }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var count: Int?
    var seats: Int?
    var ballots: [[Int32]]?
    var known: Set<Substring> = []
    for (index, line) in lines.enumerated() {
      guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
      let value = line[line.index(after: colon)...]
      if ["num_cand", "committeesize", "profile"].contains(line[..<colon]), !known.insert(line[..<colon]).inserted {
        throw Malformed(line: index + 1, "“\(line[..<colon])” is there twice.")
      }
      switch line[..<colon] {
      case "num_cand": count = try Self.number(value, line: index + 1, below: Self.mostCandidates + 1)
      case "committeesize": seats = try Self.number(value, line: index + 1, below: Self.mostCandidates + 1)
      case "profile":
        var reader = ListReader(line: index + 1, text: [value] + lines[(index + 1)...])
        ballots = try reader.read()
      case "voter_weights":
        let list = value.filter { !$0.isWhitespace }
        guard list.hasPrefix("["), list.hasSuffix("]"),
          list.dropFirst().dropLast().split(separator: ",").allSatisfy({ Double($0) == 1 })
        else {
          throw Malformed(
            line: index + 1, "these rules count every voter alike: weights have to be a list of ones, on one line.")
        }
      default: break
      }
    }
    guard let ballots else { throw Malformed("there is no “profile”.") }
    let candidates = count ?? ballots.reduce(0) { max($0, Int($1.max() ?? -1) + 1) }
    var box = Profile.Box(kind: .approval, projectCount: candidates)
    for (voter, ballot) in ballots.enumerated() {
      guard box.cast(ballot) else {
        throw Malformed("ballot \(voter + 1) names a candidate that is not there; there are \(candidates).")
      }
    }
    self.candidates = (0..<candidates).map { String($0) }
    self.seats = seats
    profile = box.close()
  }

  private static func number(_ text: Substring, line: Int, below limit: Int) throws(Malformed) -> Int {
    let digits = text.filter { !$0.isWhitespace }
    guard let number = Int(digits), number >= 0, number < limit else {
      throw Malformed(line: line, "“\(digits.prefix(40))” should be a whole number from 0 to \(limit - 1).")
    }
    return number
  }

  /// Reads lists of numbers in brackets, over as many lines as they take.
  private struct ListReader {
    let line: Int
    let text: [Substring]

    mutating func read() throws(Malformed) -> [[Int32]] {
      var ballots: [[Int32]] = []
      var depth = 0
      var digits = ""
      for (offset, text) in text.enumerated() {
        for character in text {
          switch character {
          case "0"..."9" where depth == 2: digits.append(character)
          case "[", "{":
            depth += 1
            guard depth <= 2 else { throw malformed(offset) }
            if depth == 2 { ballots.append([]) }
          case ",", "]", "}":
            if !digits.isEmpty, depth == 2 {
              guard let number = Int32(digits), number < ApprovalProfile.mostCandidates else { throw malformed(offset) }
              ballots[ballots.count - 1].append(number)
              digits = ""
            }
            if character != "," { depth -= 1 }
            if depth == 0 { return ballots }
          case _ where character.isWhitespace: break
          default: throw malformed(offset)
          }
        }
        if depth == 0, offset > 0 { break }
      }
      throw Malformed(line: line, "the “profile” should be lists of candidates in brackets, all in brackets.")
    }

    private func malformed(_ offset: Int) -> Malformed {
      Malformed(line: line + offset, "here should be lists of the numbers of candidates, in brackets.")
    }
  }
}
