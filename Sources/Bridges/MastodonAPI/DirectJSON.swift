import Commons
import Community
import Pages

extension JSON {
  /// A message as a Status that is for those in its thread.
  mutating func message(_ message: MessageEntity, _ accounts: [Int64: AccountEntity], _ writing: Writing) {
    object { $0.members(of: message, accounts, writing) }
  }

  mutating func members(of message: MessageEntity, _ accounts: [Int64: AccountEntity], _ writing: Writing) {
    field("id", message.id)
    field("created_at", message.at)
    field("in_reply_to_id", message.previous)
    field("in_reply_to_account_id", message.previousAuthor)
    field("sensitive", false)
    field("spoiler_text", "")
    field("visibility", "direct")
    field(null: "language")
    field("uri", parts: writing.site, "/messages/\(message.thread)#\(message.id)")
    field("url", parts: writing.site, "/messages/\(message.thread)")
    for count: StaticString in ["replies_count", "reblogs_count", "favourites_count", "quotes_count"] {
      field(count, 0)
    }
    field(null: "edited_at")
    for flag: StaticString in ["favourited", "reblogged", "muted", "bookmarked", "pinned"] { field(flag, false) }
    name("content")
    html(message.html, writing)
    field("filtered", [])
    field(null: "reblog")
    field(null: "application")
    name("account")
    if let author = accounts[message.author.value] { account(author, writing) } else { null() }
    field("media_attachments", [])
    let others = message.people.filter { $0 != message.author }.compactMap { accounts[$0.value] }
    field("mentions", each: others) { json, other in
      json.object {
        $0.field("id", Key<Account>(other.id))
        $0.field("username", other.handle)
        $0.field("url", parts: writing.site, other.path)
        $0.field("acct", other.handle)
      }
    }
    field("tags", [])
    field("emojis", [])
    field(null: "card")
    field(null: "poll")
    field(null: "quote")
    field(
      "quote_approval",
      object: {
        $0.field("automatic", [])
        $0.field("manual", [])
        $0.field("current_user", "denied")
      })
  }

  /// A Conversation.
  mutating func conversation(
    _ conversation: DirectConversation, _ around: Surroundings, _ accounts: [Int64: AccountEntity], _ writing: Writing
  ) {
    object {
      $0.field("id", Key<Post>(conversation.id))
      $0.field("unread", conversation.isUnread)
      $0.field("accounts", each: conversation.people.compactMap { accounts[$0.value] }) { $0.account($1, writing) }
      $0.name("last_status")
      switch conversation.last {
      case .post(let card): $0.status(card, around, writing)
      case .message(let message): $0.message(message, accounts, writing)
      }
    }
  }
}
