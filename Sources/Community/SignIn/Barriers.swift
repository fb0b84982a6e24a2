import Commons
package import Letterbox
import Secrets
import Storehouse

/// Who may not join: e-mail addresses, the domains of some, and networks, as the moderators set them.
package enum Barriers {
  /// What a network means for those who come from it.
  package enum Severity: String, Sendable, CaseIterable {
    case approval = "sign_up_requires_approval"
    case noSignUp = "sign_up_block"
    case noAccess = "no_access"
  }

  enum Outcome { case free, looked }

  /// Refuses an address, or someone from a network, that is barred.
  /// - Returns: whether a steward has to look first because of where they come from.
  /// - Throws: a `Refusal`. It does not say which of the two is barred by what.
  static func check(_ email: MailAddress, from address: String, in tx: WriteTx) throws -> Outcome {
    try check(email, in: tx)
    guard let bits = Network.bits(of: address) else { return .free }
    let severities = try BarrierStore.networks(in: tx)
      .filter { ($0.endsAt.map { $0 > tx.now } ?? true) && $0.network.contains(bits) }.map(\.severity)
    guard !severities.contains(.noSignUp), !severities.contains(.noAccess) else {
      throw Refusal(.forbidden, "Nobody can join from your network. Ask the stewards of this site.")
    }
    return severities.isEmpty ? .free : .looked
  }

  /// Refuses an address that is barred, itself or by its domain.
  static func check(_ email: MailAddress, in tx: ReadTx) throws {
    let isBarred = try BarrierStore.isBarred(digest: digest(of: email), in: tx)
    guard !isBarred, try !BarrierStore.isBarred(domains: domains(of: email), in: tx) else {
      throw Refusal.invalid("email", "This e-mail address cannot be used here. Choose another one.")
    }
  }

  /// The domain of an address and every domain it is part of.
  private static func domains(of email: MailAddress) -> [String] {
    var domains: [String] = []
    var rest = email.domain.lowercased()[...]
    while !rest.isEmpty, domains.count < 20 {
      domains.append(String(rest))
      guard let dot = rest.firstIndex(of: ".") else { break }
      rest = rest[rest.index(after: dot)...]
    }
    return domains
  }

  /// An address as all ways of writing it that most mail servers take for one: in lower case, without dots and without what follows a `+`;
  /// of that the SHA-256 in hexadecimal (the method of Mastodon’s canonical e-mail blocks, so that lists can be shared).
  package static func digest(of email: MailAddress) -> String {
    let key = email.key
    let at = key.lastIndex(of: "@") ?? key.endIndex
    let local = key[..<at].prefix { $0 != "+" }.filter { $0 != "." }
    return Digest.hex(Digest.sha256(local + key[at...]))
  }
}
