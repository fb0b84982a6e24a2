public import Commons
public import Storehouse

/// Bringing in what was said elsewhere, in as many transactions as it takes: what an earlier try has done is found, and
/// not done again.
public enum Importing {
  /// The group that `founder` founded under this handle, if it is there.
  public static func group(_ handle: Handle, foundedBy founder: Key<Account>, in tx: ReadTx) throws -> Key<Space>? {
    try tx.value("SELECT id FROM space WHERE handle = \(handle) AND founded_by = \(founder)")
  }

  /// Publishes a statement under the moment it was made.
  /// - Parameters:
  ///   - name: what the statement is called, among all that its author said.
  ///   - dated: a key minted for when it was said.
  /// - Returns: the post, and whether it is new: the same statement brought in again finds the post that it became.
  public static func statement(
    _ opening: Opening, by author: Key<Account>, called name: String, dated: Key<Post>, in tx: WriteTx
  ) throws -> (post: Key<Post>, isNew: Bool) {
    let once = "import:\(name)"
    if let done = try DoneOnceStore.alreadyDone(once, by: author, in: tx) { return (done, false) }
    let post = try Conversations.start(opening, by: author, as: author, dated: dated, in: tx)
    try DoneOnceStore.noteDone(once, by: author, result: post, in: tx)
    return (post, true)
  }
}
