public import Commons
import Pages
public import Storehouse

/// Accounts of a demonstration, made without letters and with one password for all.
public enum DemoAccounts {
  public static func addPerson(
    handle: String, name: String, about: String, relation: Relation, place: String, links: [String], language: String,
    role: Role, joinedAt: Moment,
    passwordHash: String, in tx: WriteTx
  ) throws -> Key<Account> {
    let handle = try Handle(handle)
    let id = try SignInStore.create(.person, handle: handle, name: name, language: language, role: role, in: tx)
    // example.org is kept by RFC 2606 for examples: a letter there goes to nobody.
    try SignInStore.addLogin(id, email: "\(handle)@example.org", passwordHash: passwordHash, verifiedAt: tx.now, in: tx)
    try describe(id, about: about, place: place, links: links, relation: relation, joinedAt: joinedAt, in: tx)
    return id
  }

  public static func addOrganisation(
    handle: String, name: String, kind: String, about: String, place: String, number: String, services: [String],
    in tx: WriteTx
  ) throws -> Key<Account> {
    let id = try SignInStore.create(
      .organisation, handle: Handle(handle), name: name, language: "en", role: .member, in: tx)
    let sorts = [
      "other": 0, "user-led": 1, "charity": 2, "social-enterprise": 3, "provider": 4, "council": 5, "funder": 6,
    ]
    try tx.run(
      """
      UPDATE organisation SET sort = \(sorts[kind] ?? 0), registration_number = \(number), services = \(services.joined(separator: "\n"))
      WHERE account_id = \(id)
      """)
    try describe(id, about: about, place: place, links: [], relation: .provides, joinedAt: tx.now - .days(200), in: tx)
    return id
  }

  private static func describe(
    _ id: Key<Account>, about: String, place: String, links: [String], relation: Relation, joinedAt: Moment,
    in tx: WriteTx
  ) throws {
    let html = Markdown.render(about, mentions: { _ in nil }, topic: { "/topics/\($0.lowercased())" }).html
    try tx.run(
      """
      UPDATE account SET about = \(about), about_html = \(html), place = \(place), place_key = \(place.lowercased()),
        links = \(links.joined(separator: "\n")), relation = \(relation), joined_at = \(joinedAt) WHERE id = \(id)
      """)
    let name: String = try tx.value("SELECT name FROM account WHERE id = \(id)") ?? ""
    let handle: String = try tx.value("SELECT handle FROM account WHERE id = \(id)") ?? ""
    try tx.index(
      SearchEntry(
        kind: .account, id: id.value, owner: id.value, space: nil, at: joinedAt, title: "\(name) \(handle)",
        body: about))
  }

  public static func addMember(_ person: Key<Account>, to organisation: Key<Account>, role: String, in tx: WriteTx)
    throws
  {
    let roles = ["member": 0, "speaker": 1, "editor": 2, "owner": 3]
    try tx.run(
      """
      INSERT INTO organisation_member (organisation_id, person_id, role, state, since, is_shown)
      VALUES (\(organisation), \(person), \(roles[role] ?? 0), 0, \(tx.now), \(role != "member")) ON CONFLICT DO NOTHING
      """)
  }

  public static func follow(_ followee: Key<Account>, by follower: Key<Account>, in tx: WriteTx) throws {
    let added = try tx.run(
      "INSERT INTO follow (follower_id, followee_id, state, since) VALUES (\(follower), \(followee), 0, \(tx.now)) ON CONFLICT DO NOTHING"
    )
    guard added == 1 else { return }
    try tx.run("UPDATE account SET follower_count = follower_count + 1 WHERE id = \(followee)")
    try tx.run("UPDATE account SET following_count = following_count + 1 WHERE id = \(follower)")
  }
}
