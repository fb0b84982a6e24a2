import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Letterbox
import Pages
import Storehouse

/// Everything a person sets for themselves.
public struct SettingsRoutes: Sendable {
  let house: House
  let profiles: Profiles
  let proofs: EmailProofs

  public init(house: House) {
    self.house = house
    profiles = Profiles(house: house)
    proofs = EmailProofs(house: house)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/display", use: displayPage)
    router.post("/display", use: display)
    router.post("/language", use: language)
    router.get("/pictures/{file}", use: picture)
    let members = router.group(context: MemberContext.self)
    members.get(
      "/settings", use: { _, context in context.page(SettingsPages.list(context.member, words: context.words)) })
    members.get("/settings/display", use: { _, _ in Response.see("/display") })
    members.get("/settings/profile", use: profilePage)
    members.post("/settings/profile", use: profile)
    for which in [ProfilePicture.face, .wide] { addPicture(which, to: members) }
    members.get("/settings/privacy", use: privacyPage)
    members.post("/settings/privacy", use: privacy)
    let accounts = router.group(context: AccountContext.self)
    accounts.get("/settings/email", use: emailPage)
    accounts.post("/settings/email", use: email)
    accounts.post("/settings/email/address", use: address)
    SecurityRoutes(house: house).add(to: router)
    WelcomeRoutes(house: house).add(to: router)
    StewardRoutes(house: house).add(to: router)
    AnnouncementRoutes(house: house).add(to: router)
  }

  // MARK: Display

  @Sendable func displayPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    context.page(
      SettingsPages.display(
        context.visit.frame.theme, next: localPath(request.query("next")), isSignedIn: context.visit.member != nil,
        form: context.fresh()))
  }

  @Sendable func display(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    let isSignedIn = context.visit.member != nil
    return try await context.mending(
      form,
      page: {
        SettingsPages.display(
          context.visit.frame.theme, next: localPath(form["next"]), isSignedIn: isSignedIn, form: $0)
      }
    ) {
      guard let theme = Theme(rawValue: form["theme"]) else {
        throw Refusal.invalid("theme", "Choose light, dark, or as your device has it.")
      }
      guard let language = Language(rawValue: form["language"]) else {
        throw Refusal.invalid("language", "Choose one of the languages.")
      }
      return try await keep(
        DisplayChoices(values: ["theme": theme.rawValue, "language": language.rawValue]), context,
        then: localPath(form["next"], fallback: "/display"))
    }
  }

  /// The button in the foot of every page.
  @Sendable func language(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    guard let language = Language(rawValue: form["language"]) else { throw Refusal.notFound }
    return try await keep(
      DisplayChoices(values: ["language": language.rawValue]), context, then: localPath(form["next"]))
  }

  /// Keeps what was chosen on this device, and for the person's other devices when they sign in there.
  private func keep(_ choices: DisplayChoices, _ context: VisitorContext, then path: String) async throws -> Response {
    if let account = (context.visit.member ?? context.visit.waiting)?.id {
      try await house.store.write { tx in
        for (name, value) in choices.values { try PreferenceStore.set(name, to: value, of: account, in: tx) }
        // Letters come in the language of the site, too.
        if let language = choices.values["language"] {
          try PreferenceStore.setLanguage(language, of: account, in: tx)
        }
      }
    }
    return Response.see(path).choosing(choices, isSecure: house.address.isSecure)
  }

  // MARK: Profile

  @Sendable func profilePage(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(
      SettingsPages.profile(try await profiles.own(context.member.id), context.member, form: context.fresh()))
  }

  @Sendable func profile(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let own = try await profiles.own(context.member.id)
    return try await context.mending(form, page: { SettingsPages.profile(own, context.member, form: $0) }) {
      let words = try ProfileWords(
        name: form["name"], about: form["about"], relation: form["relation"], place: form["place"],
        links: form["links"],
        fields: form["fields"])
      try await profiles.change(words, of: context.member.id)
      return .see("/@\(context.member.handle)")
    }
  }

  /// The two routes of one of the pictures.
  private func addPicture(_ which: ProfilePicture, to members: RouterGroup<MemberContext>) {
    members.post("/settings/profile/\(which.rawValue)") { request, context in
      let form = try await FormBody(request)
      let own = try await profiles.own(context.member.id)
      return try await context.mending(
        form,
        page: { SettingsPages.profile(own, context.member, form: FormState(words: $0.words, problems: $0.problems)) }
      ) {
        guard let file = form.files(which.rawValue).first else {
          throw Refusal.invalid(which.rawValue, "Choose a picture first.")
        }
        try await profiles.setPicture(file.bytes, which, of: context.member.id)
        return .see("/settings/profile")
      }
    }
    members.post("/settings/profile/\(which.rawValue)/remove") { _, context -> Response in
      try await profiles.setPicture(nil, which, of: context.member.id)
      return .see("/settings/profile")
    }
  }

  @Sendable func picture(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let bytes = try await profiles.picture(context.parameters.require("file"))
    // The name is the hash of what is in it: it never changes.
    return Response(
      status: .ok, headers: [.contentType: "image/webp", .cacheControl: "public, max-age=31536000, immutable"],
      body: ResponseBody(bytes: bytes))
  }

  // MARK: Privacy

  @Sendable func privacyPage(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(SettingsPages.privacy(try await profiles.own(context.member.id), form: context.fresh()))
  }

  @Sendable func privacy(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let own = try await profiles.own(context.member.id)
    return try await context.mending(form, page: { SettingsPages.privacy(own, form: $0) }) {
      try await profiles.setPrivacy(
        messagesFrom: Int(form["messages"]) ?? -1, approvesFollowers: form.ticked("approve"),
        isInDirectory: form.ticked("directory"),
        of: context.member.id)
      return .see("/settings/privacy")
    }
  }

  // MARK: E-mail

  private func emailSettings(_ context: AccountContext, form: FormState) async throws -> Page {
    let account = context.member.id
    let preferences = try await house.store.read { tx in try PreferenceStore.all(of: account, in: tx) }
    return SettingsPages.email(try await proofs.state(of: account), preferences: preferences, form: form)
  }

  @Sendable func emailPage(_ request: Request, _ context: AccountContext) async throws -> Response {
    context.page(try await emailSettings(context, form: context.fresh()))
  }

  @Sendable func email(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await emailSettings(context, form: $0) }) {
      var chosen: [String: String] = [:]
      for kind in LetterKind.allCases where !form[kind.preference].isEmpty {
        guard let time = LetterTime(rawValue: form[kind.preference]) else {
          throw Refusal.invalid(kind.preference, "Choose how often.")
        }
        chosen[kind.preference] = time.rawValue
      }
      if !form[LetterKind.digest].isEmpty {
        chosen[LetterKind.digest] =
          form[LetterKind.digest] == LetterTime.never.rawValue ? LetterTime.never.rawValue : "on"
      }
      let account = context.member.id
      let choices = chosen
      try await house.store.write { tx in
        for (name, value) in choices { try PreferenceStore.set(name, to: value, of: account, in: tx) }
      }
      return .see("/settings/email")
    }
  }

  @Sendable func address(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await emailSettings(context, form: $0) }) {
      let email = try MailAddress(form["email"])
      try house.limits.take(MailLinkRoutes.asking, by: context.member.id.description, at: context.now)
      try await proofs.change(
        to: email, password: form.exact("password"), by: context.member.id, language: context.words.code)
      return .see("/settings/email")
    }
  }
}

extension DisplayChoices {
  /// Those that this device knows nothing of: what was chosen on the device itself stays.
  func unknown(to request: Request) -> DisplayChoices {
    DisplayChoices(values: values.filter { request.cookie($0.key) == nil })
  }
}

extension Response {
  /// Notes choices on the device that asked.
  func choosing(_ choices: DisplayChoices, isSecure: Bool) -> Response {
    var response = self
    for (name, value) in choices.values.sorted(by: { $0.key < $1.key }) {
      response.headers[values: .setCookie].append(
        "\(name)=\(value); Path=/; Max-Age=31536000; SameSite=Lax" + (isSecure ? "; Secure" : ""))
    }
    return response
  }
}
