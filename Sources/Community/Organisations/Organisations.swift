public import Commons
import Pages
public import Storehouse

// Of each, the subject is the organisation's account, and `about` the person it concerns where that is not the actor.
extension Happening.Kind {
  public static let organisationFounded = Self("organisation.founded")
  public static let organisationChanged = Self("organisation.changed")
  /// Someone asked to belong to it.
  public static let organisationAsked = Self("organisation.asked")
  public static let organisationInvited = Self("organisation.invited")
  public static let organisationRequestAccepted = Self("organisation.request-accepted")
  public static let organisationRequestDeclined = Self("organisation.request-declined")
  public static let organisationJoined = Self("organisation.joined")
  public static let organisationLeft = Self("organisation.left")
  public static let organisationMemberRemoved = Self("organisation.member-removed")
  /// The note names the new role.
  public static let organisationRoleChanged = Self("organisation.role-changed")
}

/// Bringing in an organisation, what it says of itself, and who belongs to it.
public struct Organisations: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// What an organisation's pages show, to one viewer.
  public struct Summary: Sendable {
    public let face: Face
    public let about: String
    public let place: String
    public let links: [String]
    public let kind: OrganisationKind
    public let number: String
    public let services: [String]
    /// Whether somebody signs in as the organisation itself.
    public let hasLogin: Bool
    /// What the viewer may do for it: owner for whoever signed in as the organisation itself; nil when they do not belong to it.
    public let role: OrganisationRole?
    public let tie: OrganisationTie?
    /// Whether the viewer is named on its page.
    public let isShown: Bool

    public var id: Key<Account> { face.id }
    public var mayEdit: Bool { role.map { $0 >= .editor } ?? false }
    public var isOwned: Bool { role == .owner }
    /// Where its people and its settings are.
    public var path: String { "/organisations/\(face.handle)" }
  }

  /// One person who belongs to it, asked to, or was invited.
  public struct Line: Sendable {
    public let face: Face
    public let role: OrganisationRole
    public let why: String
    public let since: Moment
    public let isShown: Bool
  }

  /// Brings in an organisation; who does is its first owner.
  /// - Parameter once: the form's key; the same form sent again finds the first organisation.
  /// - Throws: a `Refusal` when the handle is taken, or an organisation tries to found another.
  public func found(_ new: NewOrganisation, by founder: Key<Account>, isShown: Bool, once: String) async throws
    -> Handle
  {
    try await store.write { tx in
      if try DoneOnceStore.alreadyDone(once, by: founder, in: tx) != nil { return new.handle }
      guard try OrganisationStore.isPerson(founder, in: tx) else {
        throw Refusal.forbidden("Sign in as yourself to add an organisation.")
      }
      let id = try SignInStore.create(
        .organisation, handle: new.handle, name: new.profile.name, language: "en", role: .member, mayFound: false,
        in: tx)
      try tx.run("UPDATE organisation SET founded_by = \(founder) WHERE account_id = \(id)")
      try tx.run("UPDATE account SET relation = \(Organisations.relation(new.profile.kind)) WHERE id = \(id)")
      try OrganisationStore.save(new.profile, html: Organisations.html(new.profile), of: id, handle: new.handle, in: tx)
      _ = try OrganisationStore.add(founder, to: id, .owner, .accepted, by: founder, isShown: isShown, in: tx)
      try DoneOnceStore.noteDone(once, by: founder, result: Key(id.value), in: tx)
      try tx.record(Happening(.organisationFounded, id.value, by: founder))
      return new.handle
    }
  }

  private static func html(_ profile: OrganisationProfile) -> String {
    Markdown.render(profile.about, mentions: { _ in nil }, topic: { "/topics/\($0.lowercased())" }).html
  }

  private static func relation(_ kind: OrganisationKind) -> Relation {
    switch kind {
    case .userLed: .uses
    case .charity, .socialEnterprise, .provider: .provides
    case .council, .funder: .commissions
    case .other: .unsaid
    }
  }

  /// Changes what an organisation says of itself.
  /// - Throws: a `Refusal` when the one who asks is not an editor or owner of it.
  public func change(_ handle: String, to profile: OrganisationProfile, by editor: Key<Account>) async throws {
    try await change(handle, by: editor) { organisation, tx in
      try Organisations.need(organisation.mayEdit)
      try OrganisationStore.save(
        profile, html: Organisations.html(profile), of: organisation.id, handle: organisation.face.handle, in: tx)
      try tx.record(
        Happening(
          .organisationChanged, organisation.id.value, by: editor, as: editor == organisation.id ? nil : organisation.id
        ))
    }
  }

  /// - Throws: `Refusal.notFound` when there is no such organisation for the viewer.
  public func find(_ handle: String, for viewer: Key<Account>?) async throws -> Summary {
    try await store.read { tx in
      guard let organisation = try OrganisationStore.find(handle.lowercased(), for: viewer, in: tx) else {
        throw Refusal.notFound
      }
      return organisation
    }
  }

  /// Everyone who belongs to it, for those who do.
  public struct Circle: Sendable {
    public let organisation: Summary
    public let members: [Line]
    public let asked: [Line]
    public let invited: [Line]
  }

  /// - Throws: `Refusal.notFound` unless the viewer belongs to it.
  public func circle(_ handle: String, for viewer: Key<Account>) async throws -> Circle {
    try await store.read { tx in
      guard let organisation = try OrganisationStore.find(handle.lowercased(), for: viewer, in: tx),
        organisation.role != nil
      else {
        throw Refusal.notFound
      }
      let waits: (OrganisationTie) throws -> [Line] = { tie in
        organisation.isOwned ? try OrganisationStore.members(of: organisation.id, tie, for: viewer, in: tx) : []
      }
      return Circle(
        organisation: organisation,
        members: try OrganisationStore.members(of: organisation.id, .accepted, for: viewer, in: tx),
        asked: try waits(.requested), invited: try waits(.invited))
    }
  }

  static func need(_ right: Bool) throws(Refusal) {
    guard right else { throw .forbidden("Only those who look after this organisation can do that.") }
  }

  /// Finds the organisation for whoever asks, makes others wait, and reads it again: what `body` decides by cannot change before it is done.
  func change(
    _ handle: String, by viewer: Key<Account>, _ body: @escaping @Sendable (Summary, WriteTx) throws -> Void
  ) async throws {
    try await store.write { tx in
      guard let known = try OrganisationStore.find(handle.lowercased(), for: viewer, in: tx) else {
        throw Refusal.notFound
      }
      try OrganisationStore.hold(known.id, in: tx)
      guard let organisation = try OrganisationStore.find(handle.lowercased(), for: viewer, in: tx) else {
        throw Refusal.notFound
      }
      try body(organisation, tx)
    }
  }
}
