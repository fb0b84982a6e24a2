import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Pages
public import Storehouse

/// Taking everything away, and leaving.
public struct LeavingRoutes: Sendable {
  let house: House
  let archives: Archives
  let departures: Departures

  public init(house: House, rooms: [Room]) {
    self.house = house
    archives = Archives(house: house)
    departures = Departures(house: house, rooms: rooms)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/archive/{token}", use: download)
    router.get("/goodbye", use: { _, context in context.page(LeavingPages.goodbye(words: context.words)) })
    let accounts = router.group(context: AccountContext.self)
    accounts.get("/settings/data", use: page)
    accounts.post("/settings/data/archive", use: ask)
    accounts.get("/settings/data/archive/{id}", use: own)
    accounts.get("/settings/data/erase", use: erasePage)
    accounts.post("/settings/data/erase", use: erase)
  }

  @Sendable func page(_ request: Request, _ context: AccountContext) async throws -> Response {
    context.page(try await overview(context, form: context.fresh()))
  }

  private func overview(_ context: AccountContext, form: FormState) async throws -> Page {
    LeavingPages.data(try await archives.list(of: context.member.id), form: form, now: context.now)
  }

  @Sendable func ask(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await overview(context, form: $0) }) {
      try await archives.ask(for: context.member.id)
      return .see("/settings/data")
    }
  }

  @Sendable func own(_ request: Request, _ context: AccountContext) async throws -> Response {
    answer(try await archives.file(context.parameters.key("id"), of: context.member.id))
  }

  @Sendable func download(_ request: Request, _ context: VisitorContext) async throws -> Response {
    answer(try await archives.file(signed: context.parameters.require("token")))
  }

  private func answer(_ bytes: [UInt8]) -> Response {
    var headers: HTTPFields = [.contentType: "application/zip", .cacheControl: "private, no-store"]
    headers[.contentDisposition] = "attachment; filename=\"my-data.zip\""
    return Response(status: .ok, headers: headers, body: ResponseBody(bytes: bytes))
  }

  @Sendable func erasePage(_ request: Request, _ context: AccountContext) async throws -> Response {
    context.page(LeavingPages.erase(try await departures.prospect(context.member.id), form: context.fresh()))
  }

  @Sendable func erase(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(
      form, page: { LeavingPages.erase(try await departures.prospect(context.member.id), form: $0) }
    ) {
      var problems = Problems()
      let posts = Departures.Posts(rawValue: form["posts"])
      if posts == nil { problems.add("posts", "Choose what becomes of what you wrote.") }
      if !form.ticked("sure") { problems.add("sure", "Tick the box to say that you mean it.") }
      try problems.refuseIfAny()
      try await departures.erase(context.member.id, posts: posts ?? .keep, password: form.exact("password"))
      return .see("/goodbye").signing(nil, isSecure: house.address.isSecure)
    }
  }
}

enum LeavingPages {
  static func data(_ archives: [Archives.Archive], form: FormState, now: Moment) -> Page {
    let words = form.words
    let rows = archives.markup { one in
      guard one.readyAt != nil else {
        return
          "<li><span class=\"grow\">\(words.around("Being put together, asked for: {1}", words.time(one.askedAt, now: now)))</span></li>"
      }
      return """
        <li class="row"><span class="grow">\(words.dateTime(one.askedAt))<br><span class="meta">\(words.bytes(one.byteCount)), \(words("deleted on \(words.date(one.expiresAt))"))</span></span>
        <a class="btn quiet" href="/settings/data/archive/\(one.id)">\(icon(.download))\(words("Download"))</a></li>
        """
    }
    let title = words("Your data")
    return SettingsPages.page(
      title, words: words, problems: form.problems,
      """
      <section class="card stack"><h2>\(words("Take everything with you"))</h2>
      <p>\(words("One file with your profile, posts, pictures, messages, and the people and groups you belong to, in formats that other programs can read. It takes a few minutes; you also get a letter with a link."))</p>
      \(if: !archives.isEmpty, "<ul class=\"rows\">\(rows)</ul>")
      \(form.start("/settings/data/archive"))\(form.button("Put my data together", .quiet, icon: .download))\(form.end)</section>
      <section class="card stack"><h2>\(words("Delete your account"))</h2>
      <p>\(words("You can go whenever you like. What you wrote can go with you, or stay under “a former member”."))</p>
      <p><a class="btn quiet" href="/settings/data/erase">\(words("Delete my account"))</a></p></section>
      """)
  }

  static func erase(_ prospect: Departures.Prospect, form: FormState) -> Page {
    let words = form.words
    let title = words("Delete your account")
    let handing = (prospect.groups + prospect.organisations).markup { one in
      if let heir = one.heirName {
        return "<li>\(words("\(one.name): \(heir) takes over, because you are the last one in charge."))</li>"
      }
      return "<li>\(words("\(one.name): nobody else belongs to it, so nobody will be able to change it."))</li>"
    }
    let handover: Markup =
      handing.isEmpty
      ? .empty
      : """
      <h2>\(words("What you are in charge of"))</h2><ul>\(handing)</ul>
      <p>\(words("If somebody else should take over, give them your role first."))</p>
      """
    guard !prospect.isLastSteward else {
      return SettingsPages.page(
        title, words: words, under: (words("Your data"), "/settings/data"),
        """
        <section class="card stack"><p>\(words("You are the last steward of this site, and there are other people in it. Make somebody else a steward first; then you can go."))</p></section>
        """)
    }
    return SettingsPages.page(
      title, words: words, problems: form.problems, under: (words("Your data"), "/settings/data"),
      """
      <section class="card stack"><div class="prose"><p>\(words("This cannot be undone. At once and for good:"))</p>
      <ul><li>\(words("your name, profile, picture, e-mail address and settings are deleted"))</li>
      <li>\(words("you are signed out everywhere, and nobody can ever take your handle"))</li>
      <li>\(words("messages you sent stay with those you sent them to, under “a former member”"))</li></ul>
      \(handover)
      <p><a href="/settings/data">\(words("Take your data with you first"))</a></p></div>
      \(form.start("/settings/data/erase"))
      \(form.radios("posts", "What should become of what you wrote?", options: [
        Choice("remove", "Delete it", hint: "Where others replied, a line stays that says a post was deleted."),
        Choice("keep", "Leave it, without my name", hint: "It stays readable under “a former member”. Take out first what tells who you are."),
      ]))
      \(form.password())\(form.tick("sure", "I want to delete my account for good"))
      <div class="row">\(form.button("Delete my account", .danger))<a class="btn quiet" href="/settings/data">\(words("Stay"))</a></div>\(form.end)</section>
      """)
  }

  static func goodbye(words: Words) -> Page {
    Page(
      title: words("Your account is deleted"),
      main: """
        <h1>\(words("Your account is deleted"))</h1><section class="card stack"><p>\(words("Thank you for having been here. You can go on reading whenever you like."))</p>
        <p><a href="/">\(words("Go to the home page"))</a></p></section>
        """, isUnlisted: true)
  }
}
