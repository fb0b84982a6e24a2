public import Commons
public import Storehouse

// Of each, the subject is the group, and `about` the person it concerns where that is not the actor.
extension Happening.Kind {
  public static let groupJoined = Self("group.joined")
  /// Someone asked to come in.
  public static let groupAsked = Self("group.asked")
  public static let groupRequestAccepted = Self("group.request-accepted")
  public static let groupRequestDeclined = Self("group.request-declined")
  public static let groupInvited = Self("group.invited")
  public static let groupLeft = Self("group.left")
  /// The note names the new role.
  public static let groupRoleChanged = Self("group.role-changed")
  public static let groupMemberRemoved = Self("group.member-removed")
  public static let groupMemberShutOut = Self("group.member-shut-out")
}

/// Coming into a group, going out of it, and who may do what there.
public struct Memberships: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  // MARK: Coming in

  /// Joins an open group, or any to which one was invited.
  /// - Throws: a `Refusal` when the group is not open to them.
  public func join(_ handle: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { group, tx in
      switch group.state {
      case .member: return
      case .invited: break
      case .shutOut: throw Refusal.forbidden("You cannot join this group.")
      case .asked, nil:
        guard group.door == .open else {
          throw Refusal.conflict("This group has to be asked first. Say why you would like to join.")
        }
      }
      try Memberships.join(group.id, person, in: tx)
    }
  }

  /// Makes someone a member. Twice is once; those who were shut out stay out.
  static func join(_ group: Key<Space>, _ member: Key<Account>, role: GroupRole = .member, in tx: WriteTx) throws {
    guard try MembershipStore.addMember(member, to: group, role: role, in: tx) else { return }
    try tx.record(Happening(.groupJoined, group.value, by: member))
  }

  /// Asks to be let in.
  /// - Throws: a `Refusal` when there is nothing to ask for.
  public func ask(_ handle: String, why: Reason, by person: Key<Account>) async throws {
    try await change(handle, by: person) { group, tx in
      switch group.state {
      case .member: throw Refusal.conflict("You are in this group already.")
      case .asked: return
      case .invited: return try Memberships.join(group.id, person, in: tx)
      case .shutOut: throw Refusal.forbidden("You cannot join this group.")
      case nil: break
      }
      if group.door == .open { return try Memberships.join(group.id, person, in: tx) }
      try Memberships.ask(group.id, why: why.text, by: person, in: tx)
    }
  }

  /// The same inside a transaction of the caller's. Twice is once.
  public static func ask(_ group: Key<Space>, why: String, by person: Key<Account>, in tx: WriteTx) throws {
    guard try MembershipStore.addWaiting(person, to: group, .asked, why: why, in: tx) else { return }
    try tx.record(Happening(.groupAsked, group.value, by: person))
  }

  /// Takes back what one asked for, or says no to an invitation.
  public func withdraw(_ handle: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { group, tx in
      guard let state = group.state, state == .asked || state == .invited else { return }
      _ = try MembershipStore.remove(person, from: group.id, whoIs: state, in: tx)
    }
  }

  /// Says yes or no to someone who asked.
  /// - Throws: a `Refusal` when the one who answers is neither steward nor moderator, or nobody asked.
  public func answer(_ person: Key<Account>, _ isWelcome: Bool, in handle: String, by keeper: Key<Account>) async throws
  {
    try await change(handle, by: keeper) { group, tx in
      try Memberships.need(group.isKept)
      guard try MembershipStore.place(of: person, in: group.id, tx: tx)?.state == .asked else {
        throw Refusal.conflict("They are no longer asking.")
      }
      if isWelcome {
        _ = try MembershipStore.addMember(person, to: group.id, role: .member, in: tx)
      } else {
        _ = try MembershipStore.remove(person, from: group.id, whoIs: .asked, in: tx)
      }
      try tx.record(
        Happening(
          isWelcome ? .groupRequestAccepted : .groupRequestDeclined, group.id.value, by: keeper, about: person.value))
    }
  }

  /// Invites people by their handles. Whoever asked is let in; whoever is in, invited or shut out is left as they are.
  /// - Throws: a `Refusal` when the one who invites may not, or there is nobody of one of the handles.
  public func invite(_ handles: [String], to handle: String, by member: Key<Account>) async throws {
    try await change(handle, by: member) { group, tx in
      try Memberships.need(Memberships.mayInvite(to: group))
      let typed = handles.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
      guard !typed.isEmpty else { throw Refusal.invalid("handles", "Write the handle of at least one person.") }
      guard typed.count <= 30 else { throw Refusal.invalid("handles", "You can invite 30 people at once.") }
      for handle in typed {
        guard let person = try PeopleStore.invitable(handle, by: member, in: tx) else {
          throw Refusal.invalid("handles", "There is nobody here called @\(handle).")
        }
        if try MembershipStore.place(of: person, in: group.id, tx: tx)?.state == .asked, group.isKept {
          _ = try MembershipStore.addMember(person, to: group.id, role: .member, in: tx)
          try tx.record(Happening(.groupRequestAccepted, group.id.value, by: member, about: person.value))
        } else if try MembershipStore.addWaiting(person, to: group.id, .invited, by: member, in: tx) {
          try tx.record(Happening(.groupInvited, group.id.value, by: member, about: person.value))
        }
      }
    }
  }

  /// Anyone in an open group brings whom they like; elsewhere stewards and moderators do.
  static func mayInvite(to group: Groups.Summary) -> Bool { group.isKept || (group.role != nil && group.door == .open) }

  // MARK: Going out

  /// Leaves a group.
  /// - Parameter successor: a member's handle, who becomes a steward; needed of the last steward.
  /// - Throws: a `Refusal` when the last steward names nobody.
  public func leave(_ handle: String, naming successor: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { group, tx in
      guard let role = group.role else { return }
      if role == .steward { try Memberships.pass(on: group, from: person, to: successor, in: tx) }
      _ = try MembershipStore.remove(person, from: group.id, whoIs: .member, in: tx)
      try tx.record(Happening(.groupLeft, group.id.value, by: person))
    }
  }

  private static func pass(on group: Groups.Summary, from steward: Key<Account>, to successor: String, in tx: WriteTx)
    throws
  {
    let typed = successor.hasPrefix("@") ? String(successor.dropFirst()) : successor
    guard !typed.isEmpty else {
      guard try MembershipStore.hasSteward(group.id, besides: steward, in: tx) else {
        throw Refusal.invalid("successor", "You are the only steward. Name a member who takes over before you leave.")
      }
      return
    }
    guard let next = try PeopleStore.invitable(typed, by: steward, in: tx), next != steward,
      try MembershipStore.place(of: next, in: group.id, tx: tx)?.state == .member
    else { throw Refusal.invalid("successor", "There is no other member called @\(typed).") }
    try MembershipStore.setRole(.steward, of: next, in: group.id, tx: tx)
    try tx.record(
      Happening(.groupRoleChanged, group.id.value, by: steward, about: next.value, note: GroupRole.steward.name))
  }

  // MARK: Who may do what

  /// Gives a member another role. Only stewards do.
  /// - Throws: a `Refusal` when it would leave the group without a steward.
  public func setRole(_ role: GroupRole, of person: Key<Account>, in handle: String, by steward: Key<Account>)
    async throws
  {
    try await change(handle, by: steward) { group, tx in
      try Memberships.need(group.isStewarded)
      guard let place = try MembershipStore.place(of: person, in: group.id, tx: tx), place.state == .member else {
        throw Refusal.notFound
      }
      guard place.role != role else { return }
      if place.role == .steward, try !MembershipStore.hasSteward(group.id, besides: person, in: tx) {
        throw Refusal.conflict("A group needs a steward. Make someone else one first.")
      }
      try MembershipStore.setRole(role, of: person, in: group.id, tx: tx)
      try tx.record(Happening(.groupRoleChanged, group.id.value, by: steward, about: person.value, note: role.name))
    }
  }

  /// Takes someone out: they may come again as anyone may, or, when shut out, not.
  /// - Throws: a `Refusal` when the one who does it does not stand above them.
  public func remove(_ person: Key<Account>, from handle: String, shutOut: Bool, by keeper: Key<Account>) async throws {
    try await change(handle, by: keeper) { group, tx in
      try Memberships.need(group.isKept)
      guard person != keeper else { throw Refusal.conflict("To go yourself, leave the group.") }
      let place = try MembershipStore.place(of: person, in: group.id, tx: tx)
      guard let place, place.state != .shutOut else { throw Refusal.notFound }
      guard group.isStewarded || place.state != .member || place.role == .member else {
        throw Refusal.forbidden("Only a steward can remove another moderator or steward.")
      }
      if shutOut {
        try MembershipStore.shutOut(person, from: group.id, by: keeper, in: tx)
      } else {
        _ = try MembershipStore.remove(person, from: group.id, whoIs: place.state, in: tx)
      }
      try tx.record(
        Happening(shutOut ? .groupMemberShutOut : .groupMemberRemoved, group.id.value, by: keeper, about: person.value))
    }
  }

  /// Lets someone who was shut out come again as anyone may.
  public func forgive(_ person: Key<Account>, in handle: String, by keeper: Key<Account>) async throws {
    try await change(handle, by: keeper) { group, tx in
      try Memberships.need(group.isKept)
      _ = try MembershipStore.remove(person, from: group.id, whoIs: .shutOut, in: tx)
    }
  }

  private static func need(_ right: Bool) throws(Refusal) {
    guard right else { throw .forbidden("Only those who look after this group can do that.") }
  }

  /// Finds the group for whoever asks, makes others wait, and reads it again: what `body` decides by cannot change before it is done.
  private func change(
    _ handle: String, by viewer: Key<Account>, _ body: @escaping @Sendable (Groups.Summary, WriteTx) throws -> Void
  ) async throws {
    try await store.write { tx in
      guard let known = try GroupStore.find(handle.lowercased(), for: viewer, in: tx) else { throw Refusal.notFound }
      try GroupStore.hold(known.id, in: tx)
      guard let group = try GroupStore.find(known.id, for: viewer, in: tx) else { throw Refusal.notFound }
      try body(group, tx)
    }
  }

  // MARK: Reading

  /// A page of a group's members, and for those who look after it whoever waits at the door.
  struct Directory: Sendable {
    let group: Groups.Summary
    let members: [MembershipStore.Line]
    let olderBefore: Key<Account>?
    let asked: [MembershipStore.Line]
    let invited: [MembershipStore.Line]
    let shutOut: [MembershipStore.Line]
  }

  static let membersOnAPage = 50

  /// - Throws: `Refusal.notFound` unless the viewer may see who is in it.
  func directory(_ handle: String, before: Key<Account>?, for viewer: Key<Account>?) async throws -> Directory {
    try await store.read { tx in
      guard let group = try GroupStore.find(handle.lowercased(), for: viewer, in: tx), group.isReadable else {
        throw Refusal.notFound
      }
      let lines = try MembershipStore.members(
        of: group.id, before: before, limit: Memberships.membersOnAPage + 1, for: viewer, in: tx)
      let isFirst = before == nil && group.isKept
      let shown = Array(lines.prefix(Memberships.membersOnAPage))
      return Directory(
        group: group, members: shown, olderBefore: lines.count > shown.count ? shown.last?.face.id : nil,
        asked: isFirst ? try MembershipStore.waiting(in: group.id, .asked, tx: tx) : [],
        invited: isFirst ? try MembershipStore.waiting(in: group.id, .invited, tx: tx) : [],
        shutOut: isFirst ? try MembershipStore.waiting(in: group.id, .shutOut, tx: tx) : [])
    }
  }
}
