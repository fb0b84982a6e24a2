import Commons
public import Storehouse

extension Subject {
  /// A message as something that can be reported by those who can read it, and hidden.
  public static let message = Subject(
    kind: "message",
    isSeen: { id, viewer, tx in
      guard let viewer,
        let thread: Key<MessageThread> = try tx.value(
          "SELECT thread_id FROM message WHERE id = \(id) AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = message.id)"
        )
      else { return false }
      return try !MessageStore.seats(in: thread, for: viewer, in: tx).isEmpty
    },
    describe: { id, tx in
      try tx.first(
        "SELECT m.text, EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id), m.thread_id, a.id, a.name FROM message m JOIN account a ON a.id = m.writer_id WHERE m.id = \(id)"
      ) { row in
        let text: String = try row.take()
        let isHidden: Bool = try row.take()
        let thread: Key<MessageThread> = try row.take()
        let owner: Key<Account> = try row.take()
        return Described(
          title: String(text.prefix(80)), excerpt: String(text.prefix(1000)), path: "/messages/\(thread)", owner: owner,
          ownerName: try row.take(),
          isHidden: isHidden)
      }
    },
    setHidden: { id, isHidden, moderator, reason, tx in
      try MessageStore.setHidden(Key(id), isHidden, by: moderator, reason: reason, in: tx)
    })
}

extension Messages {
  /// What this room does beside answering requests.
  public static func room() -> Room {
    Room(
      "messages", subjects: [.message],
      export: { account, tx in
        var text = ""
        try tx.each(
          """
          SELECT m.thread_id, m.sent_at, a.handle, m.text FROM message_participant p JOIN message m ON m.thread_id = p.thread_id
            JOIN account a ON a.id = m.author_id
          WHERE p.account_id = \(account) AND p.left_at IS NULL AND m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id) ORDER BY m.thread_id, m.id
          """
        ) { row in
          let thread: Key<MessageThread> = try row.take()
          let sent: Moment = try row.take()
          let handle: String = try row.take()
          text += "## \(thread), \(sent.iso8601), @\(handle)\n\n\(try row.take() as String)\n\n"
        }
        return text.isEmpty ? [] : [ExportFile("messages.md", Array(text.utf8))]
      },
      erase: { account, tx in
        try tx.run(
          "UPDATE message SET text = '', html = '', deleted_at = \(tx.now) WHERE writer_id = \(account) AND deleted_at IS NULL"
        )
        try tx.run(
          "UPDATE message_participant SET left_at = \(tx.now), unread_count = 0 WHERE account_id = \(account) AND left_at IS NULL"
        )
      })
  }
}
