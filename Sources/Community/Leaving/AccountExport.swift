import Commons
import Storehouse

/// What the rooms hand out of a person's: their account, and whom and what they follow, belong to and wrote to.
enum AccountExport {
  private struct Profile: Encodable {
    var handle = "", name = "", about = "", relation = "", place = "", links: [String] = [], language = "", joined = ""
    var email: String?
    var emailConfirmed: String?
    var hasSecondFactor = false
    var preferences: [String: String] = [:]
    var signedInOn: [Place] = []
    struct Place: Encodable { let device: String, since: String, lastSeen: String }
  }

  static func account(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    var profile = Profile()
    let found: Void? = try tx.first(
      "SELECT handle, name, about, relation, place, links, language, joined_at FROM account WHERE id = \(id)"
    ) { row -> Void in
      profile.handle = try row.take()
      profile.name = try row.take()
      profile.about = try row.take()
      profile.relation = (try row.take() as Relation).words?.english ?? ""
      profile.place = try row.take()
      profile.links = (try row.take() as String).split(separator: "\n").map(String.init)
      profile.language = try row.take()
      profile.joined = (try row.take() as Moment).iso8601
    }
    guard found != nil else { return [] }
    try tx.first("SELECT email, verified_at, totp_confirmed_at IS NOT NULL FROM login WHERE account_id = \(id)") {
      row -> Void in
      profile.email = try row.take()
      profile.emailConfirmed = (try row.take() as Moment?)?.iso8601
      profile.hasSecondFactor = try row.take()
    }
    profile.preferences = try PreferenceStore.all(of: id, in: tx)
    profile.signedInOn = try tx.all(
      "SELECT device, created_at, last_seen_at FROM session WHERE account_id = \(id) ORDER BY id"
    ) { row in
      Profile.Place(
        device: try row.take(), since: (try row.take() as Moment).iso8601, lastSeen: (try row.take() as Moment).iso8601)
    }
    return [ExportFile("account.json", try JSONText.pretty(profile))]
  }

  static func following(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    let who: (inout Row) throws -> [String] = { row in
      ["@" + (try row.take() as String), try row.take(), (try row.take() as Moment).iso8601]
    }
    let header = ["handle", "name", "since"]
    return [
      ExportFile(
        "following.csv",
        csvFile(
          header,
          try tx.all(
            "SELECT a.handle, a.name, f.since FROM follow f JOIN account a ON a.id = f.followee_id WHERE f.follower_id = \(id) ORDER BY f.since",
            who))),
      ExportFile(
        "followers.csv",
        csvFile(
          header,
          try tx.all(
            "SELECT a.handle, a.name, f.since FROM follow f JOIN account a ON a.id = f.follower_id WHERE f.followee_id = \(id) ORDER BY f.since",
            who))),
      ExportFile(
        "topics.csv",
        csvFile(
          ["topic", "since"],
          try tx.all(
            "SELECT t.shown, f.since FROM topic_follow f JOIN topic t ON t.id = f.topic_id WHERE f.account_id = \(id) ORDER BY f.since"
          ) { row in
            [try row.take(), (try row.take() as Moment).iso8601]
          })),
      ExportFile(
        "blocked-and-muted.csv",
        csvFile(
          ["handle", "name", "since", "how"],
          try tx.all(
            "SELECT a.handle, a.name, v.since, v.kind FROM avoidance v JOIN account a ON a.id = v.other_id WHERE v.account_id = \(id) ORDER BY v.since"
          ) { row in
            let line = try who(&row)
            return line + [(try row.take() as Int) == 1 ? "blocked" : "muted"]
          })),
      ExportFile(
        "filters.csv",
        csvFile(
          ["name", "word", "whole word", "what happens", "until"],
          try tx.all(
            """
            SELECT f.title, w.word, w.is_whole, f.action, f.ends_at FROM word_filter f JOIN word_filter_word w ON w.filter_id = f.id
            WHERE f.account_id = \(id) ORDER BY f.id, w.id
            """
          ) { row in
            let names = [try row.take() as String, try row.take() as String]
            let isWhole: Bool = try row.take()
            let action: WordFilter.Action = try row.take()
            return names + [
              isWhole ? "yes" : "no", String(describing: action), (try row.take() as Moment?)?.iso8601 ?? "",
            ]
          })),
    ]
  }

  static func memberships(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    let roles = ["member", "moderator", "steward"]
    let parts = ["member", "speaker", "editor", "owner"]
    return [
      ExportFile(
        "groups.csv",
        csvFile(
          ["handle", "name", "role", "state", "since"],
          try tx.all(
            "SELECT s.handle, s.name, m.role, m.state, m.since FROM membership m JOIN space s ON s.id = m.space_id WHERE m.account_id = \(id) ORDER BY m.since"
          ) { row in
            let start = [try row.take() as String, try row.take() as String]
            let role: Int = try row.take()
            let state: Int = try row.take()
            return start + [
              roles[role], ["in", "asked to join", "invited", "shut out"][state], (try row.take() as Moment).iso8601,
            ]
          })),
      ExportFile(
        "organisations.csv",
        csvFile(
          ["handle", "name", "role", "state", "since"],
          try tx.all(
            """
            SELECT a.handle, a.name, m.role, m.state, m.since FROM organisation_member m JOIN account a ON a.id = m.organisation_id
            WHERE m.person_id = \(id) ORDER BY m.since
            """
          ) { row in
            let start = [try row.take() as String, try row.take() as String]
            let role: Int = try row.take()
            let state: Int = try row.take()
            return start + [parts[role], ["accepted", "asked", "invited"][state], (try row.take() as Moment).iso8601]
          })),
    ]
  }

  private struct Letter: Encodable { let conversation: String, from: String, at: String, text: String }

  static func notices(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    let rows = try tx.all("SELECT kind, words, at, read_at FROM notice WHERE account_id = \(id) ORDER BY id") { row in
      [
        try row.take() as String, try row.take() as String, (try row.take() as Moment).iso8601,
        (try row.take() as Moment?)?.iso8601 ?? "",
      ]
    }
    return rows.isEmpty ? [] : [ExportFile("notices.csv", csvFile(["kind", "words", "at", "read"], rows))]
  }
}
