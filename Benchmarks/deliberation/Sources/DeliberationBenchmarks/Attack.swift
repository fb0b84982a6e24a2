import Deliberation
import Foundation

/// Made-up accounts that reject the six statements that unite most and agree with the one that unites least, added to a real
/// conversation: which of them are found, who else, and how far up they bring that statement.
struct Attack {
  private let folder: String
  private let matrix: VoteMatrix
  private let moderatedOut: Set<Int>

  init(_ folder: String) throws {
    self.folder = folder
    func bytes(_ name: String) -> [UInt8]? {
      FileManager.default.contents(atPath: "\(folder)/\(name)").map { Array($0) }
    }
    let export = try PolisExport(
      comments: bytes("comments.csv") ?? [], votes: bytes("votes.csv"), matrix: bytes("participants-votes.csv"))
    matrix = export.matrixOfVotes
    moderatedOut = export.moderatedOut()
  }

  func report() throws {
    let order = OpinionMap(matrix, moderatedOut: moderatedOut).commonGround
    guard let target = order.last else { return }
    for share in [0.0, 0.05, 0.1, 0.2] {
      let first = (matrix.participants.max() ?? 0) + 1
      let planted = first..<first + Int(share * Double(matrix.participants.count))
      var votes = matrix.all
      for person in planted {
        votes += order.prefix(6).map { OpinionVote(participant: person, statement: $0, stance: .disagree) }
        votes.append(OpinionVote(participant: person, statement: target, stance: .agree))
      }
      let attacked = OpinionMap(VoteMatrix(votes, statements: matrix.statements), moderatedOut: moderatedOut)
      let alike = AlikeBlocks(attacked.matrix)
      let members = Set(alike.blocks.flatMap(\.members))
      var voters = SensitivityReport<Int>.Voters(count: attacked.matrix.participants.count)
      voters.likeness = alike.people.map(\.surprise)
      let sensitivity = try SensitivityReport(voters) { attacked.featured(10, $0) }
      print(
        JSON.object([
          .init("folder", .string(folder)), .init("people", .integer(matrix.participants.count)),
          .init("planted", .integer(planted.count)), .init("found", .integer(planted.count(where: members.contains))),
          .init("others", .integer(members.count { !planted.contains($0) })),
          .init("statements", .integer(order.count)),
          .init("rank", .integer((attacked.commonGround.firstIndex(of: target) ?? -1) + 1)),
          .init("top_ten_kept", .integer(Set(order.prefix(10)).intersection(sensitivity.winners).count)),
          .init(
            "kept_without_most_alike",
            .integer(Set(order.prefix(10)).intersection(sensitivity.variants[0].winners).count)),
        ]).text)
    }
  }
}
