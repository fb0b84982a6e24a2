extension Schemas {
  /// What tells a person that something concerns them: notifications, conversations, announcements.
  static let dailyUse: Entities = [
    "Notification": .object([
      "id": .key, "type": notificationType, "created_at": .moment, "group_key": .text,
      "account": .entity("Account").orNull, "status": .entity("Status").optional,
      "moderation_warning": .entity("AccountWarning").optional,
    ]),
    "AccountWarning": .object([
      "id": .key, "action": .text, "text": .text, "status_ids": .list(.key),
      "target_account": .entity("Account").orNull,
      "appeal": .null, "created_at": .moment,
    ]),
    "GroupedNotificationsResults": .object([
      "accounts": .list(.entity("Account")), "statuses": .list(.entity("Status")),
      "notification_groups": .list(.entity("NotificationGroup")),
    ]),
    "NotificationGroup": .object([
      "group_key": .text, "notifications_count": .integer, "type": notificationType,
      "most_recent_notification_id": .integer, "page_min_id": .key, "page_max_id": .key,
      "latest_page_notification_at": .moment, "sample_account_ids": .list(.key), "status_id": .key.optional,
      "moderation_warning": .entity("AccountWarning").optional,
    ]),
    "NotificationPolicy": .object([
      "for_not_following": treatment, "for_not_followers": treatment, "for_new_accounts": treatment,
      "for_private_mentions": treatment, "for_limited_accounts": treatment, "summary": policySummary,
    ]),
    "V1NotificationPolicy": .object([
      "filter_not_following": .flag, "filter_not_followers": .flag, "filter_new_accounts": .flag,
      "filter_private_mentions": .flag, "summary": policySummary,
    ]),
    "NotificationRequest": .object([
      "id": .key, "created_at": .moment, "updated_at": .moment, "notifications_count": .key,
      "account": .entity("Account"), "last_status": .entity("Status").orNull,
    ]),
    "NotificationRequestsMerged": .object(["merged": .flag]),
    "UnreadCount": .object(["count": .integer]),
    // By the name of the timeline.
    "Markers": .map(.object(["last_read_id": .key, "version": .integer, "updated_at": .moment])),
    "Conversation": .object([
      "id": .key, "unread": .flag, "accounts": .list(.entity("Account")), "last_status": .entity("Status").orNull,
    ]),
    "Announcement": .object([
      "id": .key, "content": .html, "starts_at": .moment.orNull, "ends_at": .moment.orNull, "all_day": .flag,
      "published_at": .moment, "updated_at": .moment, "read": .flag, "mentions": .nothing, "statuses": .nothing,
      "tags": .nothing, "emojis": .nothing,
      "reactions": .list(.object(["name": .text, "count": .integer, "me": .flag])),
    ]),
    "Suggestion": .object(["source": .text, "sources": .list(.text), "account": .entity("Account")]),
    // Pages elsewhere are not counted: the list is always empty.
    "TrendsLink": .object(["url": .address, "title": .text]),
    "Report": .object([
      "id": .key, "action_taken": .flag, "action_taken_at": .moment.orNull, "category": .text, "comment": .text,
      "forwarded": .flag, "created_at": .moment, "status_ids": .list(.key), "rule_ids": .list(.key),
      "target_account": .entity("Account"),
    ]),
    "WebPushSubscription": .object([
      "id": .key, "endpoint": .address, "standard": .flag, "alerts": .map(.flag), "policy": .text, "server_key": .text,
    ]),
  ]

  private static let notificationType = Schema.oneOf(NotificationType.allCases.map(\.rawValue))
  private static let treatment = Schema.oneOf(["accept", "filter", "drop"])
  private static let policySummary = Schema.object([
    "pending_requests_count": .integer, "pending_notifications_count": .integer,
  ])
}
