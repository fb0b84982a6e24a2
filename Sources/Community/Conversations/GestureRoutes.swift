import Commons
import Doors
import Hummingbird
import Pages
import Storehouse

/// What is done to a post with one button: support, share, save, pin; and how closely a conversation is followed.
struct GestureRoutes: Sendable {
  let conversations: Conversations
  let shares: Shares
  let pins: Pins
  let checks: Checks

  init(house: House) {
    conversations = Conversations(store: house.store)
    shares = Shares(store: house.store)
    pins = Pins(store: house.store)
    checks = Checks(store: house.store)
  }

  func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.post("/posts/{id}/support") { request, context in
      try await done(request, context) { id, on, _ in try await conversations.support(id, on, by: context.member.id) }
    }
    members.post("/posts/{id}/share") { request, context in
      try await done(request, context) { id, on, _ in try await shares.share(id, on, by: context.member.id) }
    }
    members.post("/posts/{id}/bookmark") { request, context in
      try await done(request, context) { id, on, _ in try await shares.bookmark(id, on, by: context.member.id) }
    }
    members.post("/posts/{id}/pin") { request, context in
      try await done(request, context) { id, on, form in
        guard let place = Pins.Place(rawValue: form["place"]) else {
          throw Refusal(.malformed, "Say where it should be pinned.")
        }
        try await pins.pin(id, to: place, on, by: context.member.id)
      }
    }
    members.post("/posts/{id}/vote", use: vote)
    members.post("/talk/{id}/attention", use: follow)
    members.get("/bookmarks", use: bookmarks)
  }

  /// Reads the button, does what it asks, and goes back to where it was pressed.
  private func done(
    _ request: Request, _ context: MemberContext, _ work: (Key<Post>, Bool, FormBody) async throws -> Void
  ) async throws -> Response {
    let form = try await FormBody(request)
    let id = try context.parameters.key("id", of: Post.self)
    try await work(id, form["on"] != "no", form)
    return .see(localPath(form["next"], fallback: "/posts/\(id)") + "#post-\(id)")
  }

  @Sendable private func vote(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let id = try context.parameters.key("id", of: Post.self)
    let next = localPath(form["next"], fallback: "/posts/\(id)")
    return try await context.mending(form) { state in
      var look = context.look(request)
      look.next = next
      return ConversationPages.uncounted(try await checks.asked(on: id, of: context.member.id), state, look: look)
    } work: {
      try await checks.vote(form.all("choice").map { Int($0) ?? -1 }, on: id, by: context.member.id)
      return .see(next + "#post-\(id)")
    }
  }

  @Sendable private func follow(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let id = try context.parameters.key("id", of: Post.self)
    guard let level = Attention(name: form["level"]) else {
      throw Refusal(.malformed, "Choose mute, quiet, normal or loud.")
    }
    try await conversations.follow(id, level, by: context.member.id)
    return .see(localPath(form["next"], fallback: "/talk/\(id)") + "#attention")
  }

  @Sendable private func bookmarks(_ request: Request, _ context: MemberContext) async throws -> Response {
    let before = Int64(request.query("before")).map { Moment(milliseconds: $0) }
    let reading = try await shares.bookmarks(of: context.member.id, before: before)
    return context.page(ConversationPages.bookmarks(reading, look: context.look(request)))
  }
}
