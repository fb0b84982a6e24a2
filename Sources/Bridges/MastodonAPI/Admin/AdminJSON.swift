import Commons
import Community
import Governance
import Pages

extension JSON {
  mutating func adminAccount(_ admin: AdminAccount, _ writing: Writing) {
    object {
      $0.field("id", Key<Account>(admin.account.id))
      $0.field("username", admin.account.handle)
      $0.field(null: "domain")
      $0.field("created_at", admin.joinedAt)
      $0.field("email", admin.email ?? "")
      // Where somebody signs in from is not kept.
      $0.field(null: "ip")
      $0.field("ips", [])
      $0.field("locale", admin.language)
      $0.field(null: "invite_request")
      $0.name("role")
      $0.role(admin.account.role)
      $0.field("confirmed", admin.isConfirmed)
      $0.field("approved", !admin.isWaiting)
      $0.field("disabled", admin.isDisabled)
      $0.field("silenced", admin.account.isLimited)
      $0.field("suspended", admin.account.isSuspended)
      $0.field("sensitized", admin.coversPictures)
      $0.field(null: "created_by_application_id")
      $0.field("invited_by_account_id", admin.invitedBy)
      $0.name("account")
      $0.account(admin.account, writing)
    }
  }

  /// What a report needs beside itself.
  struct ReportSurroundings: Sendable {
    var accounts: [Key<Account>: AdminAccount] = [:]
    var cards: [Key<Post>: PostCard] = [:]
    var statuses = Surroundings()
    var rules: [Int: InstanceStore.Rule] = [:]
  }

  mutating func adminReport(_ report: ReportFile, _ around: ReportSurroundings, _ writing: Writing) {
    object {
      $0.field("id", report.id)
      $0.field("action_taken", report.closedAt != nil)
      $0.field("action_taken_at", report.closedAt)
      $0.field("category", report.category)
      $0.field("comment", report.words)
      $0.field("forwarded", false)
      $0.field("created_at", report.madeAt)
      $0.field("updated_at", report.closedAt ?? report.madeAt)
      $0.name("account")
      $0.adminAccount(report.reporter.flatMap { around.accounts[$0] }, writing)
      $0.name("target_account")
      $0.adminAccount(report.owner.flatMap { around.accounts[$0] }, writing)
      $0.name("assigned_account")
      $0.adminAccount(report.assignedTo.flatMap { around.accounts[$0] }, writing)
      $0.name("action_taken_by_account")
      $0.adminAccount(report.closedBy.flatMap { around.accounts[$0] }, writing)
      let cards = report.posts.compactMap { around.cards[Key($0)] }
      $0.field("statuses", each: cards) { $0.status($1, around.statuses, writing) }
      $0.field("rules", each: report.rules.compactMap { around.rules[$0] }) { json, rule in
        json.object {
          $0.field("id", String(rule.position))
          $0.field("text", rule.title)
          $0.field("hint", rule.text)
        }
      }
    }
  }

  private mutating func adminAccount(_ admin: AdminAccount?, _ writing: Writing) {
    if let admin { adminAccount(admin, writing) } else { null() }
  }
}
