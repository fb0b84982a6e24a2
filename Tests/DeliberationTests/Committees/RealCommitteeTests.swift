import Deliberation
import Foundation
import Testing

@Suite("Committees of the reference", .enabled(if: RealElections.areHere, "the elections are not beside this checkout"))
struct RealCommitteeTests {
  static let rules: [String: (CommitteeRule, SeatCompletion)] = [
    "av": (.approval, .none), "seqpav": (.sequentialProportionalApproval, .none), "seqphragmen": (.phragmen, .none),
    "equal-shares": (.equalShares, .phragmen), "equal-shares-with-av-completion": (.equalShares, .greedy),
    "equal-shares-with-increment-completion": (.equalShares, .add1),
  ]

  /// What the file says each rule gives: pairs of the rule's name and the committees, with whether all are meant.
  static func expected(_ text: String) -> [(rule: String, committees: [[Int]], isAll: Bool)] {
    text.components(separatedBy: "- rule_id: ").dropFirst().compactMap { part in
      guard let result = part.range(of: "result:"), let resolute = part.range(of: "resolute:") else { return nil }
      let numbers = part[result.upperBound..<resolute.lowerBound].components(separatedBy: "]").map { list in
        list.split { !$0.isNumber }.compactMap { Int($0) }
      }
      let rule = part.prefix { !$0.isWhitespace }
      let committees = numbers.filter { !$0.isEmpty }.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
      return (String(rule), committees, part[resolute.upperBound...].contains("false"))
    }
  }

  @Test(
    "Every rule elects a committee that the reference names, and names all of them", arguments: ["S", "M", "VL", "L"])
  func reference(size: String) throws {
    let folder = try #require(RealElections.folder).appending(path: "approval-committee").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
      $0.hasPrefix("instance\(size)0")
    }
    var judged = 0
    for file in files {
      let bytes = try RealElections.bytes("approval-committee/\(file)")
      let read = try ApprovalProfile(bytes)
      let election = try CommitteeElection(
        candidates: read.candidates, seats: try #require(read.seats), profile: read.profile)
      for (name, committees, isAll) in Self.expected(String(decoding: bytes, as: UTF8.self)) {
        guard let (rule, completion) = Self.rules[name] else { continue }
        judged += 1
        if isAll {
          #expect(rule.tiedCommittees(of: election, completion: completion) == committees, "\(file): \(name)")
        } else {
          let winners = rule.winners(of: election, completion: completion).sorted()
          #expect(committees.contains(winners), "\(file): \(name) gave \(winners), not \(committees)")
        }
      }
    }
    #expect(judged == files.count * 11)
  }
}
