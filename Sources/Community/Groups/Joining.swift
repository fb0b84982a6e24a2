import Commons
import Storehouse

/// Who may post in a group, and who will read it there.
enum Joining {
  /// The opening with its audience set by where it stands: what is said in a private or hidden group is for its members, whatever the form said.
  /// - Throws: a `Refusal` when the writer is not in the group.
  static func placed(_ opening: Opening, by writer: Key<Account>, in tx: ReadTx) throws -> Opening {
    guard let space = opening.space else { return opening }
    let door: Int? = try tx.value(
      """
      SELECT s.door FROM space s JOIN membership m ON m.space_id = s.id WHERE s.id = \(space) AND m.account_id = \(writer) AND m.state = 0
      """)
    guard let door else { throw Refusal.invalid("audience", "You are not in that group.") }
    return opening.seenBy(door >= 2 ? .group : .everyone)
  }
}
