public import Commons
public import Storehouse

/// Who may see a post: the one rule that every list, page, search and feed asks. What it does not let through is simply not found.
///
/// A reply is seen by those who see its conversation, so followers and named people are those of the first post. Posts in a private or hidden
/// group always have the audience `group`, so `everyone` alone never leaks one. A member reads what was said to the group alone from the
/// conversation `reads_from` on: those who came in after a closed group was opened never see what was said behind the closed door.
public enum Visibility {
  /// A condition on the aliases `p` (post) and `a` (its author's account).
  public static func of(_ viewer: Key<Account>?) -> Query {
    guard let viewer else { return "(p.audience = 0 AND a.standing <> 2)" }
    return """
      (a.standing <> 2 AND (p.audience IN (0, 1)
        OR (p.audience = 3 AND EXISTS (SELECT 1 FROM membership m WHERE m.space_id = p.space_id AND m.account_id = \(viewer) AND m.state = 0
          AND m.reads_from <= p.conversation_id))
        OR (p.audience IN (2, 4) AND (p.author_id = \(viewer) OR p.writer_id = \(viewer)
          OR EXISTS (SELECT 1 FROM post o WHERE o.id = p.conversation_id AND (o.author_id = \(viewer) OR o.writer_id = \(viewer)))))
        OR (p.audience = 2 AND EXISTS (SELECT 1 FROM post o JOIN follow f ON f.followee_id = o.author_id
          WHERE o.id = p.conversation_id AND f.follower_id = \(viewer) AND f.state = 0))
        OR (p.audience = 4 AND EXISTS (SELECT 1 FROM post_named n WHERE n.post_id = p.conversation_id AND n.account_id = \(viewer))))
       AND NOT EXISTS (SELECT 1 FROM avoidance b WHERE b.kind = 1 AND b.account_id = p.author_id AND b.other_id = \(viewer))
       AND NOT EXISTS (SELECT 1 FROM avoidance b WHERE b.kind = 1 AND b.account_id = \(viewer) AND b.other_id = p.author_id))
      """
  }

  /// A condition that also leaves out those the viewer mutes at this moment: for lists, not for a page someone opened on purpose. A mute is
  /// over at its time, whether or not the job has been that takes it out.
  package static func inLists(of viewer: Key<Account>?, at now: Moment) -> Query {
    guard let viewer else { return Visibility.of(nil) }
    return """
      (\(Visibility.of(viewer)) AND NOT EXISTS
        (SELECT 1 FROM avoidance u WHERE u.account_id = \(viewer) AND u.other_id = p.author_id AND u.kind = 2
          AND (u.until IS NULL OR u.until > \(now))))
      """
  }

  /// The same for what somebody is told: a mute may leave notices alone.
  package static func inNotices(of reader: Key<Account>, at now: Moment) -> Query {
    """
    (\(Visibility.of(reader)) AND NOT EXISTS
      (SELECT 1 FROM avoidance u WHERE u.account_id = \(reader) AND u.other_id = p.author_id AND u.kind = 2 AND u.hides_notices
        AND (u.until IS NULL OR u.until > \(now))))
    """
  }

  /// A condition on the account `a`: the member neither blocks nor mutes it at this moment. For lists of whom one could meet.
  package static func isWelcome(to member: Key<Account>, at now: Moment) -> Query {
    """
    (NOT EXISTS (SELECT 1 FROM avoidance v WHERE v.account_id = \(member) AND v.other_id = a.id AND (v.until IS NULL OR v.until > \(now))))
    """
  }

  /// A condition on the account `a`: no moderator has limited it, or the viewer follows it, or it is the viewer’s own. For every list of
  /// what and whom everyone may find: public lists of posts, the directory, search, suggestions.
  package static func isListed(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "(NOT a.is_limited)" }
    return """
      (NOT a.is_limited OR a.id = \(viewer)
        OR EXISTS (SELECT 1 FROM follow w WHERE w.follower_id = \(viewer) AND w.followee_id = a.id AND w.state = 0))
      """
  }

  /// A condition that also leaves out what was said for everyone to read but in no public list, and those whom a moderator has limited: for
  /// lists of what everyone says.
  package static func inPublicLists(of viewer: Key<Account>?, at now: Moment) -> Query {
    "(\(inLists(of: viewer, at: now)) AND NOT p.is_unlisted AND \(isListed(to: viewer)))"
  }
}
