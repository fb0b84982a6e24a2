import Commons
public import Storehouse

extension Room {
  /// A report stays when its reporter goes, without saying who it was. Decisions about somebody are theirs to take away.
  public static let safeguards = Room(
    "safeguards",
    export: { account, tx in
      var text = ""
      try tx.each(
        "SELECT COALESCE(measure, action), concern, reason, decided_at FROM moderation WHERE concerns_id = \(account) ORDER BY id"
      ) { row in
        let action: String = try row.take()
        let concern: String = try row.take()
        let reason: String = try row.take()
        text += "# \(action), \((try row.take() as Moment).iso8601)\n\n\(concern)\n\n\(reason)\n\n"
      }
      return text.isEmpty ? [] : [ExportFile("decisions-about-you.md", Array(text.utf8))]
    },
    erase: { account, tx in try tx.run("UPDATE report SET reporter_id = NULL WHERE reporter_id = \(account)") })
}
