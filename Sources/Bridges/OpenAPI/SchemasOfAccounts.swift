extension Schemas {
  static let accounts: Entities = [
    "Account": .object(account),
    "CredentialAccount": .object(
      account
        + Schema.members([
          "role": .entity("Role"),
          "source": .object([
            "privacy": .oneOf(["public", "unlisted", "private", "direct"]), "sensitive": .flag, "language": .text,
            "note": .text, "fields": .list(.entity("Field")), "follow_requests_count": .integer,
            "hide_collections": .flag, "discoverable": .flag, "indexable": .flag, "attribution_domains": .list(.text),
            "quote_policy": .text,
          ]),
        ])),
    "MutedAccount": .object(account + Schema.members(["mute_expires_at": .moment.orNull])),
    "Field": .object(["name": .text, "value": .html, "verified_at": .moment.orNull]),
    "Role": .object([
      "id": .text, "name": .text, "permissions": .text, "color": .text, "highlighted": .flag,
    ]),
    "Relationship": .object([
      "id": .key, "following": .flag, "showing_reblogs": .flag, "notifying": .flag, "languages": .list(.text).orNull,
      "followed_by": .flag, "blocking": .flag, "blocked_by": .flag, "muting": .flag, "muting_notifications": .flag,
      "muting_expires_at": .moment.orNull, "requested": .flag, "requested_by": .flag, "domain_blocking": .flag,
      "endorsed": .flag, "note": .text,
    ]),
    "FamiliarFollowers": .object(["id": .key, "accounts": .list(.entity("Account"))]),
    "FeaturedTag": .object([
      "id": .key, "name": .text, "url": .address, "statuses_count": .key, "last_status_at": .day.orNull,
    ]),
    "IdentityProof": .object(["provider": .text, "provider_username": .text]),
    "List": .object([
      "id": .key, "title": .text, "replies_policy": .oneOf(["followed", "list", "none"]), "exclusive": .flag,
    ]),
    "Preferences": .object([
      "posting:default:visibility": .oneOf(["public", "unlisted", "private", "direct"]),
      "posting:default:sensitive": .flag, "posting:default:language": .text.orNull,
      "posting:default:quote_policy": .text, "reading:expand:media": .text, "reading:expand:spoilers": .flag,
      "reading:autoplay:gifs": .flag,
    ]),
  ]

  private static let account = Schema.members([
    "id": .key, "username": .text, "acct": .text, "display_name": .text, "locked": .flag, "bot": .flag,
    "discoverable": .flag, "indexable": .flag, "group": .flag, "noindex": .flag, "limited": .flag.optional,
    "suspended": .flag.optional, "created_at": .moment, "note": .html, "url": .address, "uri": .address,
    "avatar": .address, "avatar_static": .address, "avatar_description": .text, "header": .address,
    "header_static": .address, "header_description": .text, "followers_count": .integer, "following_count": .integer,
    "statuses_count": .integer, "last_status_at": .day.orNull, "hide_collections": .flag, "memorial": .flag,
    "moved": .entity("Account").orNull, "emojis": .list(.entity("CustomEmoji")), "roles": .list(.entity("Role")),
    "fields": .list(.entity("Field")),
  ])
}
