import Commons
public import Doors
public import Hummingbird
import Pages

/// A member's notices.
public struct NoticeRoutes: Sendable {
  let notices: Notices

  public init(house: House) { notices = Notices(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/notifications", use: all)
    members.post("/notifications/read-all", use: readAll)
    members.get("/notifications/letters", use: letters)
    members.post("/notifications/letters", use: setLetters)
    members.post("/notifications/{id}/open", use: open)
    members.post("/notifications/{id}/read", use: read)
  }

  @Sendable func all(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(
      NoticePages.all(
        try await notices.read(before: request.queryKey("before"), for: context.member.id), look: context.look(request))
    )
  }

  @Sendable func open(_ request: Request, _ context: MemberContext) async throws -> Response {
    .see(try await notices.open(context.parameters.key("id"), by: context.member.id))
  }

  @Sendable func read(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await notices.open(context.parameters.key("id"), by: context.member.id)
    return .see("/notifications")
  }

  @Sendable func readAll(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    try await notices.markAllRead(upTo: Key(form["upTo"]), by: context.member.id)
    return .see("/notifications")
  }

  @Sendable func letters(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(NoticePages.letters(try await notices.letterTimes(of: context.member.id), form: context.fresh()))
  }

  @Sendable func setLetters(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let member = context.member.id
    return try await context.mending(
      form, page: { state in NoticePages.letters(try await notices.letterTimes(of: member), form: state) }
    ) {
      var times: [LetterKind: LetterTime] = [:]
      for kind in LetterKind.allCases where !form[kind.rawValue].isEmpty {
        guard let time = LetterTime(rawValue: form[kind.rawValue]) else {
          throw Refusal.invalid(kind.rawValue, "Choose one of these.")
        }
        times[kind] = time
      }
      try await notices.setLetterTimes(times, of: member)
      return .see("/notifications/letters")
    }
  }
}
