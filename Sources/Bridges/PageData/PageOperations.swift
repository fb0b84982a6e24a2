import Commons
import Community
import Doors
import Pages
import Storehouse

/// What stands on our own pages, as JSON of our own: for programs that want to know what a status has no word for. Asked for at the page's own
/// address, with `Accept: application/json`. By a token as its person sees it, else as a visitor does; a cookie counts for nothing here.
enum PageOperations {
  private static let before: [Operation.Parameter] = [.key("before", "Posts before this one: the page after.")]

  static let all: [Operation] = [
    Operation(
      .get, "/talk/{id}", .visitor("read:statuses"),
      "A conversation or a question, with its replies, the oldest first.",
      [.key("after", "Replies after this one: the page after.")], .entity("ConversationPage"), run: conversation),
    Operation(
      .get, "/@{handle}", .visitor("read:statuses"), "A person or an organisation, with what they said.", before,
      .entity("Profile"), run: profile),
    Operation(
      .get, "/g/{handle}", .visitor("read:statuses"),
      "A group: who may come in and read, how many are in it, and what is said there.", before, .entity("GroupPage"),
      run: group),
    Operation(
      .get, "/topics/{name}", .visitor("read:statuses"), "A topic, with what is said on it.", before,
      .entity("TopicPage"), run: topic),
    Operation(
      .get, "/search", .visitor("read:search"), "What a search finds, of every kind or of one.",
      [
        .string("q", "What to look for.", required: true),
        .string("kind", "all, talk, questions, people, organisations, groups or topics."), .integer("page"),
      ], .entity("SearchPage"), run: search),
  ]

  static let repliesOnAPage = 40

  // MARK: Conversations

  @Sendable private static func conversation(_ call: Call) async throws -> Reply {
    guard let id = Key<Post>(String(call.place("id").prefix { $0 != "-" })) else { throw Refusal.notFound }
    let after = call.input.key("after", of: Post.self) ?? id
    let writing = Writing(call)
    let (opening, replies, around, hasMore) = try await call.house.store.read { tx in
      guard let opening = try StatusStore.find(id, for: call.viewer, in: tx), opening.isOpening else {
        throw Refusal.notFound
      }
      let ids = try PageDataStore.replies(in: id, after: after, limit: repliesOnAPage + 1, in: tx)
      let replies = try PostStore.cards(
        inOrderOf: Array(ids.prefix(repliesOnAPage)), for: call.viewer, in: tx)
      let around = try StatusStore.surroundings(of: [opening] + replies, shownIn: .thread, writing, in: tx)
      return (opening, replies, around, ids.count > repliesOnAPage ? ids[repliesOnAPage - 1] : nil)
    }
    return Reply.json(capacity: 4096 + replies.count * 2700) { json in
      json.object {
        $0.field("id", opening.id)
        $0.field("kind", String(describing: opening.kind))
        $0.field("title", opening.title)
        $0.field("url", parts: writing.site, opening.path)
        $0.field("audience", String(describing: opening.audience))
        $0.name("group")
        if let group = opening.group { $0.groupName(group, writing) } else { $0.null() }
        $0.field("reply_count", opening.replyCount)
        $0.field("answer_count", opening.answerCount)
        $0.name("opening")
        $0.status(opening, around, writing)
        $0.field("replies", each: replies) { json, reply in
          json.object {
            $0.name("status")
            $0.status(reply, around, writing)
            $0.field("is_marked", reply.isAnswer)
            $0.field("helpful_count", reply.helpfulCount)
          }
        }
        $0.next(hasMore.map { "/talk/\(id)?after=\($0)" }, writing)
      }
    }
  }

  // MARK: People and groups

  @Sendable private static func profile(_ call: Call) async throws -> Reply {
    let handle = call.place("handle")
    let reading = try await People(store: call.house.store).profile(
      handle, before: call.input.key("before"), for: call.viewer)
    let writing = Writing(call)
    let (account, around) = try await call.house.store.read { tx in
      (
        try AccountStore.find(handle: handle, for: call.viewer, in: tx),
        try StatusStore.surroundings(of: reading.cards, shownIn: .account, writing, in: tx)
      )
    }
    guard let account, account.kind != .group else { throw Refusal.notFound }
    let relation = reading.profile.face.relation
    return Reply.json(capacity: 4096 + reading.cards.count * 2700) { json in
      json.object {
        $0.field("kind", String(describing: account.kind))
        $0.name("account")
        $0.account(account, writing)
        $0.field("relation", relation == .unsaid ? nil : String(describing: relation))
        $0.field("organisation_kind", reading.organisation?.kind.name)
        let number = reading.organisation?.number ?? ""
        $0.field("registration_number", number.isEmpty ? nil : number)
        $0.field("place", reading.profile.place)
        $0.field("links", reading.profile.links)
        $0.field("statuses", each: reading.cards) { $0.status($1, around, writing) }
        $0.next(reading.olderBefore.map { "\(account.path)?before=\($0)" }, writing)
      }
    }
  }

  @Sendable private static func group(_ call: Call) async throws -> Reply {
    let reading = try await Groups(store: call.house.store).read(
      call.place("handle"), before: call.input.key("before"), for: call.viewer)
    let writing = Writing(call)
    let around = try await call.house.store.read { tx in
      try StatusStore.surroundings(of: reading.pinned + reading.cards, shownIn: .account, writing, in: tx)
    }
    let group = reading.group
    return Reply.json(capacity: 4096 + reading.cards.count * 2700) { json in
      json.object {
        $0.members(of: group, writing)
        // Rules are for those who may read.
        $0.field("rules", group.isReadable ? group.rules : nil)
        $0.field("founded_at", group.isReadable ? group.foundedAt : nil)
        $0.field("pinned", each: reading.pinned) { $0.status($1, around, writing) }
        $0.field("statuses", each: reading.cards) { $0.status($1, around, writing) }
        $0.next(reading.olderBefore.map { "\(group.path)?before=\($0)" }, writing)
      }
    }
  }

  // MARK: Topics and searching

  @Sendable private static func topic(_ call: Call) async throws -> Reply {
    guard let name = TopicName(call.place("name")) else { throw Refusal.notFound }
    let reading = try await Topics(store: call.house.store).read(
      name, before: call.input.key("before"), for: call.viewer)
    let writing = Writing(call)
    let around = try await call.house.store.read { tx in
      try StatusStore.surroundings(of: reading.cards, shownIn: .public, writing, in: tx)
    }
    return Reply.json(capacity: 4096 + reading.cards.count * 2700) { json in
      json.object {
        $0.field("name", reading.shown)
        $0.field("url", parts: writing.site, name.path)
        $0.field("follower_count", reading.followerCount)
        $0.field("is_followed", reading.isFollowed)
        $0.field("related", reading.related.map(\.shown))
        $0.field("statuses", each: reading.cards) { $0.status($1, around, writing) }
        $0.next(reading.olderBefore.map { "\(name.path)?before=\($0)" }, writing)
      }
    }
  }

  @Sendable private static func search(_ call: Call) async throws -> Reply {
    let typed = String(call.input["q"].prefix(200))
    guard !typed.isEmpty else { throw Refusal.invalid("q", "Say what to look for.") }
    let kind = call.input["kind"]
    guard let part = Searches.Part(rawValue: kind.isEmpty ? "all" : kind) else {
      throw Refusal.invalid("kind", "There is no such kind of thing to look for.")
    }
    let page = max(1, min(try call.input.number("page") ?? 1, 50))
    try call.house.limits.take(SearchOperations.searching, by: call.viewer?.description ?? call.address, at: call.now)
    let reading = try await Searches(store: call.house.store).find(typed, part, page: page, for: call.viewer)
    let writing = Writing(call)
    let (accounts, around) = try await call.house.store.read { tx in
      (
        try AccountStore.accounts(
          inOrderOf: (reading.people + reading.organisations).map(\.id), for: call.viewer, in: tx),
        try StatusStore.surroundings(of: reading.posts, shownIn: .public, writing, in: tx)
      )
    }
    return Reply.json(capacity: 4096 + reading.posts.count * 2700) { json in
      json.object {
        $0.field("q", typed)
        $0.field("statuses", each: reading.posts) { $0.status($1, around, writing) }
        $0.field("accounts", each: accounts) { $0.account($1, writing) }
        $0.field("groups", each: reading.groups) { json, group in json.object { $0.members(of: group, writing) } }
        $0.field("topics", each: reading.topics) { json, topic in
          json.object {
            $0.field("name", topic.shown)
            $0.field("url", parts: writing.site, topic.path)
          }
        }
        $0.field("did_you_mean", reading.didYouMean)
        $0.next(
          reading.hasMore ? "/search?q=\(Link.encoded(typed))&kind=\(part.rawValue)&page=\(page + 1)" : nil, writing)
      }
    }
  }
}

extension JSON {
  /// Where the next page is; null on the last.
  fileprivate mutating func next(_ path: String?, _ writing: Writing) {
    field("next", path.map { writing.site + $0 })
  }

  fileprivate mutating func groupName(_ group: GroupName, _ writing: Writing) {
    object {
      $0.field("handle", group.handle)
      $0.field("name", group.name)
      $0.field("url", parts: writing.site, group.path)
    }
  }

  fileprivate mutating func members(of group: Groups.Summary, _ writing: Writing) {
    field("id", group.id)
    field("handle", group.handle)
    field("name", group.name)
    field("purpose", group.purpose)
    field("url", parts: writing.site, group.path)
    field("door", String(describing: group.door))
    field("is_readable", group.isReadable)
    field("member_count", group.isReadable ? group.memberCount : nil)
    field("role", group.role.map { String(describing: $0) })
  }
}
