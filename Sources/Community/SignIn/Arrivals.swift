public import Commons
public import Doors
import Letterbox
import Secrets
import Storehouse

/// Coming to have an account.
public struct Arrivals: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  /// Makes an account and opens its first session. The very first account of a site becomes its steward, whoever comes at the same moment.
  ///
  /// Whether the address has an account already is told only in the letter that goes to it.
  /// - Parameter invitation: the token of an invitation, or empty.
  /// - Throws: a `Refusal` when the handle is taken, the site wants an invitation and this is none, or a moderator has barred the e-mail
  ///   address or the network they come from.
  /// - Parameter address: where they come from, which may be blocked.
  public func join(
    _ newcomer: Newcomer, invitation: String = "", next: String = "", address: String = "", device: String,
    language: String
  )
    async throws -> Arrival
  {
    let registration = try await house.settings.values().registration
    let hash = try await Password.hash(newcomer.password)
    return try await house.store.write { tx in
      let isLookedAt = try Barriers.check(newcomer.email, from: address, in: tx) == .looked || registration == .approval
      let account = try SignInStore.create(
        .person, handle: newcomer.handle, name: newcomer.name.text, language: language, role: .member,
        standing: isLookedAt ? .awaitingApproval : .active, in: tx)
      try SignInStore.addLogin(account, email: newcomer.email.key, passwordHash: hash, verifiedAt: nil, in: tx)
      let isFounder = try SignInStore.isFounder(account, in: tx)
      let invitedTo = invitation.isEmpty ? nil : try Arrivals.redeem(invitation, by: account, in: tx)
      if registration == .invitation, !isFounder, invitedTo == nil {
        throw Refusal(
          .invalid, "This site is by invitation. Ask someone who is here to invite you, and follow the link they send.",
          field: "invitation")
      }
      try tx.record(Happening(.accountCreated, account.value, by: account))
      try SignInLetters.ask(.welcome, email: newcomer.email, account: account, next: next, language: language, in: tx)
      let isWaiting = isLookedAt && !isFounder
      if isWaiting { try tx.record(Happening(.approvalAsked, account.value, by: account)) }
      return Arrival(
        account: account, opened: try SignIns.open(account, device: device, in: tx), isWaiting: isWaiting,
        invitedTo: invitedTo)
    }
  }

  /// Someone who has just come.
  public struct Arrival: Sendable {
    public let account: Key<Account>
    public let opened: SignIns.Opened
    /// Whether a steward has to let them in first.
    public let isWaiting: Bool
    /// Where their invitation leads, if they had one.
    public let invitedTo: String?
  }

  /// Takes an invitation: the one place where joining meets the room of invitations.
  /// - Returns: the path the invitation leads to; nil when the token is no invitation, or it is used up or too old.
  static func redeem(_ token: String, by account: Key<Account>, in tx: WriteTx) throws -> String? {
    try Invitations.redeem(token, by: account, in: tx)
  }
}

extension Happening.Kind {
  /// Subject: an account that waits for a steward.
  public static let approvalAsked = Self("account.approval-asked")
  /// Subject: the account; actor: the steward.
  public static let approved = Self("account.approved")
  /// Subject: the account; actor: the steward.
  public static let declined = Self("account.declined")
}
