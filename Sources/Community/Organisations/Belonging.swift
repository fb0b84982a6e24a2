public import Commons
import Storehouse

/// Coming to belong to an organisation, and ceasing to.
extension Organisations {
  /// Asks to belong to it. Whoever is invited is in at once.
  /// - Throws: a `Refusal` when an organisation asks, or someone who belongs to it already.
  public func ask(_ handle: String, why: Reason, by person: Key<Account>) async throws {
    try await change(handle, by: person) { organisation, tx in
      guard try OrganisationStore.isPerson(person, in: tx) else {
        throw Refusal.forbidden("Only people can belong to an organisation.")
      }
      switch organisation.tie {
      case .accepted: throw Refusal.conflict("You belong to this organisation already.")
      case .requested: return
      case .invited: return try Organisations.join(organisation, person, in: tx)
      case nil: break
      }
      guard try OrganisationStore.add(person, to: organisation.id, .member, .requested, why: why.text, by: nil, in: tx)
      else { return }
      try tx.record(Happening(.organisationAsked, organisation.id.value, by: person))
    }
  }

  /// Says yes to an invitation.
  public func accept(_ handle: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { organisation, tx in
      guard organisation.tie != .accepted else { return }
      guard organisation.tie == .invited else { throw Refusal.conflict("The invitation was taken back.") }
      try Organisations.join(organisation, person, in: tx)
    }
  }

  private static func join(_ organisation: Summary, _ person: Key<Account>, in tx: WriteTx) throws {
    guard try OrganisationStore.accept(person, in: organisation.id, whoIs: .invited, tx: tx) else { return }
    try tx.record(Happening(.organisationJoined, organisation.id.value, by: person))
  }

  /// Takes a request back, says no to an invitation, or leaves.
  /// - Throws: a `Refusal` when the last owner would leave.
  public func leave(_ handle: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { organisation, tx in
      guard let tie = organisation.tie else { return }
      if tie == .accepted, organisation.isOwned, try !OrganisationStore.isKept(organisation.id, besides: person, in: tx)
      {
        throw Refusal.conflict("You are the only owner. Make someone else an owner before you leave.")
      }
      guard try OrganisationStore.remove(person, from: organisation.id, tx: tx), tie == .accepted else { return }
      try tx.record(Happening(.organisationLeft, organisation.id.value, by: person))
    }
  }

  /// Whether one is named on the organisation's page as someone who speaks for it.
  public func show(_ isShown: Bool, in handle: String, by person: Key<Account>) async throws {
    try await change(handle, by: person) { organisation, tx in
      guard organisation.tie == .accepted else { throw Refusal.notFound }
      try OrganisationStore.setShown(isShown, person, in: organisation.id, tx: tx)
    }
  }

  // MARK: Owners

  /// Invites a person by handle, for a role. Whoever asked already is in at once.
  public func invite(_ typed: String, as role: OrganisationRole, to handle: String, by owner: Key<Account>) async throws
  {
    try await change(handle, by: owner) { organisation, tx in
      try Organisations.need(organisation.isOwned)
      let typed = typed.hasPrefix("@") ? String(typed.dropFirst()) : typed
      guard !typed.isEmpty else { throw Refusal.invalid("handle", "Write the handle of a person.") }
      guard let person = try PeopleStore.invitable(typed, by: owner, in: tx),
        try OrganisationStore.isPerson(person, in: tx)
      else {
        throw Refusal.invalid("handle", "There is no person here called @\(typed).")
      }
      switch try OrganisationStore.place(of: person, in: organisation.id, tx: tx)?.tie {
      case .accepted: throw Refusal.invalid("handle", "@\(typed) belongs to the organisation already.")
      case .requested:
        try OrganisationStore.setRole(role, of: person, in: organisation.id, tx: tx)
        _ = try OrganisationStore.accept(person, in: organisation.id, whoIs: .requested, tx: tx)
        try tx.record(Happening(.organisationRequestAccepted, organisation.id.value, by: owner, about: person.value))
      case .invited: try OrganisationStore.setRole(role, of: person, in: organisation.id, tx: tx)
      case nil:
        guard try OrganisationStore.add(person, to: organisation.id, role, .invited, by: owner, in: tx) else { return }
        try tx.record(Happening(.organisationInvited, organisation.id.value, by: owner, about: person.value))
      }
    }
  }

  /// Says yes or no to someone who asked.
  public func answer(_ person: Key<Account>, _ isWelcome: Bool, in handle: String, by owner: Key<Account>) async throws
  {
    try await change(handle, by: owner) { organisation, tx in
      try Organisations.need(organisation.isOwned)
      guard try OrganisationStore.place(of: person, in: organisation.id, tx: tx)?.tie == .requested else {
        throw Refusal.conflict("They are no longer asking.")
      }
      if isWelcome {
        _ = try OrganisationStore.accept(person, in: organisation.id, whoIs: .requested, tx: tx)
      } else {
        _ = try OrganisationStore.remove(person, from: organisation.id, tx: tx)
      }
      try tx.record(
        Happening(
          isWelcome ? .organisationRequestAccepted : .organisationRequestDeclined, organisation.id.value, by: owner,
          about: person.value))
    }
  }

  /// Gives a member another role.
  /// - Throws: a `Refusal` when it would leave nobody who can say who belongs to it.
  public func setRole(_ role: OrganisationRole, of person: Key<Account>, in handle: String, by owner: Key<Account>)
    async throws
  {
    try await change(handle, by: owner) { organisation, tx in
      try Organisations.need(organisation.isOwned)
      guard let place = try OrganisationStore.place(of: person, in: organisation.id, tx: tx), place.tie == .accepted
      else { throw Refusal.notFound }
      guard place.role != role else { return }
      if place.role == .owner, try !OrganisationStore.isKept(organisation.id, besides: person, in: tx) {
        throw Refusal.conflict("An organisation needs an owner. Make someone else one first.")
      }
      try OrganisationStore.setRole(role, of: person, in: organisation.id, tx: tx)
      try tx.record(
        Happening(.organisationRoleChanged, organisation.id.value, by: owner, about: person.value, note: role.name))
    }
  }

  /// Takes someone out, or takes an invitation back.
  public func remove(_ person: Key<Account>, from handle: String, by owner: Key<Account>) async throws {
    try await change(handle, by: owner) { organisation, tx in
      try Organisations.need(organisation.isOwned)
      guard person != owner else { throw Refusal.conflict("To go yourself, leave the organisation.") }
      guard try OrganisationStore.remove(person, from: organisation.id, tx: tx) else { throw Refusal.notFound }
      try tx.record(Happening(.organisationMemberRemoved, organisation.id.value, by: owner, about: person.value))
    }
  }
}
