import Commons
import Community
import Doors
import Pages
import Storehouse

/// One's own account: who one is, what one has set, and joining.
enum ProfileOperations {
  private static let parts: [Operation.Parameter] = [
    .string("display_name"), .string("note"), .upload("avatar"), .upload("header"), .flag("locked"), .flag("bot"),
    .flag("discoverable"), .flag("hide_collections"), .flag("indexable"), .objects("fields_attributes"),
    .string("source[privacy]"), .flag("source[sensitive]"), .string("source[language]"),
    .string("source[quote_policy]", "Who may take up what one says: public, followers or nobody."),
  ]

  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/accounts", .app, "Join.",
      [
        .string("username", required: true), .string("email", required: true), .string("password", required: true),
        .flag("agreement"), .string("locale"), .string("reason"),
      ], .entity("Token"), run: join),
    Operation(
      .get, "/api/v1/accounts/verify_credentials", .member("read:accounts"), "Who one is.", [],
      .entity("CredentialAccount"), run: own),
    Operation(
      .patch, "/api/v1/accounts/update_credentials", .member("write:accounts"), "Change one’s profile.", parts,
      .entity("CredentialAccount"), run: change),
    Operation(
      .get, "/api/v1/profile", .member("read:accounts"), "One’s profile.", [], .entity("CredentialAccount"), run: own),
    Operation(
      .patch, "/api/v1/profile", .member("write:accounts"), "Change one’s profile.", parts,
      .entity("CredentialAccount"), run: change),
    Operation(
      .delete, "/api/v1/profile/avatar", .member("write:accounts"), "Take one’s picture away.", [],
      .entity("CredentialAccount")
    ) { call in
      try await Profiles(house: call.house).setPicture(nil, of: call.member.id)
      return try await own(call)
    },
    Operation(
      .delete, "/api/v1/profile/header", .member("write:accounts"), "Take the picture above one’s profile away.", [],
      .entity("CredentialAccount")
    ) { call in
      try await Profiles(house: call.house).setPicture(nil, .wide, of: call.member.id)
      return try await own(call)
    },
    Operation(.get, "/api/v1/preferences", .member("read:accounts"), "What one has set.", [], .entity("Preferences")) {
      call in
      let member = try call.member.id
      let source = try await call.house.store.read { tx in try AccountStore.source(of: member, in: tx) }
      guard let source else { throw Refusal.notFound }
      return Reply.json {
        $0.object {
          $0.field("posting:default:visibility", source.privacy)
          $0.field("posting:default:sensitive", source.isSensitive)
          $0.field("posting:default:language", source.language)
          $0.field("posting:default:quote_policy", source.quotePolicy.name)
          $0.field("reading:expand:media", "default")
          $0.field("reading:expand:spoilers", false)
          $0.field("reading:autoplay:gifs", false)
        }
      }
    },
  ]

  // MARK: Who one is

  @Sendable private static func own(_ call: Call) async throws -> Reply {
    let member = try call.member
    let writing = Writing(call)
    let found = try await call.house.store.read { tx in
      (try AccountStore.accounts([member.id], in: tx)[member.id.value], try AccountStore.source(of: member.id, in: tx))
    }
    guard let account = found.0, let source = found.1 else { throw Refusal.notFound }
    return Reply.json { json in
      json.object {
        $0.members(of: account, writing)
        $0.name("role")
        $0.role(member.role)
        $0.field(
          "source",
          object: {
            $0.field("privacy", source.privacy)
            $0.field("sensitive", source.isSensitive)
            $0.field("language", source.language)
            $0.field("note", source.about)
            $0.field("fields", each: account.fields) { json, field in
              json.object {
                $0.field("name", field.name)
                $0.field("value", field.value)
                $0.field(null: "verified_at")
              }
            }
            $0.field("follow_requests_count", source.requestCount)
            $0.field("hide_collections", source.hidesNetwork)
            $0.field("discoverable", account.isDiscoverable)
            $0.field("indexable", source.isIndexable)
            $0.field("attribution_domains", [])
            $0.field("quote_policy", source.quotePolicy.name)
          })
      }
    }
  }

  // MARK: Changing it

  @Sendable private static func change(_ call: Call) async throws -> Reply {
    let member = try call.member.id
    let input = call.input
    let change = try ProfileChange(input)
    // Pictures first: what is no picture is refused before anything else is changed.
    let profiles = Profiles(house: call.house)
    if let avatar = input.file("avatar") { try await profiles.setPicture(avatar.bytes, of: member) }
    if let header = input.file("header") { try await profiles.setPicture(header.bytes, .wide, of: member) }
    try await profiles.change(name: change.name, about: change.about, of: member)
    try await call.house.store.write { tx in try ProfileStore.set(change, of: member, in: tx) }
    return try await own(call)
  }

  // MARK: Joining

  @Sendable private static func join(_ call: Call) async throws -> Reply {
    guard let grant = call.grant, grant.member == nil, grant.hindrance == nil else {
      throw Refusal.forbidden("This needs the token of an app that speaks for nobody.")
    }
    guard grant.scopes.allows("write:accounts") else {
      throw Refusal.forbidden("This is outside the scopes that the token was given.")
    }
    let input = call.input
    guard try input.flag("agreement") == true else {
      throw Refusal.invalid("agreement", "Whoever joins agrees to the rules.")
    }
    let newcomer = try Newcomer(
      name: input["username"], handle: input["username"], email: input["email"], password: input.text("password") ?? "")
    try call.house.limits.take(SignInRoutes.joining, by: call.address, at: call.now)
    let language = Language(rawValue: String(input["locale"].prefix(2)))?.rawValue ?? "en"
    let arrival = try await Arrivals(house: call.house).join(
      newcomer, address: call.address, device: call.agent, language: language)
    // The person signs in with this app: it gets what it asked for, and no session of a browser stays open.
    let issued = try await call.apps.issue(grant.app, account: arrival.account, scopes: grant.scopes)
    return Reply.json { AppOperations.write(issued, to: &$0) }
  }
}

/// What an app wants changed about its person, with every rule checked. Nil stays as it is.
struct ProfileChange: Sendable {
  let name: PersonalName?
  let about: String?
  let isLocked: Bool?
  let isBot: Bool?
  let isDiscoverable: Bool?
  let fields: [(name: String, value: String)]?
  /// Preferences by name.
  let preferences: [(name: String, value: String)]

  /// - Throws: a `Refusal` with every problem at once.
  init(_ input: Input) throws(Refusal) {
    var problems = Problems()
    if let typed = input.text("display_name") {
      name = problems.check { () throws(Refusal) in try PersonalName(Input.trimmed(typed)) }
    } else {
      name = nil
    }
    about = input.text("note").map { Input.trimmed($0) }
    if let about, about.count > 2000 {
      problems.add("note", "What you say about yourself has at most 2,000 characters.")
    }
    isLocked = try input.flag("locked")
    isBot = try input.flag("bot")
    isDiscoverable = try input.flag("discoverable")
    if input.holds("fields_attributes") {
      let pairs = input.objects("fields_attributes").map { (name: $0["name"], value: $0["value"]) }
        .filter { !$0.name.isEmpty || !$0.value.isEmpty }
      if pairs.count > ProfileFields.most || pairs.contains(where: { $0.name.count > 255 || $0.value.count > 255 }) {
        problems.add("fields_attributes", "A profile has at most eight fields, each of at most 255 characters.")
      }
      fields = pairs
    } else {
      fields = nil
    }
    var preferences: [(name: String, value: String)] = []
    let privacy = input["source[privacy]"]
    if !privacy.isEmpty {
      if !["public", "unlisted", "private", "direct"].contains(privacy) {
        problems.add("source[privacy]", "The visibility is public, unlisted, private or direct.")
      }
      preferences.append(("api.privacy", privacy))
    }
    if let policy = try QuotePolicy(asked: input, "source[quote_policy]") {
      preferences.append(("api.quote-policy", policy.name))
    }
    let language = input["source[language]"]
    if !language.isEmpty { preferences.append(("api.language", Opening.languageTag(language))) }
    if let flag = try input.flag("source[sensitive]") { preferences.append(("api.sensitive", flag ? "yes" : "no")) }
    if let flag = try input.flag("hide_collections") { preferences.append(("api.hides-network", flag ? "yes" : "no")) }
    if let flag = try input.flag("indexable") { preferences.append(("api.indexable", flag ? "yes" : "no")) }
    self.preferences = preferences
    try problems.refuseIfAny()
  }
}
