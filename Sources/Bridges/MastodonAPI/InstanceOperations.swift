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
    Operation(.get, "/.well-known/nodeinfo", .anyone, "Where NodeInfo is.", [], .entity("NodeInfoLinks")) { call in
      Reply.json {
        $0.object {
          $0.field("links", each: ["2.0"]) { json, version in
            json.object {
              $0.field("rel", "http://nodeinfo.diaspora.software/ns/schema/\(version)")
              $0.field("href", call.url("/nodeinfo/\(version)"))
            }
          }
        }
      }
    },
    Operation(
      .get, "/nodeinfo/2.0", .anyone, "The site in the words of NodeInfo 2.0.", [], .entity("NodeInfo"), run: nodeInfo),
    Operation(
      .get, "/.well-known/webfinger", .anyone, "Where an account is (RFC 7033).", [.string("resource", required: true)],
      .entity("WebFinger"), run: webFinger),
    Operation(
      .get, "/.well-known/host-meta", .anyone, "Where WebFinger is (RFC 6415).", [], .text("application/xrd+xml")
    ) { call in
      var reply = Reply.text(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="\(call.url("/.well-known/webfinger"))?resource={uri}"/></XRD>

        """)
      reply.type = "application/xrd+xml; charset=utf-8"
      return reply
    },
    Operation(
      .get, "/api/oembed", .anyone, "A post for other sites to show (oEmbed 1.0).",
      [.string("url", required: true), .integer("maxwidth"), .integer("maxheight")], .entity("OEmbed"), run: oEmbed),
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
      json.field("vapid", object: { $0.field("public_key", VAPIDKey.publicKey(of: call.house)) })
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

  @Sendable private static func nodeInfo(_ call: Call) async throws -> Reply {
    let (values, _) = try await call.siteValues()
    let facts = try await call.facts()
    var reply = Reply.json { json in
      json.object {
        $0.field("version", "2.0")
        $0.field(
          "software",
          object: {
            $0.field("name", "guerillapolicy")
            $0.field("version", version)
          })
        $0.field("protocols", [])
        $0.field(
          "services",
          object: {
            $0.field("inbound", [])
            $0.field("outbound", ["atom1.0"])
          })
        $0.field("openRegistrations", values.registration != .invitation)
        $0.field(
          "usage",
          object: {
            $0.field(
              "users",
              object: {
                $0.field("total", facts.counts.people)
                $0.field("activeMonth", facts.counts.activeThisMonth)
              })
            $0.field("localPosts", facts.counts.posts)
          })
        $0.field("metadata", object: { $0.field("nodeName", values.siteName) })
      }
    }
    reply.type = "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\""
    return reply
  }

  @Sendable private static func webFinger(_ call: Call) async throws -> Reply {
    let resource = call.input["resource"]
    var handle: String?
    if resource.hasPrefix("acct:") {
      handle = AccountOperations.handle(String(resource.dropFirst(5)), call)
    } else if resource.hasPrefix(call.url("/@")) {
      handle = String(resource.dropFirst(call.url("/@").count))
    } else if resource.hasPrefix(call.url("/g/")) {
      handle = String(resource.dropFirst(call.url("/g/").count))
    } else if resource.isEmpty {
      throw Refusal(.malformed, "Say which resource is looked for.")
    }
    let account = try await call.house.store.read { [handle] tx in
      try handle.flatMap { try AccountStore.find(handle: $0, for: nil, in: tx) }
    }
    guard let account else { throw Refusal.notFound }
    let page = call.url(account.path)
    var reply = Reply.json { json in
      json.object {
        $0.field("subject", "acct:\(account.handle)@\(call.house.address.authority)")
        $0.field("aliases", [page])
        $0.field(
          "links",
          each: [("http://webfinger.net/rel/profile-page", "text/html"), ("self", "application/activity+json")]
        ) { json, link in
          json.object {
            $0.field("rel", link.0)
            $0.field("type", link.1)
            $0.field("href", page)
          }
        }
      }
    }
    reply.type = "application/jrd+json; charset=utf-8"
    return reply
  }

  @Sendable private static func oEmbed(_ call: Call) async throws -> Reply {
    let site = call.house.address.text
    let url = call.input["url"]
    guard url.hasPrefix(site + "/"), let id = SearchOperations.post(in: String(url.dropFirst(site.count))) else {
      throw Refusal.notFound
    }
    // For everyone: what is not public is not found, whoever asks.
    let card = try await call.house.store.read { tx in try StatusStore.find(id, for: nil, in: tx) }
    guard let card, card.shareOf == nil else { throw Refusal.notFound }
    let width = max(200, min(try call.input.number("maxwidth") ?? 400, 1000))
    let (values, _) = try await call.siteValues()
    let markup: Markup = """
      <blockquote class="guerilla-post" cite="\(site + card.path)"><p lang="\(card.language)">\(card.title ?? "")</p>\
      \(Markup(trusted: card.contentNote == nil ? card.html : ""))<p>— <a href="\(site + card.path)">\(card.author.name)</a></p></blockquote>
      """
    return Reply.json {
      $0.object {
        $0.field("type", "rich")
        $0.field("version", "1.0")
        $0.field("title", card.title ?? "")
        $0.field("author_name", card.author.name)
        $0.field("author_url", parts: site, card.author.path)
        $0.field("provider_name", values.siteName)
        $0.field("provider_url", parts: site, "/")
        $0.field("cache_age", 3600)
        $0.field("html", markup.string)
        $0.field("width", width)
        $0.field(null: "height")
      }
    }
  }
}

extension Call {
  func facts() async throws -> InstanceStore.Facts {
    let counts = try await counts.counts(in: house.store, at: now)
    return try await house.store.read { tx in try InstanceStore.facts(counts, in: tx) }
  }

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
