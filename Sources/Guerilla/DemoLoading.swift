import Commons
import Community
import Secrets
import Governance
import Storehouse

/// Puts the demo's people, groups and posts into the store, through the same verbs that the site uses.
struct DemoLoading {
  let community: DemoCommunity
  let passwordHash: String
  let secret: SecretKey
  let now: Moment
  private var accounts: [String: Key<Account>] = [:]
  private var spaces: [String: Key<Space>] = [:]
  private var mint = KeyMint(node: 1022)
  private var count = 0
  /// First posts and replies that other files name.
  private var posts: [String: Key<Post>] = [:]
  private let pictures: [String: DemoAttachments.Picture]

  init(
    community: DemoCommunity, passwordHash: String, secret: SecretKey,
    pictures: [String: DemoAttachments.Picture] = [:], now: Moment
  ) {
    self.pictures = pictures
    self.secret = secret
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
    try addInvitations(in: tx)
    try addLists(in: tx)
    try addMessages(in: tx)
    return count
  }

  private mutating func add(_ person: DemoCommunity.Person, in tx: WriteTx) throws {
    let relations: [String: Relation] = [
      "uses": .uses, "provides": .provides, "works": .works, "researches": .researches, "commissions": .commissions,
    ]
    accounts[person.handle] = try DemoAccounts.addPerson(
      handle: person.handle, name: person.name, about: person.about, relation: relations[person.role ?? ""] ?? .unsaid,
      place: person.place ?? "",
      links: person.links ?? [], language: person.language ?? "en",
      role: person.duty == "steward" ? .steward : person.duty == "moderator" ? .moderator : .member,
      joinedAt: now - Span(ago: person.joined),
      passwordHash: passwordHash, in: tx)
  }

  private mutating func add(_ organisation: DemoCommunity.Organisation, in tx: WriteTx) throws {
    let id = try DemoAccounts.addOrganisation(
      handle: organisation.handle, name: organisation.name, kind: organisation.kind, about: organisation.about,
      place: organisation.place ?? "",
      number: organisation.number ?? "", services: organisation.services ?? [], in: tx)
    accounts[organisation.handle] = id
    for membership in organisation.members {
      try DemoAccounts.addMember(account(membership.who), to: id, role: membership.role, in: tx)
    }
  }

  private mutating func add(_ group: DemoCommunity.Group, in tx: WriteTx) throws {
    let doors: [String: GroupDoor] = ["open": .open, "ask": .ask, "private": .private, "hidden": .hidden]
    let new = try NewGroup(
      handle: group.handle, name: group.name, purpose: group.purpose, rules: group.rules ?? "",
      door: doors[group.door] ?? .open)
    let founder = try account(group.stewards[0])
    let id = try Groups.found(new, by: founder, in: tx)
    spaces[group.handle] = id
    for handle in group.stewards.dropFirst() { try Groups.join(id, account(handle), role: .steward, in: tx) }
    for handle in group.moderators ?? [] { try Groups.join(id, account(handle), role: .moderator, in: tx) }
    for handle in group.members ?? [] { try Groups.join(id, account(handle), in: tx) }
    for handle in group.requests ?? [] {
      try Memberships.ask(
        id, why: DemoLoading.whyTheyAsk[handle] ?? "I would like to listen, and help where I can.", by: account(handle),
        in: tx)
    }
  }

  private static let whyTheyAsk = [
    "petra": "I look after my aunt three days a week, and I have run out of people to ask.",
    "graham": "My wife has been ill since the spring. I am new to all of this.",
    "jodie": "My youngest starts on the school bus in January.",
    "chloe": "I did the two-day training in October and want to keep going.",
    "liam": "I ask questions at the drop-in anyway. I would like to ask them better.",
    "jakub": "I left care at seventeen. Callum said there is a chair.",
  ]

  private func addInvitations(in tx: WriteTx) throws {
    for invitation in community.invitations {
      let to: String =
        if let space = spaces[invitation.to] { "group-\(space)" } else if let post = posts[invitation.to] {
          "talk-\(post)"
        } else { "site" }
      let new = try NewInvitation(to: to, note: invitation.note, uses: "any", days: "90", needsApproval: false)
      _ = try Invitations.make(new, by: account(invitation.by), secret: secret, in: tx)
    }
  }

  private func addFollows(in tx: WriteTx) throws {
    for (follower, followees) in community.follows.people.sorted(by: { $0.key < $1.key }) {
      for followee in followees { try DemoAccounts.follow(account(followee), by: account(follower), in: tx) }
    }
    for (follower, topics) in community.follows.topics.sorted(by: { $0.key < $1.key }) {
      for topic in topics { if let name = TopicName(topic) { try Topics.follow(name, by: account(follower), in: tx) } }
    }
  }

  // Oldest first: keys grow with time, and a reply comes after what it answers.
  private mutating func addConversations(in tx: WriteTx) throws {
    for post in community.conversations.sorted(by: { Span(ago: $0.at) > Span(ago: $1.at) }) {
      let audiences: [String: Audience] = [
        "everyone": .everyone, "members": .members, "followers": .followers, "named": .named, "group": .group,
      ]
      let opening = try Opening(
        kind: post.kind == "question" ? .question : .post, title: post.title ?? "",
        text: post.edited?.first?.text ?? post.text, contentNote: post.note ?? "",
        language: post.language ?? "en", audience: audiences[post.audience ?? "everyone"] ?? .everyone,
        space: post.group.flatMap { spaces[$0] },
        named: post.named ?? [])
      let id = try Conversations.start(
        opening, by: account(post.author), as: account(post.as ?? post.author), dated: key(post.at), in: tx)
      try finish(post, id, in: tx)
    }
  }

  private mutating func addReplies(
    _ replies: [DemoCommunity.Post], to parent: Key<Post>, of post: DemoCommunity.Post, in tx: WriteTx
  ) throws {
    var marked: [Key<Post>] = []
    for reply in replies.sorted(by: { Span(ago: $0.at) > Span(ago: $1.at) }) {
      let id = try Conversations.reply(
        to: parent, PostText(reply.edited?.first?.text ?? reply.text), language: reply.language ?? "en",
        by: account(reply.author), as: account(reply.as ?? reply.author),
        dated: key(reply.at), in: tx)
      try finish(reply, id, isAnswer: post.kind == "question", in: tx)
      if reply.answer == true { marked.append(id) }
    }
    try markAnswers(of: post, marked, in: tx)
  }

  private mutating func finish(_ post: DemoCommunity.Post, _ id: Key<Post>, isAnswer: Bool = false, in tx: WriteTx)
    throws
  {
    count += 1
    if let slug = post.slug { posts[slug] = id }
    for handle in post.supports ?? [] { try Conversations.support(id, by: account(handle), in: tx) }
    for handle in post.helpful ?? [] where isAnswer && handle != post.author {
      try Answers.helpful(id, by: account(handle), in: tx)
    }
    try addVersions(of: post, id, in: tx)
    try addPictures(of: post, id, in: tx)
    try addPin(post, id, in: tx)
    try addShares(of: post, id, in: tx)
    try addReplies(post.replies ?? [], to: id, of: post, in: tx)
  }

  /// `edited` holds what stood before: each is followed by the next, and the last by what stands now.
  private func addVersions(of post: DemoCommunity.Post, _ id: Key<Post>, in tx: WriteTx) throws {
    let versions = post.edited ?? []
    for (index, version) in versions.enumerated() {
      let text = index + 1 < versions.count ? versions[index + 1].text : post.text
      try Revisions.change(id, toText: text, by: account(post.author), dated: now - Span(ago: version.at), in: tx)
    }
  }

  private func addPin(_ post: DemoCommunity.Post, _ id: Key<Post>, in tx: WriteTx) throws {
    guard post.pinned == true else { return }
    let steward = community.groups.first { $0.handle == post.group }?.stewards.first
    try Pins.pin(id, to: steward == nil ? .profile : .group, by: account(steward ?? post.author), in: tx)
  }

  private func addPictures(of post: DemoCommunity.Post, _ id: Key<Post>, in tx: WriteTx) throws {
    let found = (post.images ?? []).compactMap { image in pictures[image.file].map { ($0, image.alt) } }
    try DemoAttachments.attach(found, to: id, by: account(post.author), in: tx)
  }

  /// Each an hour after the one before, and all before now.
  private mutating func addShares(of post: DemoCommunity.Post, _ id: Key<Post>, in tx: WriteTx) throws {
    let age = Span(ago: post.at).milliseconds
    for (index, handle) in (post.shares ?? []).enumerated() {
      let after = min(Int64(index + 1) * 3_600_000, age * Int64(index + 1) / Int64((post.shares ?? []).count + 1))
      count += 1
      var mint = KeyMint(node: Int64(count % 1000))
      try Shares.share(
        id, by: account(handle), dated: Key(mint.next(at: now - Span(milliseconds: age - after))), in: tx)
    }
  }

  /// The asker marks an answer; where the demo has it marked by nobody in particular, it is the asker who did.
  private func markAnswers(of question: DemoCommunity.Post, _ marked: [Key<Post>], in tx: WriteTx) throws {
    for answer in marked { try Answers.mark(answer, by: account(question.author), in: tx) }
  }

  private func addLists(in tx: WriteTx) throws {
    for list in community.lists {
      let id = try PeopleLists.make(ListName(list.name), by: account(list.owner), in: tx)
      for handle in list.members { try PeopleLists.add(account(handle), to: id, in: tx) }
    }
  }

  private func addMessages(in tx: WriteTx) throws {
    for thread in community.threads {
      let id = try Messages.open(thread.people.map(account), by: account(thread.messages[0].from), in: tx)
      for (index, message) in thread.messages.sorted(by: { Span(ago: $0.at) > Span(ago: $1.at) }).enumerated() {
        var mint = KeyMint(node: Int64(index % 1000))
        try Messages.send(
          MessageText(message.text), to: id, by: account(message.by ?? message.from), as: account(message.from),
          dated: Key(mint.next(at: now - Span(ago: message.at))), in: tx)
      }
    }
  }

  private func addSafeguards(in tx: WriteTx) throws {
    try Rules.set(community.rules.map { Rules.Rule(title: $0.title, text: $0.text) }, in: tx)
    for report in community.reports.sorted(by: { Span(ago: $0.decided) > Span(ago: $1.decided) }) {
      guard let post = posts[report.post] else { continue }
      let actions = ["hidden": "hide", "warned": "warn", "dismissed": "dismiss"]
      let decision = try NewDecision(
        action: actions[report.outcome] ?? "dismiss", concern: report.concern, reason: report.reason)
      let made = try NewReport(kind: "post", subject: post.value, concern: report.concern, words: report.why)
      try Safeguards.load(
        made, by: account(report.by), decided: decision, by: account(report.by_moderator), subject: .post,
        reportedAt: now - Span(ago: report.at), decidedAt: now - Span(ago: report.decided), in: tx)
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
