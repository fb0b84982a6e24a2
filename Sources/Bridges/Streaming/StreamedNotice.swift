import Commons
import Community
import Pages

/// A notice as an app is told of it while it listens.
struct StreamedNotice: Sendable {
  let id: Key<Notice>
  let kind: NoticeKind
  let group: String
  let at: Moment
  let actor: Key<Account>?
  let post: Key<Post>?
}

extension NoticeKind {
  /// What apps call it; nil for what they have no word for, which stays on our own pages.
  var typeForApps: String? {
    switch self {
    case .reply, .mention, .answer, .asked: "mention"
    case .conversation: "status"
    case .support, .marked: "favourite"
    case .share: "reblog"
    case .follow: "follow"
    case .followRequest: "follow_request"
    case .followAccepted, .groupRequest, .groupAccepted, .groupInvited, .organisationRequest, .organisationAccepted,
      .organisationInvited, .message, .moderation, .appeal:
      nil
    }
  }
}

extension JSON {
  /// The entity Notification, with the account of who did it and what it is about.
  mutating func notification(
    _ notice: StreamedNotice, type: String, by account: AccountEntity, about card: PostCard?, _ around: Surroundings,
    _ writing: Writing
  ) {
    object {
      $0.field("id", notice.id)
      $0.field("type", type)
      $0.field("created_at", notice.at)
      $0.field("group_key", notice.group)
      $0.name("account")
      $0.account(account, writing)
      if let card {
        $0.name("status")
        $0.status(card, around, writing)
      }
    }
  }
}
