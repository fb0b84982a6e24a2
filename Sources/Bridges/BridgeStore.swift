import Commons
import Storehouse

enum BridgeStore {
  /// Takes out what apps kept for a person who leaves, and what others kept of them.
  static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    try AppStore.erase(account, in: tx)
    let filters: Query = "SELECT id FROM word_filter WHERE account_id = \(account)"
    try tx.run("DELETE FROM word_filter_word WHERE filter_id IN (\(filters))")
    try tx.run("DELETE FROM word_filter_post WHERE filter_id IN (\(filters))")
    try tx.run("DELETE FROM word_filter WHERE account_id = \(account)")
    try tx.run("DELETE FROM push_subscription WHERE account_id = \(account)")
    try tx.run("DELETE FROM scheduled_post WHERE account_id = \(account)")
    try tx.run("DELETE FROM account_note WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM endorsement WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM dismissed_suggestion WHERE account_id = \(account) OR other_id = \(account)")
    try tx.run("DELETE FROM featured_topic WHERE account_id = \(account)")
    try tx.run("DELETE FROM avoided_domain WHERE account_id = \(account)")
    try tx.run("DELETE FROM reading_place WHERE account_id = \(account)")
    try tx.run("DELETE FROM notice_permission WHERE account_id = \(account) OR from_id = \(account)")
    try tx.run("DELETE FROM announcement_seen WHERE account_id = \(account)")
    try tx.run("DELETE FROM announcement_reaction WHERE account_id = \(account)")
  }
}
