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

  /// Settles a post that was just written in a group, whether it opens a conversation or answers one.
  ///
  /// The door may be closing in another transaction at this moment: after waiting for it, a post in a group that is closed now is the group's.
  /// - Throws: a `Refusal` when the writer was shut out of the group.
  static func settle(_ post: Key<Post>, in space: Key<Space>?, by writer: Key<Account>, tx: WriteTx) throws {
    guard let space else { return }
    guard try !tx.exists("SELECT 1 FROM membership WHERE space_id = \(space) AND account_id = \(writer) AND state = 3")
    else {
      throw Refusal.forbidden("You cannot write in this group.")
    }
    try GroupStore.hold(space, in: tx)
    try tx.run(
      "UPDATE post SET audience = 3 WHERE id = \(post) AND EXISTS (SELECT 1 FROM space s WHERE s.id = \(space) AND s.door >= 2)"
    )
  }
}
