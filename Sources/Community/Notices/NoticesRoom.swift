import Commons
public import Doors
public import Storehouse

extension Notices {
  /// What this room does beside answering requests.
  public static func room(_ house: House) -> Room {
    let letters = NoticeLetters(house: house)
    return Room(
      "notices", listeners: [NoticeListener.listener],
      recurring: [Recurring(kind: NoticeLetters.jobKind, every: .minutes(1))],
      jobs: [NoticeLetters.jobKind: { _ in try await letters.compose() }],
      erase: { account, tx in
        try tx.run("DELETE FROM notice WHERE account_id = \(account)")
        try tx.run("UPDATE notice SET actor_id = NULL WHERE actor_id = \(account)")
        try tx.run("DELETE FROM notice_digest WHERE account_id = \(account)")
        try tx.run("DELETE FROM notice_permission WHERE account_id = \(account) OR from_id = \(account)")
      })
  }

  /// For a demonstration: what is older than the newest few has been read, and none of it is sent by mail.
  public static func settle(keepingUnread count: Int, in tx: WriteTx) throws {
    try tx.run("UPDATE notice SET mailed_at = \(tx.now) WHERE mailed_at IS NULL")
    // Nobody noted when what was made up was supported: as if that were soon.
    try tx.run(
      """
      UPDATE notice SET at = (SELECT published_at FROM post WHERE post.id = notice.post_id) + 900000
      WHERE post_id IS NOT NULL AND at > (SELECT published_at FROM post WHERE post.id = notice.post_id) + 900000
      """)
    try tx.run(
      """
      UPDATE notice SET read_at = \(tx.now) WHERE read_at IS NULL AND id NOT IN
        (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY account_id ORDER BY at DESC, id DESC) AS place FROM notice) ranked WHERE place <= \(count))
      """)
  }
}
