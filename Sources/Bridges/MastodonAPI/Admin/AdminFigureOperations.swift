import Commons
import Community
import Doors
import Pages
import Storehouse

/// Numbers for moderators: what was going on, what it is made of, who stays, and what many talk about.
enum AdminFigureOperations {
  private static let period: [Operation.Parameter] = [.moment("start_at"), .moment("end_at")]

  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/admin/measures", .moderator("admin:read"),
      "Numbers by day, and how they were in as many days before.",
      [.texts("keys")] + period + [.key("tag_accounts[id]"), .key("tag_uses[id]"), .key("tag_servers[id]")],
      .list("AdminMeasure", isPaged: false), run: measures),
    Operation(
      .post, "/api/v1/admin/dimensions", .moderator("admin:read"), "What a period was made of.",
      [.texts("keys"), .integer("limit")] + period + [.key("tag_servers[id]"), .key("tag_languages[id]")],
      .list("AdminDimension", isPaged: false), run: dimensions),
    Operation(
      .post, "/api/v1/admin/retention", .moderator("admin:read"),
      "Of those who joined when, how many wrote something when.",
      period + [.string("frequency", "day or month.")], .list("AdminCohort", isPaged: false), run: retention),
    Operation(
      .get, "/api/v1/admin/trends/tags", .moderator("admin:read"), "Topics that many speak about this week.",
      [.integer("limit"), .integer("offset")], .list("Tag", isPaged: false), run: DiscoveryOperations.tags),
    Operation(
      .get, "/api/v1/admin/trends/statuses", .moderator("admin:read"), "What many support, share and answer this week.",
      [.integer("limit"), .integer("offset")], .list("Status", isPaged: false),
      run: DiscoveryOperations.trendingStatuses),
    Operation(
      .get, "/api/v1/admin/trends/links", .moderator("admin:read"), "Pages elsewhere are not counted.",
      [.integer("limit"), .integer("offset")], .list("TrendsLink", isPaged: false)
    ) { _ in Reply(body: Array("[]".utf8)) },
  ]

  private static func days(_ call: Call) throws(Refusal) -> FigureStore.Days {
    let end = try moment("end_at", call) ?? call.now
    return try FigureStore.Days(from: try moment("start_at", call) ?? end - .days(7), to: end)
  }

  private static func moment(_ name: String, _ call: Call) throws(Refusal) -> Moment? {
    let typed = call.input[name]
    guard !typed.isEmpty else { return nil }
    // Microseconds are more than a moment holds.
    guard let moment = Moment(iso8601: typed) else {
      throw Refusal.invalid(name, "\(name) is a date or a time like 2026-11-23T09:05:00Z.")
    }
    return moment
  }

  // MARK: Measures

  private struct Series: Sendable {
    let measure: FigureStore.Measure
    let counts: [Int64: Int]
    let total: Int
    let before: Int
  }

  @Sendable private static func measures(_ call: Call) async throws -> Reply {
    let days = try days(call)
    let wanted = try call.input.list("keys").map { key throws(Refusal) in
      guard let measure = FigureStore.Measure(rawValue: key) else {
        throw Refusal.invalid("keys", "One of these measures is not known here.")
      }
      return measure
    }
    let topics = wanted.map { call.input.key("\($0.rawValue)[id]", of: Topic.self)?.value }
    let found = try await call.house.store.read { tx in
      try zip(wanted, topics).map { measure, topic in
        Series(
          measure: measure, counts: try FigureStore.counts(measure, days, topic: topic, in: tx),
          total: try FigureStore.total(measure, days, topic: topic, in: tx),
          before: try FigureStore.total(measure, days.before, topic: topic, in: tx))
      }
    }
    return Reply.json { json in
      json.array(found) { json, series in
        json.object {
          $0.field("key", series.measure.rawValue)
          $0.field(null: "unit")
          $0.field("total", String(series.total))
          $0.field("previous_total", String(series.before))
          $0.field("data", each: days.first...days.last) { json, day in
            json.object {
              $0.field("date", Moment(milliseconds: day * 86_400_000))
              $0.field("value", String(series.counts[day] ?? 0))
            }
          }
        }
      }
    }
  }

  // MARK: Dimensions

  private struct Part: Sendable {
    let key: String
    let name: String
    let value: String
    var unit: String?
    var shown: String?
  }

  @Sendable private static func dimensions(_ call: Call) async throws -> Reply {
    let days = try days(call)
    let limit = try call.input.limit(10, most: 40)
    let wanted = Array(call.input.list("keys").prefix(20))
    let topic = { (key: String) in call.input.key("\(key)[id]", of: Topic.self)?.value ?? 0 }
    let topics = Dictionary(wanted.map { ($0, topic($0)) }, uniquingKeysWith: { first, _ in first })
    let host = call.house.address.host
    let words = call.words
    let found = try await call.house.store.read { tx in
      try wanted.map { key -> (String, [Part]) in
        (key, try parts(key, days, limit: limit, topic: topics[key] ?? 0, host: host, words, in: tx))
      }
    }
    return Reply.json { json in
      json.array(found) { json, dimension in
        json.object {
          $0.field("key", dimension.0)
          $0.field("data", each: dimension.1) { json, part in
            json.object {
              $0.field("key", part.key)
              $0.field("human_key", part.name)
              $0.field("value", part.value)
              if let unit = part.unit { $0.field("unit", unit) }
              if let shown = part.shown { $0.field("human_value", shown) }
            }
          }
        }
      }
    }
  }

  private static func parts(
    _ key: String, _ days: FigureStore.Days, limit: Int, topic: Int64, host: String, _ words: Words, in tx: ReadTx
  ) throws -> [Part] {
    switch key {
    case "languages", "instance_languages":
      guard key == "languages" else { return [] }
      return try FigureStore.languages(days, limit: limit, in: tx).map {
        Part(key: $0.0, name: Language(rawValue: $0.0)?.ownName ?? $0.0, value: String($0.1))
      }
    case "sources":
      return try FigureStore.sources(days, limit: limit, in: tx).map {
        Part(key: $0.0.isEmpty ? "web" : $0.0, name: $0.0.isEmpty ? words("This site") : $0.0, value: String($0.1))
      }
    case "servers":
      return [Part(key: host, name: host, value: String(try FigureStore.postCount(days, in: tx)))]
    case "tag_servers":
      let uses = try FigureStore.total(.tag_uses, days, topic: topic, in: tx)
      return uses == 0 ? [] : [Part(key: host, name: host, value: String(uses))]
    case "tag_languages":
      return try FigureStore.topicLanguages(days, topic: topic, limit: limit, in: tx).map {
        Part(key: $0.0, name: SpokenLanguage.named($0.0)?.name ?? $0.0, value: String($0.1))
      }
    case "space_usage":
      let (database, media) = (try FigureStore.databaseBytes(in: tx), try FigureStore.mediaBytes(in: tx))
      let name = tx.engine == .postgres ? "PostgreSQL" : "SQLite"
      return [
        Part(key: name.lowercased(), name: name, value: String(database), unit: "bytes", shown: words.bytes(database)),
        Part(
          key: "media", name: words("Pictures and files"), value: String(media), unit: "bytes",
          shown: words.bytes(media)),
      ]
    case "software_versions":
      let version = InstanceOperations.version
      return [Part(key: "mastodon", name: "Guerilla Policy", value: version, shown: version)]
    case "instance_accounts": return []
    default: throw Refusal.invalid("keys", "One of these dimensions is not known here.")
    }
  }

  // MARK: Who stays

  @Sendable private static func retention(_ call: Call) async throws -> Reply {
    let days = try days(call)
    let isMonthly: Bool
    switch call.input["frequency"] {
    case "month": isMonthly = true
    case "day", "": isMonthly = false
    default: throw Refusal.invalid("frequency", "The frequency is day or month.")
    }
    guard isMonthly || days.count <= 62 else {
      throw Refusal.invalid("end_at", "By day a period has at most 62 days.")
    }
    let (joined, writing) = try await call.house.store.read { tx in
      (try FigureStore.joined(days, in: tx), try FigureStore.writing(days, in: tx))
    }
    let period: (Int64) -> Int64 = { day in
      guard isMonthly else { return day }
      let civil = Moment(milliseconds: day * 86_400_000).civil
      return day - Int64(civil.day - 1)
    }
    var periods: [Int64] = []
    for day in days.first...days.last where periods.last != period(day) { periods.append(period(day)) }
    let cohorts = Dictionary(grouping: joined, by: { period($0.day) }).mapValues { Set($0.map(\.id)) }
    let active = Dictionary(grouping: writing, by: { period($0.day) }).mapValues { Set($0.map(\.id)) }
    return Reply.json(capacity: 4096) { json in
      json.array(periods) { json, cohort in
        let people = cohorts[cohort] ?? []
        json.object {
          $0.field("period", Moment(milliseconds: cohort * 86_400_000))
          $0.field("frequency", isMonthly ? "month" : "day")
          $0.field("data", each: periods.filter { $0 >= cohort }) { json, later in
            let stayed = people.intersection(active[later] ?? []).count
            json.object {
              $0.field("date", Moment(milliseconds: later * 86_400_000))
              $0.field("rate", people.isEmpty ? 0 : Double(stayed) / Double(people.count))
              $0.field("value", String(stayed))
            }
          }
        }
      }
    }
  }
}
