import Commons
import Community
import Pages

extension JSON {
  mutating func relationship(_ relationship: Relationship, at now: Moment) {
    let isMuting = relationship.isMuting && (relationship.mutedUntil.map { $0 > now } ?? true)
    object {
      $0.field("id", Key<Account>(relationship.id))
      $0.field("following", relationship.isFollowing)
      $0.field("showing_reblogs", relationship.isFollowing && relationship.showsShares)
      $0.field("notifying", relationship.tellsPosts)
      $0.name("languages")
      if relationship.languages.isEmpty {
        $0.null()
      } else {
        $0.array(relationship.languages) { $0.value($1) }
      }
      $0.field("followed_by", relationship.isFollowedBy)
      $0.field("blocking", relationship.isBlocking)
      $0.field("blocked_by", relationship.isBlockedBy)
      $0.field("muting", isMuting)
      $0.field("muting_notifications", isMuting && relationship.mutesNotices)
      $0.field("muting_expires_at", isMuting ? relationship.mutedUntil : nil)
      $0.field("requested", relationship.hasRequested)
      $0.field("requested_by", relationship.isRequestedBy)
      $0.field("domain_blocking", false)
      $0.field("endorsed", relationship.isEndorsed)
      $0.field("note", relationship.note)
    }
  }

  mutating func featuredTag(
    _ tag: (id: Int64, name: String, count: Int, last: Key<Post>?), of account: AccountEntity, _ writing: Writing
  ) {
    object {
      $0.field("id", String(tag.id))
      $0.field("name", tag.name)
      $0.field("url", parts: writing.site, "/topics/\(Link.encoded(tag.name))")
      $0.field("statuses_count", String(tag.count))
      $0.field("last_status_at", tag.last?.moment.civil.isoDate)
    }
  }
}
