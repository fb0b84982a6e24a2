import Commons
import Community
import Pages

extension JSON {
  /// A Notification.
  mutating func notification(_ entry: NotificationEntity, _ page: NotificationPage, _ writing: Writing) {
    object { json in
      json.field("id", entry.id)
      json.field("type", entry.type.rawValue)
      json.field("created_at", entry.at)
      json.field("group_key", entry.groupKey)
      json.name("account")
      if let account = page.accounts[entry.actor.value] { json.account(account, writing) } else { json.null() }
      json.subject(of: entry, page, writing)
    }
  }

  /// What a notification is about: a status, or a decision of the moderators.
  private mutating func subject(of entry: NotificationEntity, _ page: NotificationPage, _ writing: Writing) {
    if let shared = entry.post.flatMap({ page.cards[$0] }) {
      name("status")
      status(shared.card, page.around, writing)
    } else if let message = page.message(of: entry) {
      name("status")
      self.message(message, page.accounts, writing)
    } else if let warning = page.warning(of: entry) {
      name("moderation_warning")
      self.warning(warning, page.accounts[entry.actor.value], writing)
    }
  }

  /// An AccountWarning.
  private mutating func warning(_ warning: WarningEntity, _ account: AccountEntity?, _ writing: Writing) {
    object {
      $0.field("id", Key<Post>(warning.id))
      let action =
        switch warning.action {
        case "hide": "delete_statuses"
        case "suspend": "suspend"
        default: "none"
        }
      $0.field("action", action)
      $0.field("text", warning.reason)
      $0.field("status_ids", warning.post.map { [String($0)] } ?? [])
      $0.name("target_account")
      if let account { $0.account(account, writing) } else { $0.null() }
      $0.field(null: "appeal")
      $0.field("created_at", warning.at)
    }
  }

  /// GroupedNotificationsResults.
  mutating func groups(_ page: NotificationPage, counts: [String: Int], _ writing: Writing) {
    var order: [String] = []
    var groups: [String: [NotificationEntity]] = [:]
    for entry in page.entries {
      if groups[entry.groupKey] == nil { order.append(entry.groupKey) }
      groups[entry.groupKey, default: []].append(entry)
    }
    let people = Set(page.entries.map(\.actor.value)).sorted()
    let posts = Set(page.entries.compactMap(\.post)).sorted()
    let threads = Set(page.entries.compactMap { page.message(of: $0)?.thread }).sorted()
    object { json in
      json.field("accounts", each: people.compactMap { page.accounts[$0] }) { $0.account($1, writing) }
      json.name("statuses")
      let statuses =
        posts.compactMap { page.cards[$0]?.card }.map { Subject.post($0) }
        + threads.compactMap { page.messages[$0] }.map { Subject.message($0) }
      json.array(statuses) { json, subject in
        switch subject {
        case .post(let card): json.status(card, page.around, writing)
        case .message(let message): json.message(message, page.accounts, writing)
        }
      }
      json.field("notification_groups", each: order.compactMap { groups[$0] }) { json, entries in
        json.group(entries, page, counts, writing)
      }
    }
  }

  private enum Subject { case post(PostCard), message(MessageEntity) }

  /// A NotificationGroup, of the entries that are on this page.
  private mutating func group(
    _ entries: [NotificationEntity], _ page: NotificationPage, _ counts: [String: Int], _ writing: Writing
  ) {
    guard let newest = entries.first, let oldest = entries.last else { return }
    object { json in
      json.field("group_key", newest.groupKey)
      json.field("notifications_count", max(counts[newest.groupKey] ?? 1, entries.count))
      json.field("type", newest.type.rawValue)
      // A number here, as it is documented; everywhere else a key is text.
      json.name("most_recent_notification_id")
      json.value(newest.id.value)
      json.field("page_min_id", oldest.id)
      json.field("page_max_id", newest.id)
      json.field("latest_page_notification_at", newest.at)
      var actors: [String] = []
      for entry in entries where !actors.contains(entry.actor.description) && actors.count < 8 {
        actors.append(entry.actor.description)
      }
      json.field("sample_account_ids", actors)
      if let post = newest.post {
        json.field("status_id", post)
      } else if let message = page.message(of: newest) {
        json.field("status_id", message.id)
      } else if let warning = page.warning(of: newest) {
        json.name("moderation_warning")
        json.warning(warning, page.accounts[newest.actor.value], writing)
      }
    }
  }

  /// A NotificationRequest.
  mutating func notificationRequest(
    _ waiting: NoticePolicyStore.Waiting, _ account: AccountEntity, _ card: PostCard?, _ around: Surroundings,
    _ writing: Writing
  ) {
    object {
      $0.field("id", waiting.from)
      $0.field("created_at", waiting.first.moment)
      $0.field("updated_at", waiting.last.moment)
      $0.field("notifications_count", String(waiting.count))
      $0.name("account")
      $0.account(account, writing)
      $0.name("last_status")
      if let card { $0.status(card, around, writing) } else { $0.null() }
    }
  }
}

extension NotificationPage {
  func message(of entry: NotificationEntity) -> MessageEntity? {
    guard entry.kind == .message, let thread = entry.about else { return nil }
    return messages[Key(thread)]
  }

  func warning(of entry: NotificationEntity) -> WarningEntity? {
    guard entry.kind == .moderation, let decision = entry.about else { return nil }
    return warnings[decision]
  }
}
