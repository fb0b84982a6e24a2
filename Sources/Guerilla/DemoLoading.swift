import Commons
import Community
import Governance
import Storehouse

/// Puts the demo's people, groups and posts into the store, through the same verbs that the site uses.
struct DemoLoading {
  let community: DemoCommunity
  let passwordHash: String
  let now: Moment
  private var accounts: [String: Key<Account>] = [:]
  private var spaces: [String: Key<Space>] = [:]
  private var mint = KeyMint(node: 1022)
  private var count = 0
  /// First posts and replies that other files name.
  private var posts: [String: Key<Post>] = [:]

  init(community: DemoCommunity, passwordHash: String, now: Moment) {
    self.community = community
    self.passwordHash = passwordHash
    self.now = now
  }

  /// - Returns: how many posts there are now.
  mutating func load(in tx: WriteTx) throws -> Int {
    try tx.run("INSERT INTO site_setting (name, value, set_at) VALUES ('demo', 'yes', \(now))")
    for person in community.people { try add(person, in: tx) }
    for organisation in community.organisations { try add(organisation, in: tx) }
    for group in community.groups { try add(group, in: tx) }
    try addFollows(in: tx)
    try addConversations(in: tx)
    try addSafeguards(in: tx)
    return count
  }

  private mutating func add(_ person: DemoCommunity.Person, in tx: WriteTx) throws {
    let relations: [String: Relation] = ["uses": .uses, "provides": .provides, "works": .works, "researches": .researches, "commissions": .commissions]
    accounts[person.handle] = try DemoAccounts.addPerson(
      handle: person.handle, name: person.name, about: person.about, relation: relations[person.role ?? ""] ?? .unsaid, place: person.place ?? "",
      links: person.links ?? [], language: person.language ?? "en",
      role: person.duty == "steward" ? .steward : person.duty == "moderator" ? .moderator : .member, joinedAt: now - Span(ago: person.joined),
      passwordHash: passwordHash, in: tx)
  }

  private mutating func add(_ organisation: DemoCommunity.Organisation, in tx: WriteTx) throws {
    let id = try DemoAccounts.addOrganisation(
      handle: organisation.handle, name: organisation.name, kind: organisation.kind, about: organisation.about, place: organisation.place ?? "",
      number: organisation.number ?? "", services: organisation.services ?? [], in: tx)
    accounts[organisation.handle] = id
    for membership in organisation.members {
      try DemoAccounts.addMember(account(membership.who), to: id, role: membership.role, in: tx)
    }
  }

  private mutating func add(_ group: DemoCommunity.Group, in tx: WriteTx) throws {
    let doors: [String: GroupDoor] = ["open": .open, "ask": .ask, "private": .private, "hidden": .hidden]
    let new = try NewGroup(handle: group.handle, name: group.name, purpose: group.purpose, rules: group.rules ?? "", door: doors[group.door] ?? .open)
    let founder = try account(group.stewards[0])
    let id = try Groups.found(new, by: founder, in: tx)
    spaces[group.handle] = id
    for handle in group.stewards.dropFirst() { try Groups.join(id, account(handle), role: .steward, in: tx) }
    for handle in group.moderators ?? [] { try Groups.join(id, account(handle), role: .moderator, in: tx) }
    for handle in group.members ?? [] { try Groups.join(id, account(handle), in: tx) }
  }

  private func addFollows(in tx: WriteTx) throws {
    for (follower, followees) in community.follows.people.sorted(by: { $0.key < $1.key }) {
      for followee in followees { try DemoAccounts.follow(account(followee), by: account(follower), in: tx) }
    }
  }

  // Oldest first: keys grow with time, and a reply comes after what it answers.
  private mutating func addConversations(in tx: WriteTx) throws {
    for post in community.conversations.sorted(by: { Span(ago: $0.at) > Span(ago: $1.at) }) {
      let audiences: [String: Audience] = ["everyone": .everyone, "members": .members, "followers": .followers, "named": .named, "group": .group]
      let opening = try Opening(
        kind: post.kind == "question" ? .question : .post, title: post.title ?? "", text: post.text, contentNote: post.note ?? "",
        language: post.language ?? "en", audience: audiences[post.audience ?? "everyone"] ?? .everyone, space: post.group.flatMap { spaces[$0] },
        named: post.named ?? [])
      let id = try Conversations.start(
        opening, by: account(post.author), as: account(post.as ?? post.author), dated: key(post.at), in: tx)
      try finish(post, id, in: tx)
    }
  }

  private mutating func addReplies(_ replies: [DemoCommunity.Post], to parent: Key<Post>, in tx: WriteTx) throws {
    for reply in replies.sorted(by: { Span(ago: $0.at) > Span(ago: $1.at) }) {
      let id = try Conversations.reply(
        to: parent, PostText(reply.text), language: reply.language ?? "en", by: account(reply.author), as: account(reply.as ?? reply.author),
        dated: key(reply.at), in: tx)
      try finish(reply, id, in: tx)
    }
  }

  private mutating func finish(_ post: DemoCommunity.Post, _ id: Key<Post>, in tx: WriteTx) throws {
    count += 1
    if let slug = post.slug { posts[slug] = id }
    for handle in post.supports ?? [] { try Conversations.support(id, by: account(handle), in: tx) }
    try addReplies(post.replies ?? [], to: id, in: tx)
  }

  private func addSafeguards(in tx: WriteTx) throws {
    try Rules.set(community.rules.map { Rules.Rule(title: $0.title, text: $0.text) }, in: tx)
    for report in community.reports {
      guard let post = posts[report.post] else { continue }
      let actions = ["hidden": "hide", "warned": "warn", "dismissed": "dismiss"]
      let decision = try NewDecision(action: actions[report.outcome] ?? "dismiss", concern: "other", reason: report.reason)
      let made = try NewReport(kind: "post", subject: post.value, concern: "other", words: report.why)
      try Safeguards.load(made, by: account(report.by), decided: decision, by: account(report.by_moderator), subject: .post, in: tx)
    }
  }

  private mutating func key(_ ago: String) -> Key<Post> {
    // A mint of its own for each moment, because threads are loaded one after the other and not in the order of time.
    let moment = now - Span(ago: ago)
    var mint = KeyMint(node: Int64(count % 1000))
    return Key(mint.next(at: moment))
  }

  private func account(_ handle: String) throws -> Key<Account> {
    guard let id = accounts[handle] else { throw Refusal(.notFound, "The demo has nobody called @\(handle).") }
    return id
  }
}
