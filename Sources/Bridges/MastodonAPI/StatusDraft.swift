import Commons
import Community
import Doors
import Pages
import Storehouse

/// A status that an app wants published, with every rule checked.
struct StatusDraft: Sendable {
  let text: PostText
  let contentNote: String?
  let language: String
  let audience: Audience
  let parent: Key<Post>?
  let space: Key<Space>?
  let named: [String]
  let media: [Key<MediaFile>]
  let extras: PostExtras

  static let mostMedia = 4

  /// - Throws: a `Refusal`.
  init(_ input: Input, _ call: Call) async throws {
    let member = try call.member.id
    let source = try await call.house.store.read { tx in try AccountStore.source(of: member, in: tx) }
    let typed = Input.trimmed(input.text("status") ?? "")
    let check = try StatusDraft.check(input)
    media = input.keys("media_ids", of: MediaFile.self)
    guard media.count <= StatusDraft.mostMedia else {
      throw Refusal.invalid("media_ids", "A post can have up to four pictures or one PDF, not both.")
    }
    text =
      typed.isEmpty && (check != nil || !media.isEmpty) ? PostText(empty: ()) : try PostText(typed, field: "status")
    contentNote = try ContentNote(Input.trimmed(input.text("spoiler_text") ?? "")).text
    language = input["language"].isEmpty ? source?.language ?? "en" : input["language"]
    var extras = PostExtras()
    extras.check = check
    extras.isSensitive = try input.flag("sensitive") ?? source?.isSensitive ?? false
    extras.quotePolicy = try QuotePolicy(asked: input, "quote_approval_policy") ?? source?.quotePolicy ?? .everyone
    extras.app = call.grant?.app.value
    let asked = input["visibility"].isEmpty ? source?.privacy ?? "public" : input["visibility"]
    var audience = Audience.everyone
    switch asked {
    case "public": break
    case "unlisted": extras.isUnlisted = true
    case "private": audience = .followers
    case "direct": audience = .named
    default: throw Refusal.invalid("visibility", "The visibility is public, unlisted, private or direct.")
    }
    let quoted: Key<Post>? = input.key("quoted_status_id") ?? input.key("quote_id")
    if let quoted { extras.quoteOf = try await Quotes(store: call.house.store).quotable(quoted, for: member).id }
    let mentions = Markdown.render(typed, mentions: { _ in nil }, topic: { "/topics/\($0)" }).mentions
    // What is sent and is no key answers nothing that is there.
    let isReply = input.holds("in_reply_to_id") && input.text("in_reply_to_id") != ""
    var parent: Key<Post>? = isReply ? input.key("in_reply_to_id") ?? Key(0) : nil
    if let answered = parent {
      let room = try await StatusDraft.audience(of: answered, call)
      parent = room.post
      // A reply is read by all who read its conversation. Whoever asks for fewer readers begins a conversation of their own, which takes up
      // what it answers.
      if audience == .named && room.audience != .named
        || audience == .followers && (room.audience == .everyone || room.audience == .members)
      {
        parent = nil
        extras.quoteOf = room.post
      }
    }
    let (space, known) = try await call.house.store.read { tx in
      (
        try StatusDraft.group(namedFirstIn: typed, by: member, in: tx),
        try FaceStore.accounts(withHandles: mentions, in: tx).map(\.handle)
      )
    }
    self.space = parent == nil && audience != .named ? space : nil
    self.named = audience == .named ? known : []
    self.audience = audience
    self.parent = parent
    self.extras = extras
  }

  private static func check(_ input: Input) throws(Refusal) -> NewCheck? {
    let options = input.list("poll[options]").map { Input.trimmed($0) }
    guard !options.isEmpty || input.holds("poll") else { return nil }
    return try NewCheck(
      options: options, lasts: .seconds(max(0, min(try input.number("poll[expires_in]") ?? 86_400, 1 << 31))),
      isMultiple: try input.flag("poll[multiple]") ?? false, hidesTotals: try input.flag("poll[hide_totals]") ?? false)
  }

  private static func audience(of answered: Key<Post>, _ call: Call) async throws -> (
    post: Key<Post>, audience: Audience
  ) {
    try await call.house.store.read { tx in
      guard let card = try PostStore.find(answered, for: call.viewer, in: tx), card.state == .shown else {
        throw Refusal.notFound
      }
      return (card.shareOf ?? card.id, card.audience)
    }
  }

  /// A post that begins with a group's name is said in it, as in StatusNet and Lemmy, where the writer is a member.
  private static func group(namedFirstIn text: String, by member: Key<Account>, in tx: ReadTx) throws -> Key<Space>? {
    guard let first = text.first, first == "@" || first == "!" else { return nil }
    let handle = text.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    guard !handle.isEmpty else { return nil }
    return try StatusStore.group(handle.lowercased(), of: member, in: tx)
  }

  /// - Parameter once: the call's key; the same call again finds what the first one made.
  func publish(in call: Call, once: String) async throws -> Key<Post> {
    let member = try call.member.id
    try call.limitPublishing()
    let conversations = Conversations(store: call.house.store)
    let key = once.isEmpty ? "" : "api-\(once)"
    if let parent {
      return try await conversations.reply(
        to: parent, text, contentNote: contentNote, language: language, by: member, with: media, extras: extras,
        once: key
      ).id
    }
    let opening = Opening(
      text: text, contentNote: contentNote, language: language, audience: audience, space: space, named: named)
    return try await conversations.start(opening, by: member, with: media, extras: extras, once: key).id
  }
}
