import Commons
import Storehouse

/// What is left of an account that was erased, and what each room takes out.
enum AccountLeaving {
  /// The name that stands where a person was, until a page says it in the reader's language.
  static let formerName = "A former member"

  /// Takes out the login, the profile and every setting. The row stays, without anything about the person, so that what stands on it stands;
  /// the handle stays claimed, so that nobody can come back as them.
  static func erase(_ id: Key<Account>, in tx: WriteTx) throws {
    let email: String? = try tx.value("SELECT email FROM login WHERE account_id = \(id)")
    let handle: String = try tx.value("SELECT handle FROM account WHERE id = \(id)") ?? ""
    let pictures = try tx.first("SELECT picture, header FROM account WHERE id = \(id)") { row in
      [try row.take() as String?, try row.take() as String?]
    }
    try forget((pictures ?? []).compactMap { $0 }, in: tx)
    let archives = try tx.all("SELECT file FROM data_archive WHERE account_id = \(id) AND file IS NOT NULL") { row in
      try row.take() as String
    }
    try forget(archives, in: tx)
    for name in [email, handle].compactMap({ $0 }) {
      try tx.run("DELETE FROM sign_in_try WHERE subject IN (\("name:" + name), \("letter:" + name))")
    }
    try tx.run("DELETE FROM sign_in_try WHERE subject IN (\("password:\(id)"), \("code:\(id)"))")
    try tx.run("DELETE FROM session WHERE account_id = \(id)")
    try tx.run("DELETE FROM recovery_code WHERE account_id = \(id)")
    try tx.run("DELETE FROM mail_token WHERE account_id = \(id)")
    try tx.run("DELETE FROM email_change WHERE account_id = \(id)")
    try tx.run("DELETE FROM data_archive WHERE account_id = \(id)")
    try tx.run("DELETE FROM login WHERE account_id = \(id)")
    try tx.run("DELETE FROM preference WHERE account_id = \(id)")
    try tx.run("DELETE FROM done_once WHERE account_id = \(id)")
    try tx.run("DELETE FROM search_entry WHERE kind = 'account' AND id = \(id)")
    try tx.run(
      """
      UPDATE account SET handle = \("former-\(id)"), name = \(formerName), about = '', about_html = '', relation = 0, place = '', place_key = '',
        links = '', picture = NULL, header = NULL, fields = '', is_bot = FALSE, language = 'en', role = 0, standing = 3, in_directory = FALSE, approves_followers = FALSE,
        follower_count = 0, following_count = 0 WHERE id = \(id)
      """)
  }

  static let forgetKind = "media.forget"

  /// Has files deleted after this transaction, unless something else still shows the same.
  static func forget(_ files: [String], in tx: WriteTx) throws {
    guard !files.isEmpty else { return }
    try tx.enqueue(Job(kind: forgetKind, payload: try JSONText.encode(files)))
  }
}

/// Who takes over where the last steward or owner goes.
struct Succession: Sendable {
  let place: Int64
  let name: String
  /// Nil when nobody else is there.
  let heir: Key<Account>?
  let heirName: String?

  static func groups(leftBy id: Key<Account>, in tx: ReadTx) throws -> [Succession] {
    let places = try tx.all(
      """
      SELECT s.id, s.name FROM membership m JOIN space s ON s.id = m.space_id WHERE m.account_id = \(id) AND m.role = 2 AND m.state = 0
        AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.space_id = m.space_id AND o.account_id <> \(id) AND o.role = 2 AND o.state = 0)
      """
    ) { row in (try row.take() as Int64, try row.take() as String) }
    return try places.map { place, name in
      let heir = try tx.first(
        """
        SELECT a.id, a.name FROM membership m JOIN account a ON a.id = m.account_id
        WHERE m.space_id = \(place) AND m.account_id <> \(id) AND m.state = 0 AND a.standing = 0 ORDER BY m.role DESC, m.since, a.id LIMIT 1
        """
      ) { row in (try row.take() as Key<Account>, try row.take() as String) }
      return Succession(place: place, name: name, heir: heir?.0, heirName: heir?.1)
    }
  }

  static func organisations(leftBy id: Key<Account>, in tx: ReadTx) throws -> [Succession] {
    let places = try tx.all(
      """
      SELECT a.id, a.name FROM organisation_member m JOIN account a ON a.id = m.organisation_id
      WHERE m.person_id = \(id) AND m.role = 3 AND m.state = 0 AND NOT EXISTS (SELECT 1 FROM organisation_member o
        WHERE o.organisation_id = m.organisation_id AND o.person_id <> \(id) AND o.role = 3 AND o.state = 0)
      """
    ) { row in (try row.take() as Int64, try row.take() as String) }
    return try places.map { place, name in
      let heir = try tx.first(
        """
        SELECT a.id, a.name FROM organisation_member m JOIN account a ON a.id = m.person_id
        WHERE m.organisation_id = \(place) AND m.person_id <> \(id) AND m.state = 0 AND a.standing = 0 ORDER BY m.role DESC, m.since, a.id LIMIT 1
        """
      ) { row in (try row.take() as Key<Account>, try row.take() as String) }
      return Succession(place: place, name: name, heir: heir?.0, heirName: heir?.1)
    }
  }
}
