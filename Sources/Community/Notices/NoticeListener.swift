public import Commons
import Storehouse

extension Happening.Kind {
  /// Subject: the notice. About: the account that it is for.
  public static let noticeMade = Self("notice.made")
  /// Subject: the account whose notices were read.
  public static let noticesRead = Self("notices.read")
  /// Subject: the reader whose rules kept them apart. About: from whom they are.
  public static let noticesLetThrough = Self("notices.let-through")
}

/// Turns what happens into notices. Kinds of other rooms are known by their names, so that this room needs none of them.
enum NoticeListener {
  static let kinds: [StaticString] = [
    "post.published", "reply.published", "post.supported", "post.shared", "post.deleted", "account.followed",
    "account.follow-requested",
    "account.follow-accepted", "answer.marked", "answer.requested", "group.requested", "group.asked", "group.accepted",
    "group.request-accepted",
    "group.invited", "group.joined", "group.left", "group.member-removed", "group.member-shut-out",
    "organisation.requested", "organisation.asked",
    "organisation.accepted", "organisation.request-accepted", "organisation.invited", "organisation.joined",
    "message.sent", "moderation.decided",
    "appeal.answered", "post.edited", "check.ended",
  ]

  static let listener = Listener(name: "notices", kinds: Set(kinds.map { Happening.Kind($0) }), fromStart: true) {
    recorded, tx in
    try NoticeListener.hear(recorded, in: tx)
  }

  static func hear(_ recorded: RecordedHappening, in tx: WriteTx) throws {
    let happening = recorded.happening
    let subject = happening.subject
    let about = happening.about
    switch happening.kind.name {
    case "post.published": try published(Key(subject), recorded, in: tx)
    case "reply.published": try replied(Key(subject), recorded, in: tx)
    case "post.supported": try ofPost(.support, Key(subject), recorded, in: tx)
    case "post.shared": try ofPost(.share, Key(subject), recorded, in: tx)
    case "answer.marked": try ofPost(.marked, Key(subject), recorded, in: tx)
    case "post.edited": try changed(Key(subject), recorded, in: tx)
    case "check.ended": try checkEnded(Key(subject), recorded, in: tx)
    case "post.deleted": try NoticeStore.forget(post: Key(subject), in: tx)
    case "answer.requested": try asked(recorded, in: tx)
    case "account.followed": try account(.follow, Key(subject), recorded, in: tx)
    case "account.follow-requested": try account(.followRequest, Key(subject), recorded, in: tx)
    case "account.follow-accepted": try account(.followAccepted, Key(subject), recorded, in: tx)
    case "group.requested", "group.asked":
      for keeper in try NoticeStore.keepers(ofGroup: Key(subject), in: tx) {
        try group(.groupRequest, Key(subject), to: keeper, recorded, in: tx)
      }
    case "group.accepted", "group.request-accepted":
      if let about { try group(.groupAccepted, Key(subject), to: Key(about), recorded, in: tx) }
    case "group.invited": if let about { try group(.groupInvited, Key(subject), to: Key(about), recorded, in: tx) }
    case "group.joined":
      if let person = about.map({ Key<Account>($0) }) ?? happening.actor {
        try NoticeStore.settle(.groupInvited, group: Key(subject), for: person, in: tx)
      }
    case "group.left", "group.member-removed", "group.member-shut-out":
      if let person = about.map({ Key<Account>($0) }) ?? happening.actor {
        try NoticeStore.forget(group: Key(subject), for: person, in: tx)
      }
    case "organisation.requested", "organisation.asked":
      for owner in try NoticeStore.owners(ofOrganisation: Key(subject), in: tx) {
        try organisation(.organisationRequest, Key(subject), to: owner, recorded, in: tx)
      }
    case "organisation.accepted", "organisation.request-accepted":
      if let about { try organisation(.organisationAccepted, Key(subject), to: Key(about), recorded, in: tx) }
    case "organisation.invited":
      if let about { try organisation(.organisationInvited, Key(subject), to: Key(about), recorded, in: tx) }
    case "organisation.joined":
      if let person = about.map({ Key<Account>($0) }) ?? happening.actor {
        try NoticeStore.settle(.organisationInvited, about: subject, for: person, in: tx)
      }
    case "message.sent": if let about { try message(Key(subject), in: Key(about), recorded, tx: tx) }
    case "moderation.decided":
      // What was reported in vain is not told to whom it was about.
      if let about, happening.note != "dismiss" {
        try decision(.moderation, subject, for: Key(about), recorded, in: tx)
      }
    case "appeal.answered": if let about { try decision(.appeal, subject, for: Key(about), recorded, in: tx) }
    default: break
    }
  }

  // MARK: Posts

  private static func published(_ id: Key<Post>, _ recorded: RecordedHappening, in tx: WriteTx) throws {
    guard let post = try NoticeStore.post(id, in: tx) else { return }
    var told: Set<Key<Account>> = [post.writer, post.author]
    for reader in try mentioned(in: id, tx: tx) where told.insert(reader).inserted {
      try make(NewNotice(.mention, to: reader, group: "mention-\(post.conversation)", post: post, recorded), in: tx)
    }
    try tookUp(post, &told, recorded, in: tx)
    try tellFollowers(of: post, &told, recorded, in: tx)
  }

  /// Tells whose post was taken up.
  private static func tookUp(
    _ post: NoticeStore.PostFacts, _ told: inout Set<Key<Account>>, _ recorded: RecordedHappening, in tx: WriteTx
  ) throws {
    guard let quoteOf = post.quoteOf, let quoted = try NoticeStore.post(quoteOf, in: tx),
      told.insert(quoted.writer).inserted
    else { return }
    try make(NewNotice(.quote, to: quoted.writer, group: "quote-\(post.id)", post: post, recorded), in: tx)
  }

  /// Tells those who want to hear of everything that the author publishes.
  private static func tellFollowers(
    of post: NoticeStore.PostFacts, _ told: inout Set<Key<Account>>, _ recorded: RecordedHappening, in tx: WriteTx
  ) throws {
    for reader in try NoticeStore.attentiveFollowers(of: post.author, by: recorded.at, in: tx)
    where told.insert(reader).inserted {
      try make(NewNotice(.post, to: reader, group: "post-\(post.id)", post: post, recorded), in: tx)
    }
  }

  private static func changed(_ id: Key<Post>, _ recorded: RecordedHappening, in tx: WriteTx) throws {
    guard let post = try NoticeStore.post(id, in: tx) else { return }
    for reader in try NoticeStore.sharers(of: id, in: tx) {
      try make(
        NewNotice(.changed, to: reader, group: "changed-\(id)", post: post, recorded, at: recorded.at), in: tx)
    }
  }

  private static func checkEnded(_ id: Key<Post>, _ recorded: RecordedHappening, in tx: WriteTx) throws {
    guard let post = try NoticeStore.post(id, in: tx) else { return }
    for reader in Set([post.writer] + (try CheckStore.voters(on: id, in: tx))).sorted() {
      var notice = NewNotice(.check, to: reader, group: "check-\(id)", post: post, recorded, at: recorded.at)
      notice.actor = post.author
      try make(notice, in: tx)
    }
  }

  private static func replied(_ id: Key<Post>, _ recorded: RecordedHappening, in tx: WriteTx) throws {
    guard let post = try NoticeStore.post(id, in: tx), let parentID = post.parent,
      let parent = try NoticeStore.post(parentID, in: tx)
    else { return }
    var told: Set<Key<Account>> = [post.writer, post.author]
    let isAnswer = parent.isQuestion && parent.id == post.conversation
    let kind: NoticeKind = isAnswer ? .answer : .reply
    if told.insert(parent.writer).inserted {
      try make(
        NewNotice(kind, to: parent.writer, group: "\(kind.rawValue)-\(post.conversation)", post: post, recorded), in: tx
      )
    }
    for reader in try mentioned(in: id, tx: tx) where told.insert(reader).inserted {
      try make(NewNotice(.mention, to: reader, group: "mention-\(post.conversation)", post: post, recorded), in: tx)
    }
    try tookUp(post, &told, recorded, in: tx)
    // Who goes on with what they said themselves, publishes too.
    if parent.author == post.author { try tellFollowers(of: post, &told, recorded, in: tx) }
    for (reader, level) in try NoticeStore.followers(of: post.conversation, in: tx) where told.insert(reader).inserted {
      var notice = NewNotice(
        .conversation, to: reader, group: "conversation-\(post.conversation)", post: post, recorded)
      notice.isLoud = level == 3
      try make(notice, in: tx)
    }
  }

  private static func mentioned(in id: Key<Post>, tx: ReadTx) throws -> [Key<Account>] {
    try NoticeStore.mentioned(in: id, tx: tx).flatMap { try NoticeStore.readers(of: $0, in: tx) }
  }

  private static func ofPost(_ kind: NoticeKind, _ id: Key<Post>, _ recorded: RecordedHappening, in tx: WriteTx) throws
  {
    guard let post = try NoticeStore.post(id, in: tx) else { return }
    try make(
      NewNotice(kind, to: post.writer, group: "\(kind.rawValue)-\(post.id)", post: post, recorded, at: recorded.at),
      in: tx)
  }

  private static func asked(_ recorded: RecordedHappening, in tx: WriteTx) throws {
    guard let about = recorded.happening.about, let post = try NoticeStore.post(Key(recorded.happening.subject), in: tx)
    else { return }
    for reader in try NoticeStore.readers(of: Key(about), in: tx) {
      try make(NewNotice(.asked, to: reader, group: "asked-\(post.id)", post: post, recorded, at: recorded.at), in: tx)
    }
  }

  // MARK: Others

  private static func account(
    _ kind: NoticeKind, _ account: Key<Account>, _ recorded: RecordedHappening, in tx: WriteTx
  ) throws {
    for reader in try NoticeStore.readers(of: account, in: tx) {
      try make(
        NewNotice(kind, to: reader, group: "\(kind.rawValue)-\(account)", about: account.value, recorded), in: tx)
    }
  }

  private static func group(
    _ kind: NoticeKind, _ group: Key<Space>, to person: Key<Account>, _ recorded: RecordedHappening, in tx: WriteTx
  ) throws {
    guard try NoticeStore.knows(group, person, in: tx) else { return }
    try make(NewNotice(kind, to: person, group: "\(kind.rawValue)-\(group)", space: group, recorded), in: tx)
  }

  private static func organisation(
    _ kind: NoticeKind, _ organisation: Key<Account>, to person: Key<Account>, _ recorded: RecordedHappening,
    in tx: WriteTx
  ) throws {
    try make(
      NewNotice(kind, to: person, group: "\(kind.rawValue)-\(organisation)", about: organisation.value, recorded),
      in: tx)
  }

  private static func message(
    _ id: Key<Message>, in thread: Key<MessageThread>, _ recorded: RecordedHappening, tx: WriteTx
  ) throws {
    for participant in try MessageStore.readers(of: id, in: thread, tx: tx) {
      for reader in try NoticeStore.readers(of: participant, in: tx) {
        try make(NewNotice(.message, to: reader, group: "message-\(thread)", about: thread.value, recorded), in: tx)
      }
    }
  }

  private static func decision(
    _ kind: NoticeKind, _ decision: Int64, for account: Key<Account>, _ recorded: RecordedHappening, in tx: WriteTx
  ) throws {
    for reader in try NoticeStore.readers(of: account, in: tx) {
      var notice = NewNotice(kind, to: reader, group: "\(kind.rawValue)-\(decision)", about: decision, recorded)
      // A decision is the site's; who made it is not said.
      notice.actor = nil
      notice.writer = nil
      try make(notice, in: tx)
    }
  }

  // MARK: Making one

  private static func make(_ notice: NewNotice, in tx: WriteTx) throws {
    guard notice.kind.isForEveryone || notice.reader != notice.writer && notice.reader != notice.actor,
      try NoticeStore.isHere(notice.reader, for: notice.kind, in: tx)
    else { return }
    for other in Set([notice.actor, notice.writer].compactMap { $0 }) where other != notice.reader {
      guard try !NoticeStore.isAvoided(other, by: notice.reader, in: tx) else { return }
    }
    if let post = notice.post {
      guard try NoticeStore.attention(of: notice.reader, to: post.conversation, in: tx) != 0,
        try NoticeStore.isSeen(post.id, by: notice.reader, in: tx)
      else { return }
    }
    if notice.kind.isSaidOnce, !notice.isLoud, try NoticeStore.hasUnread(notice.group, for: notice.reader, in: tx) {
      return
    }
    if notice.kind.isOncePerPerson, let actor = notice.actor,
      try NoticeStore.has(notice.group, by: actor, for: notice.reader, in: tx)
    {
      return
    }
    var notice = notice
    switch try treatment(of: notice, in: tx) {
    case .drop: return
    case .filter: notice.isFiltered = true
    case .accept: break
    }
    let id = try NoticeStore.insert(notice, in: tx)
    // What is kept apart is told nobody until it is looked for.
    if !notice.isFiltered { try tx.record(Happening(.noticeMade, id.value, by: nil, about: notice.reader.value)) }
  }

  private static func treatment(of notice: NewNotice, in tx: ReadTx) throws -> NoticePolicy.Treatment {
    guard notice.kind.isUnderPolicy, let actor = notice.actor,
      let sender = try NoticePolicyStore.sender(actor, to: notice.reader, in: tx)
    else { return .accept }
    return try NoticePolicy.of(notice.reader, in: tx).treatment(
      of: sender, isPrivateMention: notice.kind == .mention && notice.post?.audience == .named, at: tx.now)
  }
}

/// A notice about to be made, if its reader may know of it.
struct NewNotice {
  let kind: NoticeKind
  let reader: Key<Account>
  /// Whose name it says: the organisation, when somebody spoke for one.
  var actor: Key<Account>?
  var writer: Key<Account>?
  let group: String
  let post: NoticeStore.PostFacts?
  let space: Key<Space>?
  let about: Int64?
  let at: Moment
  var isLoud = false
  var isFiltered = false

  init(
    _ kind: NoticeKind, to reader: Key<Account>, group: String, post: NoticeStore.PostFacts? = nil,
    space: Key<Space>? = nil, about: Int64? = nil,
    _ recorded: RecordedHappening, at: Moment? = nil
  ) {
    self.kind = kind
    self.reader = reader
    self.group = group
    self.post = post
    self.space = space
    self.about = about
    actor = recorded.happening.speakingAs ?? recorded.happening.actor
    writer = recorded.happening.actor
    // What was brought in is as old as the post that tells of it.
    self.at = at ?? post?.id.moment ?? recorded.at
  }
}
