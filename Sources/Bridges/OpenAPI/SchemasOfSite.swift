extension Schemas {
  static let site: Entities = [
    "Instance": .object([
      "domain": .text, "title": .text, "version": .text, "source_url": .address, "description": .text,
      "usage": .object(["users": .object(["active_month": .integer])]),
      "thumbnail": .object([
        "url": .address, "blurhash": .text.orNull, "versions": .map(.address), "description": .text,
      ]),
      "icon": .nothing, "languages": .list(.text),
      "configuration": .object(
        Schema.members([
          "urls": .object([
            "streaming": .address, "about": .address, "privacy_policy": .address, "terms_of_service": .address,
          ]),
          "vapid": .object(["public_key": .text]),
        ]) + configuration),
      "registrations": .object([
        "enabled": .flag, "approval_required": .flag, "reason_required": .flag, "message": .text.orNull,
        "min_age": .integer.orNull, "url": .address,
      ]),
      "api_versions": .object(["mastodon": .integer]),
      "contact": .object(["email": .text, "account": .entity("Account").orNull]), "rules": .list(.entity("Rule")),
    ]),
    "V1Instance": .object([
      "uri": .text, "title": .text, "short_description": .text, "description": .text, "email": .text, "version": .text,
      "urls": .object(["streaming_api": .address]),
      "stats": .object(["user_count": .integer, "status_count": .integer, "domain_count": .integer]),
      "thumbnail": .address, "languages": .list(.text), "registrations": .flag, "approval_required": .flag,
      "invites_enabled": .flag, "configuration": .object(configuration),
      "contact_account": .entity("Account").orNull, "rules": .list(.entity("Rule")),
    ]),
    "Rule": .object(["id": .text, "text": .text, "hint": .text]),
    "Activity": .object(["week": .key, "statuses": .key, "logins": .key, "registrations": .key]),
    "Domain": .text,
    "DomainBlock": .object(["domain": .text, "digest": .text, "severity": .text, "comment": .text]),
    "ExtendedDescription": .object(["updated_at": .moment, "content": .html]),
    "PrivacyPolicy": document, "TermsOfService": document,
    "TranslationLanguages": .map(.list(.text)),
    "CustomEmoji": .object([
      "shortcode": .text, "url": .address, "static_url": .address, "visible_in_picker": .flag, "category": .text.orNull,
    ]),
    "NodeInfoLinks": .object(["links": .list(.object(["rel": .text, "href": .address]))]),
    "NodeInfo": .object([
      "version": .oneOf(["2.0"]), "software": .object(["name": .text, "version": .text]), "protocols": .list(.text),
      "services": .object(["inbound": .list(.text), "outbound": .list(.text)]), "openRegistrations": .flag,
      "usage": .object([
        "users": .object(["total": .integer, "activeMonth": .integer]), "localPosts": .integer,
      ]), "metadata": .map(.text),
    ]),
    "WebFinger": .object([
      "subject": .text, "aliases": .list(.address),
      "links": .list(.object(["rel": .text, "type": .text, "href": .address])),
    ]),
    "OEmbed": .object([
      "type": .oneOf(["rich"]), "version": .oneOf(["1.0"]), "title": .text, "author_name": .text,
      "author_url": .address, "provider_name": .text, "provider_url": .address, "cache_age": .integer, "html": .html,
      "width": .integer, "height": .integer.orNull,
    ]),
  ]

  private static let document = Schema.object([
    "updated_at": .moment, "content": .html, "effective_date": .day, "effective": .flag,
    "succeeded_by": .day.orNull,
  ])

  private static let configuration = Schema.members([
    "accounts": .object([
      "max_featured_tags": .integer, "max_pinned_statuses": .integer, "max_profile_fields": .integer,
    ]),
    "statuses": .object([
      "max_characters": .integer, "max_media_attachments": .integer, "characters_reserved_per_url": .integer,
    ]),
    "media_attachments": .object([
      "supported_mime_types": .list(.text), "description_limit": .integer, "image_size_limit": .integer,
      "image_matrix_limit": .integer, "video_size_limit": .integer, "video_frame_rate_limit": .integer,
      "video_matrix_limit": .integer,
    ]),
    "polls": .object([
      "max_options": .integer, "max_characters_per_option": .integer, "min_expiration": .integer,
      "max_expiration": .integer,
    ]),
    "translation": .object(["enabled": .flag]),
  ])
}
