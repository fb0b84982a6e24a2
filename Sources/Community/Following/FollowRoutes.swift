import Commons
public import Doors
public import Hummingbird
import Pages

/// Following, keeping away, and hidden words.
public struct FollowRoutes: Sendable {
  let house: House
  let follows: Follows

  public init(house: House) {
    self.house = house
    follows = Follows(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/@{handle}/followers", use: followers)
    router.get("/@{handle}/following", use: following)
    let members = router.group(context: MemberContext.self)
    members.post("/@{handle}/follow", use: follow)
    members.post("/@{handle}/block", use: block)
    members.post("/@{handle}/mute", use: mute)
    members.get("/follow-requests", use: requests)
    members.post("/follow-requests/{id}", use: answer)
    members.get("/settings/blocks", use: blocks)
    members.post("/settings/blocks", use: avoid)
    members.get("/settings/words", use: words)
    members.post("/settings/words", use: changeWords)
  }

  static let following = RateLimits.Allowance("follow", burst: 100, per: .hours(1))

  @Sendable func followers(_ request: Request, _ context: VisitorContext) async throws -> Response {
    try await list(.followers, request, context)
  }
  @Sendable func following(_ request: Request, _ context: VisitorContext) async throws -> Response {
    try await list(.following, request, context)
  }

  private func list(_ side: Follows.Side, _ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await follows.read(
      side, of: context.parameters.require("handle"), before: request.queryKey("before"), for: context.viewer)
    return context.page(FollowPages.people(reading, viewer: context.viewer, look: context.look(request)))
  }

  @Sendable func follow(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    let form = try await FormBody(request)
    if form["on"] == "no" {
      try await follows.unfollow(handle, by: context.member.id)
    } else {
      try house.limits.take(Self.following, by: context.member.id.description, at: context.now)
      try await follows.follow(handle, by: context.member.id)
    }
    return .see(localPath(form["next"], fallback: "/@\(handle)"))
  }

  @Sendable func block(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    let form = try await FormBody(request)
    if form["on"] == "no" {
      try await follows.end(.block, of: handle, by: context.member.id)
    } else {
      try await follows.block(handle, by: context.member.id)
    }
    return .see("/settings/blocks")
  }

  @Sendable func mute(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    let form = try await FormBody(request)
    if form["on"] == "no" {
      try await follows.end(.mute, of: handle, by: context.member.id)
    } else {
      try await follows.mute(handle, by: context.member.id)
    }
    return .see(localPath(form["next"], fallback: "/settings/blocks"))
  }

  @Sendable func requests(_ request: Request, _ context: MemberContext) async throws -> Response {
    let requests = try await follows.requests(for: context.member.id)
    return context.page(FollowPages.requests(requests, member: context.member.id, look: context.look(request)))
  }

  @Sendable func answer(_ request: Request, _ context: MemberContext) async throws -> Response {
    let follower = try context.parameters.key("id", of: Account.self)
    let form = try await FormBody(request)
    guard form["answer"] == "yes" || form["answer"] == "no" else {
      throw Refusal.invalid("answer", "Accept or decline.")
    }
    try await follows.answer(
      follower, to: Key(form["to"]) ?? context.member.id, isAccepted: form["answer"] == "yes", by: context.member.id)
    return .see("/follow-requests")
  }

  @Sendable func blocks(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(
      FollowPages.avoided(
        try await follows.avoided(by: context.member.id), form: context.fresh(), look: context.look(request)))
  }

  @Sendable func avoid(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let member = context.member.id
    return try await context.mending(
      form,
      page: { state in
        FollowPages.avoided(try await follows.avoided(by: member), form: state, look: context.look(request))
      }
    ) {
      let handle = form["handle"].hasPrefix("@") ? String(form["handle"].dropFirst()) : form["handle"]
      guard !handle.isEmpty else { throw Refusal.invalid("handle", "Write the handle of at least one person.") }
      do {
        if form["kind"] == "mute" {
          try await follows.mute(handle, by: member)
        } else {
          try await follows.block(handle, by: member)
        }
      } catch let refusal as Refusal where refusal.kind == .notFound {
        throw Refusal.invalid("handle", "There is nobody here called @\(handle).")
      }
      return .see("/settings/blocks")
    }
  }

  @Sendable func words(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(
      FollowPages.words(
        try await follows.hiddenWords(of: context.member.id), form: context.fresh(), words: context.words))
  }

  @Sendable func changeWords(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let member = context.member.id
    return try await context.mending(
      form,
      page: { state in FollowPages.words(try await follows.hiddenWords(of: member), form: state, words: context.words) }
    ) {
      if form["remove"].isEmpty {
        try await follows.hide(HiddenWord(form["word"]), for: member)
      } else {
        try await follows.show(form["remove"], for: member)
      }
      return .see("/settings/words")
    }
  }
}
