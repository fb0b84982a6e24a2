import Commons
import Storehouse

extension Letters {
  /// Sends someone no more letters of a kind: for one conversation by muting it, else by what they set for the kind.
  static func stop(_ kind: String, for account: Key<Account>, in store: any Store) async throws {
    try await store.write { tx in
      guard try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND standing <> 3") else { return }
      // Letters of one conversation end by muting it.
      if kind.hasPrefix("conversation-"), let conversation = Int64(kind.dropFirst("conversation-".count)) {
        try tx.run(
          """
          INSERT INTO conversation_attention (account_id, conversation_id, level, since)
          SELECT \(account), id, 0, \(tx.now) FROM post WHERE id = \(conversation)
          ON CONFLICT (account_id, conversation_id) DO UPDATE SET level = 0, since = excluded.since
          """)
      } else {
        try PreferenceStore.set("mail.\(kind)", to: "never", of: account, in: tx)
      }
    }
  }
}
