public import Commons
public import Storehouse

/// People who spoke somewhere else and are here only by a number: nobody can sign in as them.
public enum Participants {
  /// Participant `number` of what is being brought in, added when they are not here yet.
  /// - Parameter stem: what their handles begin with.
  /// - Returns: who it is, and whether they are new.
  /// - Throws: a `Refusal` when somebody else has the handle.
  public static func find(number: String, stem: String, in tx: WriteTx) throws -> (id: Key<Account>, isNew: Bool) {
    let suffix = number.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    let handle = try Handle("\(stem)-p\(suffix.prefix(6))")
    let name = "Participant \(number)"
    // Somebody who can sign in is a person of this name, and no participant.
    let known: Key<Account>? = try tx.value(
      """
      SELECT a.id FROM account a WHERE a.handle = \(handle) AND a.name = \(name) AND NOT a.in_directory
        AND NOT EXISTS (SELECT 1 FROM login l WHERE l.account_id = a.id)
      """)
    if let known { return (known, false) }
    let id = try SignInStore.create(
      .person, handle: handle, name: name, language: "en", role: .member, mayFound: false, in: tx)
    try tx.run("UPDATE account SET in_directory = FALSE WHERE id = \(id)")
    return (id, true)
  }
}
