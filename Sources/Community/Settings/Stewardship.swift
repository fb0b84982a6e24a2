public import Commons
public import Doors
import Letterbox
import Storehouse

extension Happening.Kind {
  /// Subject: the account; note: the new role.
  public static let roleChanged = Self("account.role-changed")
  /// Subject: 0; note: the names of what was set.
  public static let siteChanged = Self("site.changed")
}

/// Looking after the site as a whole.
public struct Stewardship: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  struct Helper: Sendable {
    let face: Face
    let role: Role
  }

  /// Everyone with a duty, stewards first.
  func helpers() async throws -> [Helper] {
    try await house.store.read { tx in
      try tx.all(
        "SELECT \(FaceStore.columns), a.role FROM account a WHERE a.role > 0 AND a.standing = 0 ORDER BY a.role DESC, a.id LIMIT 200"
      ) { row in
        Helper(face: try FaceStore.face(&row), role: try row.take())
      }
    }
  }

  func waitingCount() async throws -> Int {
    try await house.store.read { tx in try tx.value("SELECT count(*) FROM account WHERE standing = 1") ?? 0 }
  }

  /// Sets what the site is called, its sentence, and who may join.
  public func set(siteName: String, tagline: String, registration: String, by steward: Key<Account>) async throws {
    var problems = Problems()
    if siteName.isEmpty { problems.add("site_name", "Enter the name of the site.") }
    if siteName.count > 60 || siteName.contains(where: \.isNewline) {
      problems.add("site_name", "A site’s name has at most 60 characters, on one line.")
    }
    if tagline.count > 200 || tagline.contains(where: \.isNewline) {
      problems.add("tagline", "The sentence has at most 200 characters, on one line.")
    }
    if Registration(rawValue: registration) == nil { problems.add("registration", "Choose who may join.") }
    try problems.refuseIfAny()
    try await house.store.write { tx in
      for (name, value) in [("site_name", siteName), ("tagline", tagline), ("registration", registration)] {
        try tx.run(
          """
          INSERT INTO site_setting (name, value, set_by, set_at) VALUES (\(name), \(value), \(steward), \(tx.now))
          ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at
          """)
      }
      try tx.record(Happening(.siteChanged, 0, by: steward, note: "site_name, tagline, registration"))
    }
    house.settings.forget()
  }

  /// Gives somebody a duty, or takes it. There is always a steward left.
  /// - Parameter steward: who does it; nil for the operator.
  public func setRole(_ role: Role, of typed: String, by steward: Key<Account>?) async throws {
    let handle = typed.lowercased().drop { $0 == "@" }
    try await house.store.write { tx in
      let found = try tx.first("SELECT id, kind, role FROM account WHERE handle = \(String(handle)) AND standing = 0") {
        row in
        (try row.take() as Key<Account>, try row.take() as AccountKind, try row.take() as Role)
      }
      guard let (account, kind, old) = found else { throw Refusal.invalid("handle", "Nobody here has that handle.") }
      guard kind == .person else {
        throw Refusal.invalid("handle", "An organisation cannot look after the site. Choose a person.")
      }
      guard role != old else { return }
      if old == .steward {
        let isLast = try !tx.exists("SELECT 1 FROM account WHERE role = 2 AND standing = 0 AND id <> \(account)")
        guard !isLast else { throw Refusal.conflict("There must be a steward. Make somebody else one first.") }
      }
      try tx.run("UPDATE account SET role = \(role) WHERE id = \(account)")
      try tx.record(Happening(.roleChanged, account.value, by: steward, note: "\(role)"))
    }
  }

  /// Whether letters only go into a folder, because no mail server is set up.
  var keepsLettersInFolder: Bool { house.letterbox is FolderLetterbox }
}
