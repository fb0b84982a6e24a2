extension Schemas {
  static let statuses: Entities = [
    "Status": .object([
      "id": .key, "created_at": .moment, "in_reply_to_id": .key.orNull, "in_reply_to_account_id": .key.orNull,
      "sensitive": .flag, "spoiler_text": .text, "visibility": .oneOf(["public", "unlisted", "private", "direct"]),
      "language": .text.orNull, "uri": .address, "url": .address, "replies_count": .integer, "reblogs_count": .integer,
      "favourites_count": .integer, "quotes_count": .integer, "edited_at": .moment.orNull, "favourited": .flag,
      "reblogged": .flag, "muted": .flag, "bookmarked": .flag, "pinned": .flag, "content": .html,
      "filtered": .list(.entity("FilterResult")), "reblog": .entity("Status").orNull,
      "application": .object(["name": .text, "website": .address.orNull]).orNull, "account": .entity("Account"),
      "media_attachments": .list(.entity("MediaAttachment")),
      "mentions": .list(.object(["id": .key, "username": .text, "url": .address, "acct": .text])),
      "tags": .list(.object(["name": .text, "url": .address])), "emojis": .list(.entity("CustomEmoji")),
      "card": .entity("PreviewCard").orNull, "poll": .entity("Poll").orNull, "quote": .entity("Quote").orNull,
      "quote_approval": .object([
        "automatic": .list(.text), "manual": .list(.text), "current_user": .oneOf(["automatic", "denied"]),
      ]),
      // What a deleted one was typed as.
      "text": .text.optional,
    ]),
    "Quote": .object([
      "state": .oneOf(["accepted", "revoked", "unauthorized"]), "quoted_status": .entity("Status").orNull,
    ]),
    "PreviewCard": .object([
      "url": .address, "title": .text, "description": .text, "language": .text.orNull, "type": .oneOf(["link"]),
      "author_name": .text, "author_url": .address, "authors": .nothing, "provider_name": .text,
      "provider_url": .address, "html": .html, "width": .integer, "height": .integer, "image": .address.orNull,
      "image_description": .text, "embed_url": .text, "blurhash": .text.orNull, "published_at": .moment.orNull,
    ]),
    "MediaAttachment": .object([
      "id": .key, "type": .oneOf(["image", "unknown"]), "url": .address, "preview_url": .address,
      "remote_url": .address.orNull, "preview_remote_url": .address.orNull, "text_url": .address.orNull,
      "meta": .object([
        "focus": .object(["x": .number, "y": .number]).optional, "original": size.optional, "small": size.optional,
      ]),
      "description": .text.orNull, "blurhash": .text.orNull,
    ]),
    "Poll": .object([
      "id": .key, "expires_at": .moment, "expired": .flag, "multiple": .flag, "votes_count": .integer,
      "voters_count": .integer, "options": .list(.object(["title": .text, "votes_count": .integer.orNull])),
      "emojis": .list(.entity("CustomEmoji")), "voted": .flag.optional, "own_votes": .list(.integer).optional,
    ]),
    "FilterResult": .object([
      "filter": .object(filter), "keyword_matches": .list(.text).orNull, "status_matches": .list(.key).orNull,
    ]),
    "Filter": .object(
      filter
        + Schema.members([
          "keywords": .list(.entity("FilterKeyword")), "statuses": .list(.entity("FilterStatus")),
        ])),
    "V1Filter": .object([
      "id": .key, "phrase": .text, "context": .list(.text), "expires_at": .moment.orNull, "irreversible": .flag,
      "whole_word": .flag,
    ]),
    "FilterKeyword": .object(["id": .key, "keyword": .text, "whole_word": .flag]),
    "FilterStatus": .object(["id": .key, "status_id": .key]),
    "Context": .object(["ancestors": .list(.entity("Status")), "descendants": .list(.entity("Status"))]),
    "StatusSource": .object(["id": .key, "text": .text, "spoiler_text": .text]),
    "StatusEdit": .object([
      "content": .html, "spoiler_text": .text, "sensitive": .flag, "created_at": .moment,
      "account": .entity("Account"), "media_attachments": .list(.entity("MediaAttachment")),
      "emojis": .list(.entity("CustomEmoji")),
      "poll": .object(["options": .list(.object(["title": .text]))]).optional,
    ]),
    "ScheduledStatus": .object([
      "id": .key, "scheduled_at": .moment,
      "params": .object([
        "text": .text, "spoiler_text": .text.orNull, "visibility": .text.orNull, "language": .text.orNull,
        "sensitive": .flag, "in_reply_to_id": .text.orNull, "media_ids": .list(.text).orNull,
        "poll": .object([
          "options": .list(.text), "expires_in": .text, "multiple": .flag, "hide_totals": .flag,
        ]).orNull, "scheduled_at": .moment.orNull, "idempotency": .text.orNull, "with_rate_limit": .flag,
        "application_id": .key.orNull,
      ]), "media_attachments": .list(.entity("MediaAttachment")),
    ]),
    "Tag": .object([
      "id": .key, "name": .text, "url": .address,
      "history": .list(.object(["day": .key, "accounts": .key, "uses": .key])), "following": .flag,
      "featuring": .flag,
    ]),
    "Search": .object([
      "accounts": .list(.entity("Account")), "statuses": .list(.entity("Status")), "hashtags": .list(.entity("Tag")),
    ]),
  ]

  private static let filter = Schema.members([
    "id": .key, "title": .text, "context": .list(.oneOf(["home", "notifications", "public", "thread", "account"])),
    "expires_at": .moment.orNull, "filter_action": .oneOf(["warn", "hide", "blur"]),
  ])

  private static let size = Schema.object([
    "width": .integer, "height": .integer, "size": .text, "aspect": .number,
  ])
}
