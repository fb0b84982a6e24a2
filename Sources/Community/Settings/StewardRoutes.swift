import Commons
public import Doors
public import Hummingbird
import Pages

/// The page of those who look after the site.
public struct StewardRoutes: Sendable {
  let house: House
  let stewardship: Stewardship

  public init(house: House) {
    self.house = house
    stewardship = Stewardship(house: house)
  }

  public func add(to router: Router<VisitorContext>) {
    let stewards = router.group(context: StewardContext.self)
    stewards.get("/steward", use: page)
    stewards.post("/steward", use: set)
    stewards.post("/steward/roles", use: setRole)
  }

  private func page(_ context: StewardContext, form: FormState) async throws -> Page {
    StewardPages.page(
      values: try await house.settings.values(), helpers: try await stewardship.helpers(),
      waiting: try await stewardship.waitingCount(),
      keepsLetters: stewardship.keepsLettersInFolder, me: context.member, form: form)
  }

  @Sendable func page(_ request: Request, _ context: StewardContext) async throws -> Response {
    context.page(try await page(context, form: context.fresh()))
  }

  @Sendable func set(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await page(context, form: $0) }) {
      try await stewardship.set(
        siteName: form["site_name"], tagline: form["tagline"], registration: form["registration"], by: context.member.id
      )
      return .see("/steward")
    }
  }

  @Sendable func setRole(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await page(context, form: $0) }) {
      guard let role = Int(form["role"]).flatMap({ Role(rawValue: $0) }) else {
        throw Refusal.invalid("role", "Choose what they are to do.")
      }
      guard !form["handle"].isEmpty else { throw Refusal.invalid("handle", "Enter a handle.") }
      try await stewardship.setRole(role, of: form["handle"], by: context.member.id)
      return .see("/steward")
    }
  }
}

enum StewardPages {
  static func page(
    values: SiteSettings.Values, helpers: [Stewardship.Helper], waiting: Int, keepsLetters: Bool, me: Member,
    form: FormState
  ) -> Page {
    let words = form.words
    let letters: Markup =
      keepsLetters
      ? """
      <section class="card alert stack"><h2>\(words("Letters do not leave this machine"))</h2>
      <p>\(words("No mail server is set up, so letters are written as files to the folder “letters” in the site’s data. Nobody receives them."))</p>
      <p>\(words.around("Set {1} to the address of a mail server and start the site again.", "<code>GUERILLA_SMTP</code>"))</p></section>
      """ : .empty
    let rows = helpers.markup { helper in
      let what = helper.role == .steward ? words("Steward") : words("Moderator")
      return """
        <li>\(avatar(id: helper.face.id, name: helper.face.name, picture: helper.face.picture))<span class="grow"><a class="who" href="\(helper.face.path)" dir="auto">\(helper.face.name)</a><br>
        <span class="meta">@\(helper.face.handle) · \(what)</span></span>\
        \(if: helper.face.id != me.id, actionButton("/steward/roles", words("Take the duty away"), look: .plain, hidden: helper.face.name, fields: ["handle": helper.face.handle.text, "role": "0"]))</li>
        """
    }
    let approvals: Markup =
      waiting == 0
      ? .empty
      : "<section class=\"card notice\"><p><a href=\"/steward/approvals\">\(words(.count(waiting, one: "{1} person wants to join", other: "{1} people want to join")))</a></p></section>"
    let title = words("Steward")
    return Page(
      title: title,
      main: """
        <h1>\(words("Looking after the site"))</h1>\(letters)\(approvals)
        <section class="card">\(form.start("/steward"))<h2>\(words("The site"))</h2>
        \(form.text("site_name", "Name of the site", value: values.siteName))
        \(form.text("tagline", "What it is for, in one sentence", hint: "Visitors read it first.", value: values.tagline, isOptional: true))
        \(form.radios("registration", "Who may join?", options: [
          Choice("open", "Everyone"), Choice("approval", "Everyone, after a steward has looked"), Choice("invitation", "People with an invitation"),
        ], value: values.registration.rawValue))
        \(form.button("Save"))\(form.end)</section>
        <section class="card stack"><h2>\(words("Who looks after it"))</h2><ul class="rows wrapping">\(rows)</ul>
        \(form.start("/steward/roles"))\(form.code("handle", "Handle", hint: "Of the person who is to help: @amina"))
        \(form.radios("role", "What they are to do", options: [
          Choice("1", "Moderator", hint: "Looks at reports, hides posts, warns and suspends, with reasons."),
          Choice("2", "Steward", hint: "The same, and everything on this page."),
        ]))
        \(form.button("Give the duty", .quiet))\(form.end)</section>
        <section class="card"><ul class="rows"><li><a class="grow cover" href="/steward/approvals">\(words("People who want to join"))</a></li>
        <li><a class="grow cover" href="/steward/announcements">\(words("Announcements"))</a></li>
        <li><a class="grow cover" href="/moderation/queue">\(words("Reports"))</a></li><li><a class="grow cover" href="/rules/edit">\(words("Change the rules"))</a></li></ul></section>
        """, problems: form.problems, isUnlisted: true)
  }
}
