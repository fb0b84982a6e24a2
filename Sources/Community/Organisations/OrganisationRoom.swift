public import Commons
public import Storehouse

extension Organisations {
  /// Takes someone who is erased out of every organisation, and an organisation's people out of it when it is erased itself.
  public static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM organisation_member WHERE person_id = \(account) OR organisation_id = \(account)")
    try tx.run("UPDATE organisation_member SET brought_by = NULL WHERE brought_by = \(account)")
  }
}
