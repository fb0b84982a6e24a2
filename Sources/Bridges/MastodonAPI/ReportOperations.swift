import Commons
import Community
import Doors
import Governance
import Pages
import Storehouse

/// Telling the moderators.
enum ReportOperations {
  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/reports", .member("write:reports"), "Tell the moderators of an account and of what it said.",
      [
        .key("account_id", required: true), .keys("status_ids"), .string("comment"),
        .flag("forward", "Nothing is passed on to other servers."),
        .string("category", "spam, legal, violation or other."),
        .keys("rule_ids"),
      ], .entity("Report"), run: report)
  ]

  @Sendable private static func report(_ call: Call) async throws -> Reply {
    let reporter = try call.member.id
    guard let account: Key<Account> = call.input.key("account_id") else { throw Refusal.notFound }
    let rules = call.input.list("rule_ids").filter { !$0.isEmpty }
    let positions = rules.compactMap { Int($0) }
    guard positions.count == rules.count else { throw Refusal.invalid("rule_ids", "There is no such rule.") }
    let asked = call.input["category"]
    guard let category = ReportCategory(rawValue: asked.isEmpty ? (rules.isEmpty ? "other" : "violation") : asked)
    else {
      throw Refusal.invalid("category", "The category is spam, legal, violation or other.")
    }
    let ids = Array(call.input.keys("status_ids", of: Post.self).prefix(Filing.mostPosts))
    let words = Input.trimmed(call.input.text("comment") ?? "")
    let writing = Writing(call)
    try call.house.limits.take(limit, by: reporter.description, at: call.now)
    let (filed, entity) = try await call.house.store.write { tx in
      guard let entity = try AccountStore.find(account.value, for: reporter, in: tx) else { throw Refusal.notFound }
      let said = try ids.map {
        try ReportOperations.said($0, by: account, group: entity.kind == .group, to: reporter, in: tx)
      }
      let subject =
        said.first ?? (subject: entity.kind == .group ? Subject.group : Subject.account, id: account.value)
      let filing = try Filing(
        about: subject.subject, subject.id, category: category, words: words,
        posts: said.filter { $0.subject.kind == Subject.post.kind }.map(\.id), rules: positions)
      return (try Safeguards.file(filing, by: reporter, in: tx), entity)
    }
    return Reply.json { $0.report(filed, of: entity, writing) }
  }

  static let limit = RateLimits.Allowance("api.reports", burst: 30, per: .hours(1))

  /// What a key of a status stands for, if the account said it and the reporter may read it.
  private static func said(
    _ id: Key<Post>, by account: Key<Account>, group isGroup: Bool, to reporter: Key<Account>, in tx: ReadTx
  ) throws -> (subject: Subject, id: Int64) {
    if let card = try PostStore.find(id, for: reporter, in: tx), card.state == .shown {
      guard isGroup || card.author.id == account || card.writer == account else { throw Refusal.notFound }
      return (.post, card.shareOf?.value ?? id.value)
    }
    guard let message = try DirectStore.message(Key(id.value), for: reporter, in: tx),
      message.author == account || message.writer == account
    else { throw Refusal.notFound }
    return (.message, message.id.value)
  }
}

extension JSON {
  /// A Report.
  fileprivate mutating func report(_ report: FiledReport, of account: AccountEntity, _ writing: Writing) {
    object {
      $0.field("id", report.id)
      $0.field("action_taken", report.closedAt != nil)
      $0.field("action_taken_at", report.closedAt)
      $0.field("category", report.category.rawValue)
      $0.field("comment", report.words)
      $0.field("forwarded", false)
      $0.field("created_at", report.at)
      $0.field("status_ids", report.posts.map { String($0) })
      $0.field("rule_ids", report.rules.map { String($0) })
      $0.name("target_account")
      $0.account(account, writing)
    }
  }
}
