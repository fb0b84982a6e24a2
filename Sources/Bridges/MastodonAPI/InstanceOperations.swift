import Commons
import Community
import Doors
import Pages
import Secrets
import Storehouse

/// What the site says of itself.
enum InstanceOperations {
  /// What we are, and what apps may take us for: they compare the number.
  static let version = "4.5.0 (compatible; GuerillaPolicy 0.1.0)"
  static let apiVersion = 7

  static let all: [Operation] = [
    Operation(.get, "/api/v2/instance", .anyone, "The site.", [], .entity("Instance"), run: instance),
    Operation(
      .get, "/api/v1/instance", .anyone, "The site, as older apps ask for it.", [], .entity("V1Instance"),
      run: olderInstance),
    Operation(
      .get, "/api/v1/instance/peers", .anyone, "Other servers that are known.", [], .list("Domain", isPaged: false)
    ) { _ in
      Reply(body: Array("[]".utf8))
    },
    Operation(
      .get, "/api/v1/instance/activity", .anyone, "How busy the last twelve weeks were.", [],
      .list("Activity", isPaged: false), run: activity),
    Operation(.get, "/api/v1/instance/rules", .anyone, "The rules.", [], .list("Rule", isPaged: false)) { call in
      let rules = try await call.house.store.read { tx in try InstanceStore.rules(in: tx) }
      return Reply.json { json in json.array(rules) { $0.rule($1) } }
    },
    Operation(
      .get, "/api/v1/instance/domain_blocks", .anyone, "Servers that are kept away.", [],
      .list("DomainBlock", isPaged: false)
    ) { call in
      let blocks = try await call.house.store.read { tx in try InstanceStore.blockedDomains(in: tx) }
      return Reply.json { json in
        json.array(blocks) { json, block in
          json.object {
            $0.field("domain", block.domain)
            $0.field("digest", Digest.hex(Digest.sha256(block.domain)))
            $0.field("severity", block.severity)
            $0.field("comment", block.comment)
          }
        }
      }
    },
    Operation(
      .get, "/api/v1/instance/extended_description", .anyone, "More about the site.", [], .entity("ExtendedDescription")
    ) { call in
      let (values, at) = try await call.siteValues()
      let text = values.tagline.isEmpty ? values.siteName : values.tagline
      return Reply.json {
        $0.object {
          $0.field("updated_at", at)
          $0.field("content", AccountStore.paragraph(text))
        }
      }
    },
    Operation(.get, "/api/v1/instance/privacy_policy", .anyone, "What is kept of people.", [], .entity("PrivacyPolicy"))
    { call in
      try await call.document(
        "/privacy", "What is kept of you here, who sees it, and how you take it with you is on this page:")
    },
    Operation(.get, "/api/v1/instance/terms_of_service", .anyone, "The terms.", [], .entity("TermsOfService")) { call in
      try await call.document("/rules", "The terms of this site are its rules:")
    },
    Operation(
      .get, "/api/v1/instance/translation_languages", .anyone, "Nothing is translated.", [],
      .entity("TranslationLanguages")
    ) { _ in .empty },
    Operation(.get, "/api/v1/custom_emojis", .anyone, "No pictures in words.", [], .list("CustomEmoji", isPaged: false))
    { _ in
      Reply(body: Array("[]".utf8))
    },
  ]

  private static func streaming(_ call: Call) -> String {
    call.house.address.isSecure ? "wss://\(call.house.address.authority)" : "ws://\(call.house.address.authority)"
  }

  @Sendable private static func instance(_ call: Call) async throws -> Reply {
    let (values, _) = try await call.siteValues()
    let facts = try await call.facts()
    let writing = Writing(call)
    return Reply.json { json in
      json.object {
        $0.field("domain", call.house.address.authority)
        $0.field("title", values.siteName)
        $0.field("version", version)
        $0.field("source_url", "https://github.com/guerilla-policy/guerilla")
        $0.field("description", values.tagline)
        $0.field(
          "usage", object: { $0.field("users", object: { $0.field("active_month", facts.counts.activeThisMonth) }) })
        $0.field(
          "thumbnail",
          object: {
            $0.field("url", parts: writing.site, "/avatars/header.png")
            $0.field(null: "blurhash")
            $0.field("versions", object: { _ in })
            $0.field("description", "")
          })
        $0.field("icon", [])
        $0.field("languages", ["en", "cy"])
        $0.field("configuration", object: { configuration(&$0, call, isOlder: false) })
        $0.field(
          "registrations",
          object: {
            $0.field("enabled", values.registration != .invitation)
            $0.field("approval_required", values.registration == .approval)
            $0.field("reason_required", false)
            $0.field(null: "message")
            $0.field(null: "min_age")
            $0.field("url", parts: writing.site, "/join")
          })
        $0.field("api_versions", object: { $0.field("mastodon", apiVersion) })
        $0.field(
          "contact",
          object: {
            $0.field("email", "")
            $0.name("account")
            if let steward = facts.steward { $0.account(steward, writing) } else { $0.null() }
          })
        $0.field("rules", each: facts.rules) { $0.rule($1) }
      }
    }
  }

  @Sendable private static func olderInstance(_ call: Call) async throws -> Reply {
    let (values, _) = try await call.siteValues()
    let facts = try await call.facts()
    let writing = Writing(call)
    return Reply.json { json in
      json.object {
        $0.field("uri", call.house.address.authority)
        $0.field("title", values.siteName)
        $0.field("short_description", values.tagline)
        $0.field("description", values.tagline)
        $0.field("email", "")
        $0.field("version", version)
        $0.field("urls", object: { $0.field("streaming_api", streaming(call)) })
        $0.field(
          "stats",
          object: {
            $0.field("user_count", facts.counts.people)
            $0.field("status_count", facts.counts.posts)
            $0.field("domain_count", 1)
          })
        $0.field("thumbnail", parts: writing.site, "/avatars/header.png")
        $0.field("languages", ["en", "cy"])
        $0.field("registrations", values.registration != .invitation)
        $0.field("approval_required", values.registration == .approval)
        $0.field("invites_enabled", true)
        $0.field("configuration", object: { configuration(&$0, call, isOlder: true) })
        $0.name("contact_account")
        if let steward = facts.steward { $0.account(steward, writing) } else { $0.null() }
        $0.field("rules", each: facts.rules) { $0.rule($1) }
      }
    }
  }

  private static func configuration(_ json: inout JSON, _ call: Call, isOlder: Bool) {
    if !isOlder {
      json.field(
        "urls",
        object: {
          $0.field("streaming", streaming(call))
          $0.field("about", call.url("/"))
          $0.field("privacy_policy", call.url("/privacy"))
          $0.field("terms_of_service", call.url("/rules"))
        })
      json.field("vapid", object: { $0.field("public_key", call.kept.vapidKey(of: call.house)) })
    }
    json.field(
      "accounts",
      object: {
        $0.field("max_featured_tags", 10)
        $0.field("max_pinned_statuses", 5)
        $0.field("max_profile_fields", ProfileFields.most)
      })
    json.field(
      "statuses",
      object: {
        $0.field("max_characters", PostText.longest)
        $0.field("max_media_attachments", StatusDraft.mostMedia)
        $0.field("characters_reserved_per_url", 23)
      })
    json.field(
      "media_attachments",
      object: {
        $0.field(
          "supported_mime_types",
          ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "application/pdf"])
        $0.field("description_limit", 1500)
        $0.field("image_size_limit", 10 << 20)
        $0.field("image_matrix_limit", 50_000_000)
        $0.field("video_size_limit", 0)
        $0.field("video_frame_rate_limit", 0)
        $0.field("video_matrix_limit", 0)
      })
    json.field(
      "polls",
      object: {
        $0.field("max_options", NewCheck.mostOptions)
        $0.field("max_characters_per_option", NewCheck.longestOption)
        $0.field("min_expiration", NewCheck.shortest.seconds)
        $0.field("max_expiration", NewCheck.longest.seconds)
      })
    json.field("translation", object: { $0.field("enabled", false) })
  }

  @Sendable private static func activity(_ call: Call) async throws -> Reply {
    let weeks = try await call.house.store.read { tx in try InstanceStore.weeks(upTo: call.now, in: tx) }
    return Reply.json { json in
      json.array(weeks) { json, week in
        json.object {
          $0.field("week", String(week.start.milliseconds / 1000))
          $0.field("statuses", String(week.posts))
          $0.field("logins", String(week.people))
          $0.field("registrations", String(week.newcomers))
        }
      }
    }
  }
}

extension Call {
  func facts() async throws -> InstanceStore.Facts { try await kept.facts(in: house.store, at: now) }

  /// What the stewards have set, and when it is now.
  func siteValues() async throws -> (SiteSettings.Values, Moment) { (try await house.settings.values(), now) }

  func document(_ path: String, _ words: String) async throws -> Reply {
    let markup: Markup = "<p>\(words) <a href=\"\(url(path))\">\(url(path))</a></p>"
    return Reply.json {
      $0.object {
        $0.field("updated_at", now)
        $0.field("content", markup.string)
        $0.field("effective_date", now.civil.isoDate)
        $0.field("effective", true)
        $0.field(null: "succeeded_by")
      }
    }
  }
}

extension JSON {
  mutating func rule(_ rule: InstanceStore.Rule) {
    object {
      $0.field("id", String(rule.position))
      $0.field("text", rule.title)
      $0.field("hint", rule.text)
    }
  }
}
