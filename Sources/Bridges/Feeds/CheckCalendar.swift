import Commons
import Community
import Doors
import Pages
import Storehouse

/// When the checks of somebody or of a group end, for a calendar (iCalendar, RFC 5545). As a visitor sees them.
enum CheckCalendar {
  static let most = 200

  struct Entry: Sendable {
    let card: PostCard
    let check: Check
  }

  static func person(_ call: Call) async throws -> Reply {
    let account = try await call.account(call.place("handle"))
    return try await reply(account.name, .account(Key(account.id)), call)
  }

  static func group(_ call: Call) async throws -> Reply {
    let group = try await Groups(store: call.house.store).find(call.place("handle"), for: nil)
    guard group.isReadable else { throw Refusal.notFound }
    return try await reply(group.name, .group(group.id), call)
  }

  private static func reply(_ name: String, _ asker: FeedStore.Asker, _ call: Call) async throws -> Reply {
    let entries = try await call.house.store.read { tx in
      let cards = try Timelines.page(Timelines.Bounds(limit: most), for: nil, in: tx) { before, limit in
        try FeedStore.checks(of: asker, before: before, limit: limit, in: tx)
      }
      let checks = try CheckStore.checks(of: cards.map(\.id), for: nil, in: tx)
      return cards.compactMap { card in checks[card.id].map { Entry(card: card, check: $0) } }
    }
    let site = try await call.house.settings.values().siteName
    var reply = Reply(
      body: Array(text(name, entries, siteName: site, address: call.house.address).utf8))
    reply.type = "text/calendar; charset=utf-8"
    reply.keep = Reply.Keeping(seconds: Feeds.keptFor, changedAt: nil)
    return reply
  }

  private static func text(_ name: String, _ entries: [Entry], siteName: String, address: SiteAddress) -> String {
    var calendar = CalendarWriter()
    calendar.line("BEGIN", "VCALENDAR")
    calendar.line("VERSION", "2.0")
    calendar.line("PRODID", text: "-//\(siteName)//Checks//EN")
    calendar.line("METHOD", "PUBLISH")
    // What calendars show as the name; RFC 7986 section 5.1, and what was used before it.
    calendar.line("NAME", text: name)
    calendar.line("X-WR-CALNAME", text: name)
    for entry in entries {
      let card = entry.card
      calendar.line("BEGIN", "VEVENT")
      calendar.line("UID", "\(card.id)@\(address.host)")
      // When it was last changed: the same each time it is asked for.
      calendar.line("DTSTAMP", CalendarWriter.moment(max(card.publishedAt, card.editedAt ?? card.publishedAt)))
      calendar.line("CREATED", CalendarWriter.moment(card.publishedAt))
      // Without an end it takes no time: it is when the check closes (section 3.6.1).
      calendar.line("DTSTART", CalendarWriter.moment(entry.check.endsAt))
      calendar.line("SUMMARY", text: FeedText.beginning(of: card))
      calendar.line("DESCRIPTION", text: entry.check.options.map { "– \($0.words)" }.joined(separator: "\n"))
      calendar.line("URL", address.url(card.path))
      calendar.line("TRANSP", "TRANSPARENT")
      calendar.line("END", "VEVENT")
    }
    calendar.line("END", "VCALENDAR")
    return calendar.text
  }
}

/// Lines of iCalendar: ended by CR LF and folded at 75 bytes (RFC 5545 section 3.1), text escaped (section 3.3.11).
struct CalendarWriter: Sendable {
  private(set) var text = ""

  mutating func line(_ name: StaticString, _ value: String) {
    var line = ""
    var length = 0
    for scalar in "\(name):\(value)".unicodeScalars {
      let width = UTF8.width(scalar)
      // Never inside a character.
      if length + width > 75 {
        line += "\r\n "
        length = 1
      }
      line.unicodeScalars.append(scalar)
      length += width
    }
    text += line + "\r\n"
  }

  mutating func line(_ name: StaticString, text value: String) {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case ";": escaped += "\\;"
      case ",": escaped += "\\,"
      case "\n": escaped += "\\n"
      default:
        // Control characters have no place in text.
        if scalar.value >= 32, scalar.value != 127 { escaped.unicodeScalars.append(scalar) }
      }
    }
    line(name, escaped)
  }

  /// `20261123T090500Z`
  static func moment(_ moment: Moment) -> String {
    let civil = moment.civil
    return
      "\(pad(civil.year, 4))\(pad(civil.month, 2))\(pad(civil.day, 2))T\(pad(civil.hour, 2))\(pad(civil.minute, 2))\(pad(civil.second, 2))Z"
  }
}
