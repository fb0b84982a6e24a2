public import Commons
import FoundationEssentials
import Letterbox
public import Secrets
public import Storehouse

extension Happening.Kind {
  /// Subject: the invitation.
  public static let invitationMade = Self("invitation.made")
  /// Subject: the invitation. About: who made it.
  public static let invitationUsed = Self("invitation.used")
}

/// Asking people in: by a link or by mail, to the site, a group or a conversation.
public struct Invitations: Sendable {
  let store: any Store
  let secret: SecretKey

  public init(store: any Store, secret: SecretKey) {
    self.store = store
    self.secret = secret
  }

  /// The secret of an invitation's link. It is made from the invitation's key and the site's secret, so that its maker can be shown it again while
  /// the store keeps nothing but its digest.
  static func token(_ id: Key<Invitation>, secret: SecretKey) -> String {
    Digest.base64url(
      secret.derived(for: "invitation").code(for: (0..<8).map { UInt8(truncatingIfNeeded: id.value >> (56 - $0 * 8)) }))
  }

  static func digest(_ token: String) -> String? { Token(token).map { Digest.hex($0.digest) } }

  // MARK: Making

  /// The words of the letters, which only the page's language can say.
  public typealias Writing =
    @Sendable (_ thing: String, _ path: String, _ expiresAt: Moment) -> (
      subject: String, text: String, language: String
    )

  /// Makes an invitation: one link to hand out, or one for each address, with a letter.
  /// - Parameter once: the form's key; the same form sent again makes nothing.
  /// - Throws: a `Refusal` when the maker may not invite to that.
  public func make(_ new: NewInvitation, by maker: Key<Account>, once: String, letter: @escaping Writing) async throws {
    let secret = secret
    try await store.write { tx in
      guard try DoneOnceStore.alreadyDone(once, by: maker, in: tx) == nil else { return }
      guard try InvitationStore.isActive(maker, in: tx), try Invitations.mayInvite(maker, to: new.target, in: tx) else {
        throw Refusal.invalid("to", "You cannot invite people to that.")
      }
      var first: Key<Invitation>?
      for address in new.addresses.isEmpty ? [nil] : new.addresses.map(Optional.some) {
        let id = try Invitations.make(new, sentTo: address?.text ?? "", by: maker, secret: secret, in: tx)
        first = first ?? id
        guard let address else { continue }
        let words = letter(
          try Invitations.thing(new.target, in: tx), "/i/\(Invitations.token(id, secret: secret))", tx.now + new.lasting
        )
        let payload = InvitationLetter(
          to: address.text, toName: "", subject: words.subject, text: words.text, language: words.language)
        try tx.enqueue(
          Job(
            kind: "letter", payload: String(decoding: JSONEncoder().encode(payload), as: UTF8.self),
            key: "invitation-\(id)"))
      }
      if let first { try DoneOnceStore.noteDone(once, by: maker, result: Key(first.value), in: tx) }
    }
  }

  /// One link, inside a transaction of the caller's.
  public static func make(
    _ new: NewInvitation, sentTo: String = "", by maker: Key<Account>, secret: SecretKey, in tx: WriteTx
  ) throws -> Key<Invitation> {
    let id = tx.mint(Invitation.self)
    guard let digest = digest(token(id, secret: secret)) else { throw Refusal.notFound }
    try InvitationStore.insert(id, digest: digest, new, sentTo: sentTo, by: maker, in: tx)
    try tx.record(Happening(.invitationMade, id.value, by: maker))
    return id
  }

  /// Takes an invitation back. Those who came in by it stay.
  public func revoke(_ id: Key<Invitation>, by maker: Key<Account>) async throws {
    try await store.write { tx in
      guard try InvitationStore.revoke(id, by: maker, in: tx) else { throw Refusal.notFound }
    }
  }

  /// What it is to, in words of its own: a group's name, a conversation's title; empty for the site.
  static func thing(_ target: InvitationTarget, in tx: ReadTx) throws -> String {
    switch target {
    case .site: ""
    case .group(let key): try GroupStore.findUnseen(key, in: tx)?.name ?? ""
    case .conversation(let key): try tx.value("SELECT title FROM post WHERE id = \(key)") ?? ""
    }
  }

  /// Whether someone may ask others into this: anyone to the site and to what everyone sees, the author to what is for named people, and to a
  /// group, or what is said only there, those who may bring people into the group.
  static func mayInvite(_ maker: Key<Account>, to target: InvitationTarget, in tx: ReadTx) throws -> Bool {
    switch target {
    case .site: return true
    case .group(let key): return try GroupStore.find(key, for: maker, in: tx).map(Memberships.mayInvite) ?? false
    case .conversation(let key):
      guard let card = try PostStore.find(key, for: maker, in: tx), card.isOpening, card.state == .shown else {
        return false
      }
      switch card.audience {
      case .everyone, .members: return true
      case .followers: return false
      case .named: return card.author.id == maker || card.writer == maker
      case .group:
        guard let group = card.group else { return false }
        return try GroupStore.find(group.handle.text, for: maker, in: tx).map(Memberships.mayInvite) ?? false
      }
    }
  }

  // MARK: Being invited

  private static func open(_ token: String, at now: Moment, in tx: ReadTx) throws -> InvitationStore.Line? {
    guard let digest = digest(token), let line = try InvitationStore.find(digest: digest, in: tx), line.isOpen(at: now),
      try InvitationStore.isActive(line.maker, in: tx), try mayInvite(line.maker, to: line.target, in: tx)
    else { return nil }
    return line
  }

  /// Uses an invitation: counts it, and brings the account into the group, or to those who may read the conversation. Twice is once.
  ///
  /// For whoever makes an account by it, in the transaction that makes the account; where a steward has to say yes first, the account waits.
  /// - Returns: where it leads; nil when the token is no invitation, or one that is used up, taken back or too old, or whose maker can no longer
  ///   invite.
  public static func redeem(_ token: String, by account: Key<Account>, in tx: WriteTx) throws -> String? {
    guard let digest = digest(token), let known = try InvitationStore.find(digest: digest, in: tx) else { return nil }
    if try known.maker == account || InvitationStore.isUsed(known.id, by: account, in: tx) {
      return try path(of: known.target, for: account, in: tx)
    }
    guard let line = try open(token, at: tx.now, in: tx), try InvitationStore.use(line.id, by: account, in: tx) else {
      return nil
    }
    switch line.target {
    case .site:
      // Someone who was here before is not made to wait.
      if line.needsApproval {
        try tx.run(
          "UPDATE account SET standing = 1 WHERE id = \(account) AND standing = 0 AND role = 0 AND joined_at = \(tx.now)"
        )
      }
    case .group(let key): try bring(account, into: key, line, in: tx)
    case .conversation(let key):
      guard let card = try PostStore.find(key, for: line.maker, in: tx) else { return nil }
      if card.audience == .named { try PublishingStore.addNamed(account, to: key, in: tx) }
      if card.audience == .group, let group = card.group,
        let found = try GroupStore.find(group.handle.text, for: line.maker, in: tx)
      {
        try bring(account, into: found.id, line, in: tx)
      }
    }
    try tx.record(Happening(.invitationUsed, line.id.value, by: account, about: line.maker.value))
    return try path(of: line.target, for: account, in: tx)
  }

  /// Where an accepted invitation leads. A hidden group that one has only asked to join is not seen yet.
  private static func path(of target: InvitationTarget, for account: Key<Account>, in tx: ReadTx) throws -> String {
    switch target {
    case .site: "/"
    case .group(let key): try GroupStore.find(key, for: account, in: tx)?.path ?? "/groups"
    case .conversation(let key): try PostStore.find(key, for: account, in: tx)?.path ?? "/talk"
    }
  }

  private static func bring(
    _ account: Key<Account>, into group: Key<Space>, _ line: InvitationStore.Line, in tx: WriteTx
  ) throws {
    try GroupStore.hold(group, in: tx)
    let state = try MembershipStore.place(of: account, in: group, tx: tx)?.state
    guard state != .shutOut else { throw Refusal.forbidden("You cannot join this group.") }
    if line.needsApproval, state != .invited {
      try Memberships.ask(group, why: "", by: account, in: tx)
    } else {
      try Memberships.join(group, account, in: tx)
    }
  }

  static let over = Refusal(.gone, "This invitation no longer works. Ask whoever sent it for a new one.")

  // MARK: Reading

  /// What an invitation leads to, as far as its bearer may see it before they accept.
  enum Thing: Sendable {
    case site
    case group(Groups.Summary)
    /// The first post when everyone can read it.
    case conversation(title: String, opening: PostCard?)
  }

  struct Landing: Sendable {
    let inviter: Face
    let thing: Thing
    let note: String
    let needsApproval: Bool
    /// Where it leads once it is accepted.
    let path: String
    /// Whether the viewer is in already: then there is nothing to accept.
    let isIn: Bool
  }

  /// - Throws: `Refusal.notFound` for what is no token of ours, and `gone` for one that no longer works.
  func landing(_ token: String, for viewer: Key<Account>?) async throws -> Landing {
    let now = store.clock()
    return try await store.read { tx in
      guard let digest = Invitations.digest(token), let known = try InvitationStore.find(digest: digest, in: tx) else {
        throw Refusal.notFound
      }
      let isIn = try viewer.map { try $0 == known.maker || InvitationStore.isUsed(known.id, by: $0, in: tx) } ?? false
      // Whoever came in by it keeps a link that leads there, also when it brings nobody else in any more.
      guard try isIn || Invitations.open(token, at: now, in: tx) != nil,
        let inviter = try InvitationStore.face(known.maker, in: tx)
      else {
        throw Invitations.over
      }
      let (thing, path) = try Invitations.found(known.target, for: viewer, in: tx)
      return Landing(
        inviter: inviter, thing: thing, note: known.note, needsApproval: known.needsApproval, path: path, isIn: isIn)
    }
  }

  private static func found(_ target: InvitationTarget, for viewer: Key<Account>?, in tx: ReadTx) throws -> (
    Thing, String
  ) {
    switch target {
    case .site: return (.site, "/")
    case .group(let key):
      guard let group = try GroupStore.findUnseen(key, in: tx) else { throw over }
      return (.group(group), group.path)
    case .conversation(let key):
      let opening = try PostStore.find(key, for: viewer, in: tx)
      let title: String = try tx.value("SELECT title FROM post WHERE id = \(key)") ?? ""
      let seen = try opening.map { try PostStore.whole($0, for: viewer, in: tx) }
      return (.conversation(title: title, opening: seen), PostCard.path(conversation: key, title: title))
    }
  }

  /// Accepts an invitation and says something in the conversation it is to, in one go.
  /// - Returns: the reply's key, or nil when it is to no conversation.
  func answer(
    _ token: String, _ text: PostText, language: String, by account: Key<Account>, once: String
  ) async throws -> Key<Post>? {
    try await store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: account, in: tx) { return done }
      guard let digest = Invitations.digest(token), let known = try InvitationStore.find(digest: digest, in: tx) else {
        throw Refusal.notFound
      }
      guard try Invitations.redeem(token, by: account, in: tx) != nil else { throw Invitations.over }
      guard case .conversation(let key) = known.target else { return nil }
      let reply = try Conversations.reply(to: key, text, language: language, by: account, as: account, in: tx)
      try DoneOnceStore.noteDone(once, by: account, result: reply, in: tx)
      return reply
    }
  }

  /// One line of a maker's list.
  struct Listed: Sendable {
    let line: InvitationStore.Line
    let thing: String
    /// The path of its link.
    let path: String
    let isOpen: Bool
  }

  func made(by maker: Key<Account>) async throws -> [Listed] {
    let now = store.clock()
    let secret = secret
    return try await store.read { tx in
      try InvitationStore.made(by: maker, in: tx).map { line in
        // The name of a group that the maker has left is no longer theirs to see.
        let may = try Invitations.mayInvite(maker, to: line.target, in: tx)
        return Listed(
          line: line, thing: may ? try Invitations.thing(line.target, in: tx) : "",
          path: "/i/\(Invitations.token(line.id, secret: secret))",
          isOpen: may && line.isOpen(at: now))
      }
    }
  }
}
