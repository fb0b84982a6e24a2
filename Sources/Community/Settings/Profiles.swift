public import Commons
public import Doors
import Pages
import Pictures
import Storehouse

/// What someone says about themselves, with everything they typed checked.
public struct ProfileWords: Sendable {
  let name: PersonalName
  let about: String
  let relation: Relation
  let place: String
  let links: [String]
  /// As the store holds them.
  let fields: String

  static let mostLinks = 5

  /// - Parameters:
  ///   - links: an address a line.
  ///   - fields: a name, a colon and a value a line.
  /// - Throws: a `Refusal` with every problem at once.
  public init(name: String, about: String, relation: String, place: String, links: String, fields: String = "")
    throws(Refusal)
  {
    var problems = Problems()
    let checkedName = problems.check { () throws(Refusal) in try PersonalName(name) }
    if about.count > 2000 { problems.add("about", "What you say about yourself has at most 2,000 characters.") }
    if place.count > 80 || place.contains(where: \.isNewline) {
      problems.add("place", "A place has at most 80 characters, on one line.")
    }
    let addresses = links.split(whereSeparator: \.isNewline).map { $0.trimmed }.filter { !$0.isEmpty }
    if addresses.count > Self.mostLinks { problems.add("links", "Give at most five links.") }
    if !addresses.allSatisfy({
      ($0.hasPrefix("https://") || $0.hasPrefix("http://")) && $0.count <= 300 && Link($0) != nil && !$0.contains(" ")
    }) {
      problems.add("links", "Each link starts with https:// or http://.")
    }
    let checkedFields = problems.check { () throws(Refusal) in try ProfileFields.parsed(fields) }
    guard let number = Int(relation.isEmpty ? "0" : relation), let known = Relation(rawValue: number) else {
      throw .invalid("relation", "Choose one of these, or nothing.")
    }
    try problems.refuseIfAny()
    guard let checkedName else { throw .notFound }
    self.name = checkedName
    self.about = about
    self.relation = known
    self.place = place
    self.links = addresses
    self.fields = checkedFields ?? ""
  }
}

extension StringProtocol {
  fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}

/// The pictures of a profile: the face beside everything one says, and the wide one above the profile.
package enum ProfilePicture: String, Sendable {
  case face = "picture", wide = "header"

  fileprivate var column: Query {
    switch self {
    case .face: "picture"
    case .wide: "header"
    }
  }
}

extension Happening.Kind {
  /// Subject: the account.
  public static let profileChanged = Self("account.profile-changed")
}

/// Changing one's own profile.
public struct Profiles: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  /// What the settings show of an account.
  struct Own: Sendable {
    let name: String
    let about: String
    let relation: Relation
    let place: String
    let links: String
    let picture: String?
    let header: String?
    /// A name, a colon and a value a line.
    let fields: String
    let approvesFollowers: Bool
    let isInDirectory: Bool
    let messagesFrom: Int
  }

  func own(_ account: Key<Account>) async throws -> Own {
    let found = try await house.store.read { tx in
      try tx.first(
        "SELECT name, about, relation, place, links, picture, header, fields, approves_followers, in_directory, messages_from FROM account WHERE id = \(account)"
      ) { row in
        Own(
          name: try row.take(), about: try row.take(), relation: try row.take(), place: try row.take(),
          links: try row.take(), picture: try row.take(), header: try row.take(),
          fields: ProfileFields.typed(try row.take()),
          approvesFollowers: try row.take(), isInDirectory: try row.take(), messagesFrom: try row.take())
      }
    }
    guard let found else { throw Refusal.notFound }
    return found
  }

  public func change(_ profile: ProfileWords, of account: Key<Account>) async throws {
    try await house.store.write { tx in
      try tx.run(
        """
        UPDATE account SET relation = \(profile.relation), place = \(profile.place), place_key = \(profile.place.lowercased()),
          links = \(profile.links.joined(separator: "\n")), fields = \(profile.fields) WHERE id = \(account)
        """)
      try Profiles.change(name: profile.name, about: profile.about, of: account, in: tx)
    }
  }

  /// Changes the words of a profile alone; nil stays as it is.
  package func change(name: PersonalName?, about: String?, of account: Key<Account>) async throws {
    guard name != nil || about != nil else { return }
    try await house.store.write { tx in try Profiles.change(name: name, about: about, of: account, in: tx) }
  }

  private static func change(name: PersonalName?, about: String?, of account: Key<Account>, in tx: WriteTx) throws {
    let before = try tx.first("SELECT handle, joined_at, name, about FROM account WHERE id = \(account)") { row in
      (try row.take() as Handle, try row.take() as Moment, try row.take() as String, try row.take() as String)
    }
    guard let before else { throw Refusal.notFound }
    let name = name?.text ?? before.2
    let about = about ?? before.3
    let html = try PostRendering.render(about, in: tx).html
    try tx.run(
      "UPDATE account SET name = \(name), about = \(about), about_html = \(html) WHERE id = \(account)")
    try SignInStore.index(account, handle: before.0, name: name, about: about, at: before.1, in: tx)
    try tx.record(Happening(.profileChanged, account.value, by: account))
  }

  /// Sets or, with nil, removes a picture. The one before is deleted unless somebody else shows the same.
  package func setPicture(_ upload: [UInt8]?, _ which: ProfilePicture = .face, of account: Key<Account>) async throws {
    var path: String?
    if let upload {
      let bytes =
        switch which {
        case .face: try await Picture.prepareAvatar(upload).large.bytes
        case .wide: try await Picture.prepare(upload).full.bytes
        }
      let name = MediaName(of: bytes, extension: "webp")
      try await house.media.put(bytes, named: name)
      path = "/pictures/\(name)"
    }
    let new = path
    try await house.store.write { tx in
      let old: String? = try tx.value("SELECT \(which.column) FROM account WHERE id = \(account)")
      try tx.run("UPDATE account SET \(which.column) = \(new) WHERE id = \(account)")
      if let old, old != new { try AccountLeaving.forget([old], in: tx) }
    }
  }

  /// A picture that some account shows.
  func picture(_ name: String) async throws -> [UInt8] {
    guard let known = MediaName(name), known.fileExtension == "webp" else { throw Refusal.notFound }
    let isShown = try await house.store.read { tx in
      try tx.exists("SELECT 1 FROM account WHERE picture = \("/pictures/" + known.text) AND standing IN (0, 1)")
        || tx.exists("SELECT 1 FROM account WHERE header = \("/pictures/" + known.text) AND standing IN (0, 1)")
    }
    guard isShown, let bytes = try await house.media.get(known) else { throw Refusal.notFound }
    return bytes
  }

  /// - Parameter messagesFrom: 0 nobody new, 1 people one follows, 2 every member.
  public func setPrivacy(messagesFrom: Int, approvesFollowers: Bool, isInDirectory: Bool, of account: Key<Account>)
    async throws
  {
    guard (0...2).contains(messagesFrom) else { throw Refusal.invalid("messages", "Choose who may write to you.") }
    try await house.store.write { tx in
      try tx.run(
        """
        UPDATE account SET messages_from = \(messagesFrom), approves_followers = \(approvesFollowers), in_directory = \(isInDirectory)
        WHERE id = \(account)
        """)
    }
  }
}
