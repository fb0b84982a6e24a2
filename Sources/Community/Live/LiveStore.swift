import Commons
import Storehouse

/// Who may hear of a happening, asked anew for each.
enum LiveStore {
  /// The topics a happening belongs to.
  static func topics(of recorded: RecordedHappening, in tx: ReadTx) throws -> [LiveTopic] {
    let happening = recorded.happening
    switch happening.kind {
    case .postPublished:
      let author = happening.speakingAs ?? happening.actor
      let named = try tx.all("SELECT topic_id FROM post_topic WHERE post_id = \(happening.subject)") { row in
        LiveTopic.topic(try row.take())
      }
      let lists: [LiveTopic] =
        if let author {
          try tx.all("SELECT list_id FROM people_list_member WHERE account_id = \(author)") { row in
            .list(try row.take())
          }
        } else { [] }
      // What stands in no public list is no news of one.
      let isQuiet = try tx.exists(
        """
        SELECT 1 FROM post p JOIN account a ON a.id = p.author_id
        WHERE p.id = \(happening.subject) AND (p.is_unlisted OR a.is_limited)
        """)
      let open: [LiveTopic] = isQuiet ? [] : [.talk, .topics] + named
      return [.home] + open + (author.map { [.person($0.value)] } ?? [])
        + (happening.about.map { [.group($0)] } ?? []) + lists
    case .replyPublished: return happening.about.map { [.conversation($0)] } ?? []
    case .messageSent: return happening.about.map { [.messages($0)] } ?? []
    default: return []
    }
  }

  /// Of these viewers (nil: signed out) those who may see what happened and want it on this topic; not who did it.
  static func allowed(_ viewers: [Key<Account>?], to recorded: RecordedHappening, _ topic: LiveTopic, in tx: ReadTx)
    throws -> Set<Key<Account>?>
  {
    let happening = recorded.happening
    let members = Set(viewers.compactMap { $0 }).filter { $0 != happening.actor }
    if case .messages(let thread) = topic {
      return Set(try members.filter { try !MessageStore.seats(in: Key(thread), for: $0, in: tx).isEmpty })
    }
    let wanting = try wanting(Array(members), happening, topic, in: tx)
    let post = Key<Post>(happening.subject)
    var allowed = Set(try SightStore.seeing(post, among: wanting, in: tx).map { Optional($0) })
    if viewers.contains(nil), topic.isForVisitors,
      try tx.exists(
        """
        SELECT 1 FROM post p JOIN account a ON a.id = p.author_id
        WHERE p.id = \(post) AND p.state = 0 AND \(Visibility.of(nil))
        """)
    {
      allowed.insert(nil)
    }
    return allowed
  }

  /// Of these members those to whose page the topic brings it.
  private static func wanting(_ members: [Key<Account>], _ happening: Happening, _ topic: LiveTopic, in tx: ReadTx)
    throws -> [Key<Account>]
  {
    guard !members.isEmpty else { return [] }
    switch topic {
    case .home:
      guard let author = happening.speakingAs ?? happening.actor else { return [] }
      return try tx.all(
        """
        SELECT follower_id FROM follow WHERE followee_id = \(author) AND state = 0 AND follower_id \(anyOf: members)
        UNION SELECT account_id FROM membership WHERE space_id = \(happening.about ?? 0) AND state = 0 AND account_id \(anyOf: members)
        """
      ) { row in try row.take() }
    case .topics:
      return try tx.all(
        """
        SELECT DISTINCT f.account_id FROM post_topic t JOIN topic_follow f ON f.topic_id = t.topic_id
        WHERE t.post_id = \(happening.subject) AND f.account_id \(anyOf: members)
        """
      ) { row in try row.take() }
    case .list(let id):
      return try tx.all("SELECT owner_id FROM people_list WHERE id = \(id) AND owner_id \(anyOf: members)") { row in
        try row.take()
      }
    case .talk, .conversation, .group, .topic, .person, .messages: return members
    }
  }

  /// Whose numbers in the header a happening changes.
  static func counted(_ recorded: RecordedHappening, in tx: ReadTx) throws -> [Key<Account>] {
    let happening = recorded.happening
    switch happening.kind {
    case .noticeMade: return happening.about.map { [Key($0)] } ?? []
    case .noticesRead, .messagesRead: return [Key(happening.subject)]
    case .accountBlocked: return [Key(happening.subject)] + (happening.actor.map { [$0] } ?? [])
    case .messageSent:
      guard let thread = happening.about else { return [] }
      return try tx.all("SELECT account_id FROM message_participant WHERE thread_id = \(thread) AND left_at IS NULL") {
        row in try row.take()
      }
    default: return []
    }
  }

  /// The numbers as the header counts them.
  static func counts(of member: Key<Account>, in tx: ReadTx) throws -> (notices: Int, messages: Int) {
    let notices = try NoticeStore.unreadCount(of: member, in: tx)
    let messages: Int =
      try tx.value(
        "SELECT count(*) FROM message_participant WHERE account_id = \(member) AND unread_count > 0 AND left_at IS NULL"
      ) ?? 0
    return (notices, messages)
  }

  static func alive(_ sessions: [Key<Session>], in tx: ReadTx) throws -> Set<Key<Session>> {
    guard !sessions.isEmpty else { return [] }
    return Set(
      try tx.all(
        "SELECT s.id FROM session s JOIN account a ON a.id = s.account_id WHERE s.id \(anyOf: sessions) AND a.standing IN (0, 1)"
      ) { row in
        try row.take() as Key<Session>
      })
  }

  static func newest(in tx: ReadTx) throws -> Int64? { try tx.value("SELECT max(seq) FROM happening") }
}

extension LiveTopic {
  /// What those who are not signed in can hear of.
  var isForVisitors: Bool {
    switch self {
    case .talk, .conversation, .group, .topic, .person: true
    case .home, .topics, .list, .messages: false
    }
  }
}
