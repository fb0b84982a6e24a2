public import Commons
import FoundationEssentials
public import Storehouse

extension Groups {
  /// What a person takes away of the groups they are in.
  public static func export(_ account: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    struct Line: Encodable {
      let handle: String
      let name: String
      let role: String
      let since: String
    }
    let lines = try tx.all(
      """
      SELECT s.handle, s.name, m.role, m.since FROM membership m JOIN space s ON s.id = m.space_id
      WHERE m.account_id = \(account) AND m.state = 0 ORDER BY m.since
      """
    ) { row in
      Line(
        handle: try row.take(), name: try row.take(), role: (try row.take() as GroupRole).name,
        since: (try row.take() as Moment).iso8601)
    }
    return [ExportFile("groups.json", Array(try JSONEncoder().encode(lines)))]
  }

  /// Takes someone who is erased out of every group. A group that would be without a steward gets the member who has been there longest.
  public static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    let spaces: [Key<Space>] = try tx.all(
      "SELECT space_id FROM membership WHERE account_id = \(account) ORDER BY space_id"
    ) { row in try row.take() }
    for space in spaces {
      try GroupStore.hold(space, in: tx)
      guard let place = try MembershipStore.place(of: account, in: space, tx: tx) else { continue }
      _ = try MembershipStore.remove(account, from: space, whoIs: place.state, in: tx)
      guard place.state == .member, place.role == .steward,
        try !MembershipStore.hasSteward(space, besides: account, in: tx)
      else { continue }
      let next: Key<Account>? = try tx.value(
        """
        SELECT m.account_id FROM membership m JOIN account a ON a.id = m.account_id
        WHERE m.space_id = \(space) AND m.state = 0 AND a.standing = 0 ORDER BY m.role DESC, m.since, m.account_id LIMIT 1
        """)
      if let next {
        try MembershipStore.setRole(.steward, of: next, in: space, tx: tx)
        try tx.record(
          Happening(.groupRoleChanged, space.value, by: nil, about: next.value, note: GroupRole.steward.name))
      }
    }
    try tx.run("UPDATE membership SET brought_by = NULL WHERE brought_by = \(account)")
  }
}
