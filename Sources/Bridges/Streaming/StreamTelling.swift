import Commons
import Community
import Pages
import Storehouse

/// What follows for streams from what has happened: who hears of it, and what they hear. Made for one reading of the Ledger, inside one
/// transaction, so that what is told is what may be seen now.
struct StreamTelling {
  let hub: StreamHub
  let site: String
  let now: Moment
  /// What is to be sent. Without a message it is only asked whether the connection may go on.
  private(set) var sendings: [(connection: StreamHub.Connection, message: StreamMessage?)] = []

  static let kinds: Set<Happening.Kind> = [
    .postPublished, .replyPublished, .postShared, .postUnshared, .postEdited, .postDeleted, .noticeMade,
    .filtersChanged, .noticesLetThrough, .announced, .announcementChanged, .announcementTakenDown, .announcementBegan,
    .announcementEnded, .announcementReaction, .quoteRevoked,
    Happening.Kind("moderation.decided"),
  ]

  init(hub: StreamHub, site: String, now: Moment) {
    self.hub = hub
    self.site = site
    self.now = now
  }

  mutating func tell(_ recorded: RecordedHappening, in tx: ReadTx) throws {
    let happening = recorded.happening
    let subject = Key<Post>(happening.subject)
    switch happening.kind {
    case .postPublished, .replyPublished: try show(subject, .new, in: tx)
    case .postShared: if let share = happening.about { try show(Key(share), .new, in: tx) }
    case .postEdited, .quoteRevoked: try show(subject, .changed, in: tx)
    case .postDeleted: try takeBack(subject, in: tx)
    case .postUnshared:
      if let share = happening.about, let sharer = happening.actor {
        try takeBack(share: Key(share), of: sharer, in: tx)
      }
    case .noticeMade: if let reader = happening.about { try notify(Key(happening.subject), Key(reader), in: tx) }
    case .filtersChanged:
      let account = Key<Account>(happening.subject)
      send(StreamMessage(.user, "filters_changed", nil), to: own(on: .user, of: account))
    case .noticesLetThrough:
      // What was kept apart stands among the others now: a client that keeps them reads them anew.
      for stream in [StreamName.user, .userNotification] {
        let connections = own(on: stream, of: Key(happening.subject)).filter(\.listening.hearsNotices)
        send(StreamMessage(stream, "notifications_merged", nil), to: connections)
      }
    case .announced, .announcementChanged, .announcementTakenDown, .announcementBegan, .announcementEnded,
      .announcementReaction:
      try tellAnnouncement(happening, in: tx)
    default: try decided(happening, in: tx)
    }
  }

  mutating func send(_ message: StreamMessage?, to connections: [StreamHub.Connection]) {
    for connection in connections { sendings.append((connection, message)) }
  }

  private func own(on stream: StreamName, of account: Key<Account>) -> [StreamHub.Connection] {
    hub.connections(on: stream).filter { $0.listening.viewer == account }
  }

  // MARK: Posts

  private enum What { case new, changed, gone }

  /// Each stream that somebody listens to and that a post belongs on, with those whose it is.
  private func hearers(of post: StreamStore.Facts, _ what: What, in tx: ReadTx) throws -> [(
    stream: StreamName, connections: [StreamHub.Connection]
  )] {
    let open = hub.streams
    // What is gone stands under no topic any more, and its key tells nothing.
    let topics =
      open.contains(where: { if case .hashtag = $0 { true } else { false } })
      ? Set(try StreamStore.topics(of: post.id, in: tx)) : []
    let lists = try StreamStore.lists(
      post.parent == nil ? open.compactMap { if case .list(let list) = $0 { list } else { nil } } : [],
      holding: post.author, in: tx)
    return try open.compactMap { stream in
      let connections = hub.connections(on: stream)
      let wanted: [StreamHub.Connection]
      switch stream {
      case .user:
        let members = connections.compactMap(\.listening.viewer)
        var readers = try HomeReaderStore.readers(of: post.placed, among: members, in: tx)
        if what != .new { readers.formUnion(try StreamStore.concerned(by: post, in: tx)) }
        wanted = connections.filter { $0.listening.viewer.map { readers.contains($0) } ?? false }
      case .everyone(let onlyMedia), .local(let onlyMedia):
        let isWanted = post.isPublic && post.isOpening && (post.hasMedia || !onlyMedia || what == .gone)
        wanted = isWanted ? connections : []
      case .hashtag(let tag, _): wanted = post.isPublic && (topics.contains(tag) || what == .gone) ? connections : []
      case .list(let list):
        wanted = connections.filter { $0.listening.viewer != nil && $0.listening.viewer == lists[list] }
      case .userNotification, .remote, .direct: wanted = []
      }
      return wanted.isEmpty ? nil : (stream, wanted.filter { $0.listening.mayHear(stream) })
    }
  }

  /// As whom somebody looks at a post: all who have nothing to do with it in particular see the same.
  private enum View: Hashable { case visitor, anyMember, member(Key<Account>, FilterContext) }

  private mutating func show(_ id: Key<Post>, _ what: What, in tx: ReadTx) throws {
    guard let post = try StreamStore.facts(id, in: tx) else { return }
    if post.audience == .named, what == .new { try showConversation(post, in: tx) }
    let heard = try hearers(of: post, what, in: tx)
    guard !heard.isEmpty else { return }
    let members = Set(heard.flatMap { $0.connections.compactMap(\.listening.viewer) })
    let seeing = try SightStore.seeing(id, among: Array(members), in: tx)
    let plain = try StreamStore.plain(Array(seeing), for: post, in: tx)
    var payloads: [View: [UInt8]?] = [:]
    for (stream, connections) in heard {
      var messages: [View: StreamMessage] = [:]
      for connection in connections {
        let viewer = connection.listening.viewer
        if let viewer, !seeing.contains(viewer) { continue }
        let view: View =
          if let viewer { plain.contains(viewer) ? .anyMember : .member(viewer, stream.context) } else { .visitor }
        if payloads[view] == nil {
          payloads[view] = .some(try status(id, for: viewer, shownIn: stream.context, in: tx))
        }
        guard let payload = payloads[view] ?? nil else { continue }
        let event = what == .new ? "update" : "status.update"
        let message = messages[view] ?? StreamMessage(stream, event, payload)
        messages[view] = message
        sendings.append((connection, message))
      }
    }
  }

  /// A status as somebody sees it; nil when they may not, or have filtered it out.
  private func status(_ id: Key<Post>, for viewer: Key<Account>?, shownIn context: FilterContext, in tx: ReadTx) throws
    -> [UInt8]?
  {
    guard let (card, around, writing) = try card(id, for: viewer, shownIn: context, in: tx) else { return nil }
    var json = JSON(capacity: 3000)
    json.status(card, around, writing)
    return json.bytes
  }

  private func card(_ id: Key<Post>, for viewer: Key<Account>?, shownIn context: FilterContext, in tx: ReadTx) throws
    -> (PostCard, Surroundings, Writing)?
  {
    guard let card = try PostStore.cards([id], for: viewer, in: tx).first else { return nil }
    let writing = Writing(site: site, now: now, viewer: viewer)
    let around = try StatusStore.surroundings(of: [card], shownIn: context, writing, in: tx)
    let hides = around.filtered[card.shareOf ?? card.id]?.contains { $0.filter.action == .hide } ?? false
    return hides ? nil : (card, around, writing)
  }

  /// A post for named people, to those of them who listen to such.
  private mutating func showConversation(_ post: StreamStore.Facts, in tx: ReadTx) throws {
    let named = try StreamStore.named(in: post.conversation, tx: tx)
    for connection in hub.connections(on: .direct) where connection.listening.mayHear(.direct) {
      guard let viewer = connection.listening.viewer, named.contains(viewer),
        let (card, around, writing) = try card(post.id, for: viewer, shownIn: .thread, in: tx)
      else { continue }
      let others = try AccountStore.accounts(inOrderOf: named.filter { $0 != viewer }, for: viewer, in: tx)
      var json = JSON(capacity: 4000)
      json.object {
        $0.field("id", post.conversation)
        $0.field("unread", post.writer != viewer)
        $0.field("accounts", each: others) { $0.account($1, writing) }
        $0.name("last_status")
        $0.status(card, around, writing)
      }
      send(StreamMessage(.direct, "conversation", json.bytes), to: [connection])
    }
  }

  private mutating func takeBack(_ id: Key<Post>, in tx: ReadTx) throws {
    guard let post = try StreamStore.facts(id, in: tx) else { return }
    let heard = try hearers(of: post, .gone, in: tx)
    let members = Set(heard.flatMap { $0.connections.compactMap(\.listening.viewer) })
    let seeing = try SightStore.seeing(id, among: Array(members), evenIfGone: true, in: tx)
    for (stream, connections) in heard {
      let message = StreamMessage(stream, "delete", Array(id.description.utf8))
      send(message, to: connections.filter { $0.listening.viewer.map { seeing.contains($0) } ?? true })
    }
  }

  private mutating func takeBack(share: Key<Post>, of sharer: Key<Account>, in tx: ReadTx) throws {
    let connections = hub.connections(on: .user).filter { $0.listening.mayHear(.user) }
    let placed = HomeReaderStore.Placed(id: share, author: sharer, space: nil, isReply: false, isShare: true)
    let readers = try HomeReaderStore.readers(of: placed, among: connections.compactMap(\.listening.viewer), in: tx)
    let message = StreamMessage(.user, "delete", Array(share.description.utf8))
    send(message, to: connections.filter { $0.listening.viewer.map { readers.contains($0) } ?? false })
  }

  /// What moderators hid is gone; whoever they suspended listens no more.
  private mutating func decided(_ happening: Happening, in tx: ReadTx) throws {
    if happening.note == "hide", let post = try StreamStore.postDecided(by: happening.subject, in: tx) {
      try takeBack(post, in: tx)
    }
    if happening.note == "suspend", let about = happening.about { send(nil, to: hub.connections(of: Key(about))) }
  }

  // MARK: Notices

  private mutating func notify(_ id: Key<Notice>, _ reader: Key<Account>, in tx: ReadTx) throws {
    let heard = [StreamName.user, .userNotification].map { stream in
      (stream, own(on: stream, of: reader).filter(\.listening.hearsNotices))
    }
    guard heard.contains(where: { !$0.1.isEmpty }) else { return }
    let writing = Writing(site: site, now: now, viewer: reader)
    // Read as the list of notifications is: what is not in it is not told.
    var filter = NotificationFilter()
    filter.id = id
    let page = try NotificationStore.page(filter, Timelines.Bounds(limit: 1), for: reader, writing, in: tx)
    guard let entry = page.entries.first else { return }
    var json = JSON(capacity: 4000)
    json.notification(entry, page, writing)
    for (stream, connections) in heard where !connections.isEmpty {
      send(StreamMessage(stream, "notification", json.bytes), to: connections)
    }
  }
}
