import Commons
import Storehouse

/// Who may speak for whom: everyone for themselves, and for an organisation its speakers, editors and owners.
enum Speaking {
  static func check(_ writer: Key<Account>, maySpeakAs author: Key<Account>, in tx: ReadTx) throws {
    guard writer != author else { return }
    let may = try tx.exists(
      """
      SELECT 1 FROM organisation_member m JOIN account o ON o.id = m.organisation_id
      WHERE m.organisation_id = \(author) AND m.person_id = \(writer) AND m.role >= 1 AND m.state = 0 AND o.standing = 0
      """)
    guard may else { throw Refusal.forbidden("You cannot speak for that organisation.") }
  }

  /// The organisations someone may speak for, by name.
  static func organisations(of person: Key<Account>, in tx: ReadTx) throws -> [Face] {
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM organisation_member m JOIN account a ON a.id = m.organisation_id
      WHERE m.person_id = \(person) AND m.role >= 1 AND m.state = 0 AND a.standing = 0 ORDER BY a.name
      """, FaceStore.face)
  }
}
