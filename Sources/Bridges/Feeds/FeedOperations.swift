import Commons
import Doors
import Pages

/// Feeds and calendars: each the address of a page with an ending.
enum FeedOperations {
  private static let pages: [Operation.Parameter] = [.key("before", "Entries before this one: the page after.")]

  private typealias Source = (
    path: String, about: String, parameters: [Operation.Parameter], read: @Sendable (Call) async throws -> FeedDocument
  )

  private static let sources: [Source] = [
    ("/@{handle}", "What a person or an organisation says", pages, Feeds.person),
    ("/g/{handle}", "What is said in a group that everyone may read", pages, Feeds.group),
    ("/topics/{name}", "What is said on a topic", pages, Feeds.topic),
    ("/talk/{id}", "What is said in a conversation", pages, Feeds.conversation),
    (
      "/search", "What has everything that is looked for, newest first",
      [.string("q", "What to look for.", required: true)] + pages, Feeds.search
    ),
  ]

  static let all: [Operation] =
    sources.flatMap { source in
      FeedFormat.allCases.map { format in
        Operation(
          .get, source.path + format.ending, .anyone, "\(source.about), as \(format.name).", source.parameters,
          format == .json ? .entity("JSONFeed") : .text(format.type)
        ) { call in reply(try await source.read(call), format, site: call.house.address.text) }
      }
    } + [
      Operation(
        .get, "/@{handle}.ics", .anyone, "When the checks of a person or an organisation end, as iCalendar (RFC 5545).",
        [], .text("text/calendar"), run: CheckCalendar.person),
      Operation(
        .get, "/g/{handle}.ics", .anyone, "When the checks in a group end, as iCalendar (RFC 5545).", [],
        .text("text/calendar"), run: CheckCalendar.group),
    ]

  private static func reply(_ feed: FeedDocument, _ format: FeedFormat, site: String) -> Reply {
    var reply: Reply
    switch format {
    case .atom: reply = Reply(body: Array(feed.atom(site: site).utf8))
    case .rss: reply = Reply(body: Array(feed.rss(site: site).utf8))
    case .json: reply = Reply.json(capacity: 4096 + feed.entries.count * 2000) { $0.feed(feed, site: site) }
    }
    reply.type = format.type + "; charset=utf-8"
    reply.keep = Reply.Keeping(seconds: Feeds.keptFor, changedAt: feed.updatedAt)
    if let next = feed.next { reply.links = [("next", feed.address(format, site: site, query: next))] }
    return reply
  }
}
