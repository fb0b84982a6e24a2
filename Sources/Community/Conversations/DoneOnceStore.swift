package import Commons
package import Storehouse

/// What forms and calls have done already, so that the same one sent again does nothing new.
package enum DoneOnceStore {
  /// What a form with this key did when it was sent before; nil when it is new, and then it is this transaction's alone.
  package static func alreadyDone(_ once: String, by account: Key<Account>, in tx: WriteTx) throws -> Key<Post>? {
    guard !once.isEmpty else { return nil }
    let key = String(once.prefix(100))
    let done: Key<Post>? = try tx.value("SELECT result FROM done_once WHERE account_id = \(account) AND once = \(key)")
    // SQLite has one writer; on PostgreSQL two may be here at once. The later one waits for the first, is then run again, and finds what it did.
    if done == nil, tx.engine == .postgres {
      let isFirst =
        try tx.run(
          "INSERT INTO done_once (account_id, once, result, at) VALUES (\(account), \(key), 0, \(tx.now)) ON CONFLICT DO NOTHING"
        ) == 1
      let why = "the same form is being done"
      guard isFirst else { throw StoreFault.conflict(why) }
    }
    return done
  }

  package static func noteDone(_ once: String, by account: Key<Account>, result: Key<Post>, in tx: WriteTx) throws {
    guard !once.isEmpty else { return }
    try tx.run(
      """
      INSERT INTO done_once (account_id, once, result, at) VALUES (\(account), \(String(once.prefix(100))), \(result), \(tx.now))
      ON CONFLICT (account_id, once) DO UPDATE SET result = excluded.result
      """)
  }
}
