import Commons
import Doors
import Secrets

/// Where notices of one app, or of one browser that is signed in, are pushed to: the row of `push_subscription`.
struct PushSubscription: Sendable {
  let id: Key<PushSubscription>
  let account: Key<Account>
  let token: Key<AppToken>?
  let session: Key<Session>?
  let endpoint: String
  let key: String
  let secret: String
  let alerts: Set<String>
  let policy: Policy
  let isStandard: Bool
  let failures: Int

  /// From whom notices are pushed.
  enum Policy: String, Sendable, CaseIterable { case all, followed, follower, none }

  /// What apps can choose to be told of.
  static let kinds = [
    "mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "quote", "quoted_update",
    "admin.sign_up", "admin.report",
  ]
  /// What a browser of our own pages is told of: everything.
  static let everything = "all"
}

/// A subscription that somebody asks for, with everything checked.
struct NewPushSubscription: Sendable {
  let endpoint: PushAddress
  let key: String
  let secret: String
  let isStandard: Bool

  /// - Throws: a `Refusal` with every problem at once.
  init(endpoint: String, key: String, secret: String, isStandard: Bool, at site: SiteAddress) throws(Refusal) {
    var problems = Problems()
    let address = PushAddress(endpoint, mayBeHere: PushAddress.isHere(site))
    if address == nil {
      problems.add("endpoint", "The endpoint is an https:// address on the public internet.")
    }
    if key.utf8.count > 200 || secret.utf8.count > 100 || PushSealing(key: key, secret: secret) == nil {
      problems.add("keys", "The keys are a point of the curve P-256 and a secret of 16 bytes, in base 64.")
    }
    try problems.refuseIfAny()
    guard let address else { throw .notFound }
    self.endpoint = address
    self.key = key
    self.secret = secret
    self.isStandard = isStandard
  }
}

/// The address of a push service, which comes from whoever asks for the pushing: never to be trusted.
struct PushAddress: Sendable {
  let text: String
  /// Scheme, host and port: whom a proof is for.
  let origin: String
  let mayBeHere: Bool

  /// - Parameter mayBeHere: whether it may be this machine, and then without TLS: where the site itself is only on this machine.
  init?(_ text: String, mayBeHere: Bool) {
    guard text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 92 && $0 != 35 }) else {
      return nil
    }
    let lower = text.lowercased()
    guard lower.hasPrefix("https://") || (mayBeHere && lower.hasPrefix("http://")) else { return nil }
    let rest = text[text.index(text.startIndex, offsetBy: lower.hasPrefix("https") ? 8 : 7)...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    // A name and password before the host would be sent along, and hide which host it is.
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    let host = PushAddress.host(of: authority).lowercased()
    guard !host.isEmpty, host != "localhost" || mayBeHere else { return nil }
    if let reach = PushLine.reach(of: host), reach == .elsewhere || (reach == .here && !mayBeHere) { return nil }
    if lower.hasPrefix("http://"), host != "localhost", PushLine.reach(of: host) != .here { return nil }
    self.text = text
    origin = (lower.hasPrefix("https") ? "https://" : "http://") + authority.lowercased()
    self.mayBeHere = mayBeHere
  }

  private static func host(of authority: Substring) -> Substring {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return authority[authority.index(after: authority.startIndex)..<end]
    }
    return authority.prefix { $0 != ":" }
  }

  /// Whether a site is only on this machine, for trying it out.
  static func isHere(_ site: SiteAddress) -> Bool {
    let host = site.host
    return !site.isSecure && (host == "localhost" || PushLine.reach(of: host) == .here)
  }
}
