extension Schemas {
  /// What stands at the addresses of our pages, for programs that want more than a status can say.
  static let pages: Entities = [
    "ConversationPage": .object([
      "id": .key, "kind": .oneOf(["post", "question"]), "title": .text.orNull, "url": .address,
      "audience": .oneOf(["everyone", "members", "followers", "group", "named"]),
      "group": .entity("GroupName").orNull, "reply_count": .integer, "answer_count": .integer,
      "opening": .entity("Status"), "replies": .list(.entity("Reply")), "next": .address.orNull,
    ]),
    "Reply": .object(["status": .entity("Status"), "is_marked": .flag, "helpful_count": .integer]),
    "GroupName": .object(["handle": .text, "name": .text, "url": .address]),
    "Profile": .object([
      "kind": .oneOf(["person", "organisation"]), "account": .entity("Account"),
      "relation": .oneOf(["uses", "provides", "works", "researches", "commissions"]).orNull,
      "organisation_kind": .text.orNull, "registration_number": .text.orNull, "place": .text,
      "links": .list(.text), "statuses": .list(.entity("Status")), "next": .address.orNull,
    ]),
    "Group": .object(group),
    "GroupPage": .object(
      group
        + Schema.members([
          "rules": .text.orNull, "founded_at": .moment.orNull, "pinned": .list(.entity("Status")),
          "statuses": .list(.entity("Status")), "next": .address.orNull,
        ])),
    "TopicPage": .object([
      "name": .text, "url": .address, "follower_count": .integer, "is_followed": .flag, "related": .list(.text),
      "statuses": .list(.entity("Status")), "next": .address.orNull,
    ]),
    "SearchPage": .object([
      "q": .text, "statuses": .list(.entity("Status")), "accounts": .list(.entity("Account")),
      "groups": .list(.entity("Group")), "topics": .list(.object(["name": .text, "url": .address])),
      "did_you_mean": .text.orNull, "next": .address.orNull,
    ]),
    "JSONFeed": .object([
      "version": .oneOf(["https://jsonfeed.org/version/1.1"]), "title": .text, "home_page_url": .address,
      "feed_url": .address, "description": .text.optional, "next_url": .address.optional, "icon": .address.optional,
      "language": .text,
      "items": .list(
        .object([
          "id": .address, "url": .address, "title": .text.optional, "content_html": .html, "summary": .text.optional,
          "date_published": .moment, "date_modified": .moment,
          "authors": .list(.object(["name": .text, "url": .address])), "tags": .list(.text), "language": .text,
          "attachments": .list(
            .object(["url": .address, "mime_type": .text, "size_in_bytes": .integer, "title": .text.optional])),
        ])),
    ]),
  ]

  private static let group = Schema.members([
    "id": .key, "handle": .text, "name": .text, "purpose": .text, "url": .address,
    // Who may come in, and who may read: only members read what is said behind the last two.
    "door": .oneOf(["open", "ask", "private", "hidden"]), "is_readable": .flag, "member_count": .integer.orNull,
    "role": .oneOf(["member", "moderator", "steward"]).orNull,
  ])
}
