import Commons
public import Storehouse

extension OrganisationKind: Storable {}
extension OrganisationRole: Storable {}
extension OrganisationTie: Storable {}

enum OrganisationStore {
  static func save(_ profile: OrganisationProfile, html: String, of id: Key<Account>, handle: Handle, in tx: WriteTx)
    throws
  {
    try tx.run(
      """
      UPDATE account SET name = \(profile.name), about = \(profile.about), about_html = \(html), place = \(profile.place),
        place_key = \(profile.place.lowercased()), links = \(profile.links.joined(separator: "\n")) WHERE id = \(id)
      """)
    try tx.run(
      """
      UPDATE organisation SET sort = \(profile.kind), registration_number = \(profile.number),
        services = \(profile.services.joined(separator: "\n")) WHERE account_id = \(id)
      """)
    try tx.index(
      SearchEntry(
        kind: .account, id: id.value, owner: id.value, space: nil, at: id.moment, title: "\(profile.name) \(handle)",
        body: ([profile.about] + profile.services).joined(separator: "\n")))
  }

  /// Makes everyone else who would change who belongs to it wait until this transaction is done.
  static func hold(_ id: Key<Account>, in tx: WriteTx) throws {
    try tx.run("UPDATE organisation SET sort = sort WHERE account_id = \(id)")
  }

  static func find(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Organisations.Summary? {
    let mine: Query =
      if let viewer {
        """
        CASE WHEN a.id = \(viewer) THEN 3 ELSE
          (SELECT m.role FROM organisation_member m WHERE m.organisation_id = a.id AND m.person_id = \(viewer) AND m.state = 0) END,
        (SELECT m.state FROM organisation_member m WHERE m.organisation_id = a.id AND m.person_id = \(viewer)),
        COALESCE((SELECT m.is_shown FROM organisation_member m WHERE m.organisation_id = a.id AND m.person_id = \(viewer)), FALSE)
        """
      } else {
        "NULL, NULL, FALSE"
      }
    return try tx.first(
      """
      SELECT \(FaceStore.columns), a.about, a.place, a.links, o.sort, o.registration_number, o.services,
        EXISTS (SELECT 1 FROM login l WHERE l.account_id = a.id), \(mine)
      FROM account a JOIN organisation o ON o.account_id = a.id
      WHERE a.handle = \(handle) AND a.kind = 2 AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: viewer))
      """
    ) { row in
      Organisations.Summary(
        face: try FaceStore.face(&row), about: try row.take(), place: try row.take(), links: lines(try row.take()),
        kind: try row.take(),
        number: try row.take(), services: lines(try row.take()), hasLogin: try row.take(), role: try row.take(),
        tie: try row.take(),
        isShown: try row.take())
    }
  }

  private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  // MARK: Who belongs to it

  static func members(
    of id: Key<Account>, _ tie: OrganisationTie, onlyShown: Bool = false, for viewer: Key<Account>?, in tx: ReadTx
  ) throws
    -> [Organisations.Line]
  {
    let shown: Query = onlyShown ? "m.is_shown AND m.role >= 1" : "TRUE"
    return try tx.all(
      """
      SELECT \(FaceStore.columns), m.role, m.why, m.since, m.is_shown FROM organisation_member m JOIN account a ON a.id = m.person_id
      WHERE m.organisation_id = \(id) AND m.state = \(tie) AND a.standing = 0 AND \(shown) AND \(PeopleStore.isOpen(to: viewer))
      ORDER BY m.role DESC, a.name, a.id LIMIT 300
      """
    ) { row in
      Organisations.Line(
        face: try FaceStore.face(&row), role: try row.take(), why: try row.take(), since: try row.take(),
        isShown: try row.take())
    }
  }

  static func place(of person: Key<Account>, in id: Key<Account>, tx: ReadTx) throws -> (
    role: OrganisationRole, tie: OrganisationTie
  )? {
    try tx.first("SELECT role, state FROM organisation_member WHERE organisation_id = \(id) AND person_id = \(person)")
    { row in
      (try row.take(), try row.take())
    }
  }

  static func isPerson(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND kind = 1 AND standing = 0")
  }

  /// - Returns: whether they had nothing to do with it before.
  static func add(
    _ person: Key<Account>, to id: Key<Account>, _ role: OrganisationRole, _ tie: OrganisationTie, why: String = "",
    by bringer: Key<Account>?,
    isShown: Bool = false, in tx: WriteTx
  ) throws -> Bool {
    try tx.run(
      """
      INSERT INTO organisation_member (organisation_id, person_id, role, state, why, brought_by, since, is_shown)
      VALUES (\(id), \(person), \(role), \(tie), \(why), \(bringer), \(tx.now), \(isShown)) ON CONFLICT DO NOTHING
      """) == 1
  }

  /// - Returns: whether somebody of that tie was there to be accepted.
  static func accept(_ person: Key<Account>, in id: Key<Account>, whoIs tie: OrganisationTie, tx: WriteTx) throws
    -> Bool
  {
    try tx.run(
      """
      UPDATE organisation_member SET state = 0, why = '', since = \(tx.now)
      WHERE organisation_id = \(id) AND person_id = \(person) AND state = \(tie)
      """) == 1
  }

  static func setRole(_ role: OrganisationRole, of person: Key<Account>, in id: Key<Account>, tx: WriteTx) throws {
    try tx.run("UPDATE organisation_member SET role = \(role) WHERE organisation_id = \(id) AND person_id = \(person)")
  }

  static func setShown(_ isShown: Bool, _ person: Key<Account>, in id: Key<Account>, tx: WriteTx) throws {
    try tx.run(
      "UPDATE organisation_member SET is_shown = \(isShown) WHERE organisation_id = \(id) AND person_id = \(person)")
  }

  static func remove(_ person: Key<Account>, from id: Key<Account>, tx: WriteTx) throws -> Bool {
    try tx.run("DELETE FROM organisation_member WHERE organisation_id = \(id) AND person_id = \(person)") == 1
  }

  /// Whether someone else can say who belongs to it: another owner, or whoever signs in as the organisation itself.
  static func isKept(_ id: Key<Account>, besides person: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM organisation_member m JOIN account a ON a.id = m.person_id
      WHERE m.organisation_id = \(id) AND m.state = 0 AND m.role = 3 AND m.person_id <> \(person) AND a.standing = 0
      UNION ALL SELECT 1 FROM login l WHERE l.account_id = \(id)
      """)
  }
}
