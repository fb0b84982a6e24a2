import Commons
import Storehouse

enum BridgeStore {
  /// Takes out what apps kept for a person who leaves, and what others kept of them.
  static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    try AppStore.erase(account, in: tx)
    try tx.run("DELETE FROM conversation_place WHERE account_id = \(account)")
    try tx.run("DELETE FROM push_subscription WHERE account_id = \(account)")
    try tx.run("DELETE FROM scheduled_post WHERE account_id = \(account)")
    try tx.run("DELETE FROM account_note WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM endorsement WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM dismissed_suggestion WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM featured_topic WHERE account_id = \(account)")
    try tx.run("DELETE FROM avoided_domain WHERE account_id = \(account)")
    try tx.run("DELETE FROM reading_place WHERE account_id = \(account)")
    try tx.run("DELETE FROM announcement_seen WHERE account_id = \(account)")
    try tx.run("DELETE FROM announcement_reaction WHERE account_id = \(account)")
  }
}
