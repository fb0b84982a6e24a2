import Commons
import Community
import Doors
import Pages
import Storehouse

/// Where things are, for programs that know of this site no more than its name.
enum WellKnownOperations {
  static let all: [Operation] = [
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
            $0.field("version", InstanceOperations.version)
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
