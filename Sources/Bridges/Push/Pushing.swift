import Commons
import Community
import Doors
import Pages
import Secrets
import Storehouse

/// Sends notices to where people want them: a job for each notice and subscription, so that one service that hangs holds nothing else up.
struct Pushing: Sendable {
  let house: House
  let line: PushLine

  init(house: House, line: PushLine = PushLine()) {
    self.house = house
    self.line = line
  }

  static let jobKind = "push"
  /// What is older says nothing new.
  static let freshFor = Span.days(1)
  /// Failures in a row until a subscription is given up: about three notices that could not be handed over within an hour each.
  static let mostFailures = 30

  // MARK: What is to be pushed

  static let listener = Listener(name: "push", kinds: [.noticeMade]) { recorded, tx in
    guard let about = recorded.happening.about else { return }
    let reader = Key<Account>(about)
    let subscriptions = try PushStore.all(of: reader, in: tx)
    let notice = Key<Notice>(recorded.happening.subject)
    guard !subscriptions.isEmpty, let occasion = try PushStore.occasion(notice, in: tx) else { return }
    for subscription in subscriptions where try wants(occasion, subscription, in: tx) {
      try tx.enqueue(
        Job(
          kind: jobKind, payload: "\(subscription.id) \(notice)", key: "push-\(subscription.id)-\(notice)"))
    }
  }

  private static func wants(_ occasion: PushStore.Occasion, _ subscription: PushSubscription, in tx: ReadTx) throws
    -> Bool
  {
    let type = NotificationType(occasion.kind)?.rawValue
    guard subscription.alerts.contains(PushSubscription.everything) || type.map(subscription.alerts.contains) ?? false
    else { return false }
    guard let actor = occasion.actor else { return subscription.policy != .none }
    switch subscription.policy {
    case .all: return true
    case .followed: return try PushStore.follows(subscription.account, actor, in: tx)
    case .follower: return try PushStore.follows(actor, subscription.account, in: tx)
    case .none: return false
    }
  }

  // MARK: Pushing

  /// What makes a job be tried again.
  private struct NotDelivered: Error, CustomStringConvertible { let description: String }

  @Sendable func push(_ run: JobRun) async throws {
    let parts = run.payload.split(separator: " ").map(String.init)
    guard parts.count == 2, let id = Key<PushSubscription>(parts[0]), let notice = Key<Notice>(parts[1]) else { return }
    let prepared: (PushSubscription, [UInt8], isUrgent: Bool)? = try await run.store.read { tx in
      guard let subscription = try PushStore.usable(id, in: tx) else { return nil }
      let language = try PushStore.language(of: subscription.account, in: tx)
      let words = Words(Language(rawValue: language) ?? .english)
      guard let wording = try NoticeWording.unread(notice, of: subscription.account, words: words, in: tx),
        house.now - wording.at < Pushing.freshFor
      else { return nil }
      return (subscription, payload(notice, wording, words, for: subscription), wording.kind.isForAnswering)
    }
    guard let (subscription, message, isUrgent) = prepared else { return }
    guard let address = PushAddress(subscription.endpoint, mayBeHere: PushAddress.isHere(house.address)),
      let sealing = PushSealing(key: subscription.key, secret: subscription.secret)
    else { return try await giveUp(id, in: run.store) }
    let sealed = try sealing.seal(message, subscription.isStandard ? .standard : .draft)
    let headers = try headers(of: sealed, to: address, isStandard: subscription.isStandard, isUrgent: isUrgent)
    switch await line.post(sealed.body, to: address, headers: headers) {
    case .answered(200..<300): try await run.store.write { tx in try PushStore.noteDelivered(id, in: tx) }
    // The browser or app is gone (RFC 8030 section 7.3).
    case .answered(404), .answered(410), .barred: try await giveUp(id, in: run.store)
    case .answered(let status) where status == 429 || status >= 500:
      try await failed(id, in: run.store)
      throw NotDelivered(description: "the push service answered \(status)")
    // It will not take this one; perhaps the next.
    case .answered: try await failed(id, in: run.store)
    case .silent(let words):
      try await failed(id, in: run.store)
      throw NotDelivered(description: "the push service could not be reached: \(words)")
    }
  }

  private func giveUp(_ id: Key<PushSubscription>, in store: any Store) async throws {
    try await store.write { tx in try PushStore.delete(id, in: tx) }
  }

  private func failed(_ id: Key<PushSubscription>, in store: any Store) async throws {
    try await store.write { tx in try PushStore.noteFailure(of: id, most: Pushing.mostFailures, in: tx) }
  }

  private func headers(of sealed: PushSealing.Sealed, to address: PushAddress, isStandard: Bool, isUrgent: Bool) throws
    -> [(name: String, value: String)]
  {
    var headers = sealed.headers
    let proof = try VAPIDKey.proof(to: address.origin, of: house)
    let key = VAPIDKey.publicKey(of: house)
    if isStandard {
      headers.append(("Authorization", "vapid t=\(proof), k=\(key)"))
    } else {
      // draft-ietf-webpush-vapid-01: the key stands beside the one of the encryption.
      headers = headers.map { $0.name == "Crypto-Key" ? ($0.name, "\($0.value);p256ecdsa=\(key)") : $0 }
      headers.append(("Authorization", "WebPush \(proof)"))
    }
    headers.append(("TTL", String(Pushing.freshFor.seconds)))
    headers.append(("Urgency", isUrgent ? "high" : "normal"))
    return headers
  }

  /// What an app is told. Its token, which other servers put in here, is not: it is nowhere kept.
  private func payload(
    _ notice: Key<Notice>, _ wording: NoticeWording, _ words: Words, for subscription: PushSubscription
  ) -> [UInt8] {
    var json = JSON(capacity: 512)
    json.object {
      $0.field("access_token", "")
      $0.field("preferred_locale", words.code)
      $0.name("notification_id")
      $0.value(notice.value)
      $0.field("notification_type", NotificationType(wording.kind)?.rawValue ?? wording.kind.rawValue)
      let icon = wording.actor.map { $0.picture ?? "/avatars/\($0.id).png" } ?? Assets.logo.path
      $0.field("icon", parts: house.address.text, icon)
      $0.field("title", String(wording.sentence.prefix(300)))
      $0.field("body", String(wording.excerpt.prefix(300)))
      if subscription.session != nil { $0.field("url", parts: house.address.text, wording.path) }
    }
    return json.bytes
  }
}

extension NoticeKind {
  /// Whether somebody waits for an answer.
  fileprivate var isForAnswering: Bool { [.reply, .mention, .message, .asked, .answer].contains(self) }
}
