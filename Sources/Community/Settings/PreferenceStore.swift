public import Commons
public import Storehouse

/// What a person set for themselves, by name: `theme`, `language`, `mail.<kind>`, `welcome`.
public enum PreferenceStore {
  public static func value(_ name: String, of account: Key<Account>, in tx: ReadTx) throws -> String? {
    try tx.value("SELECT value FROM preference WHERE account_id = \(account) AND name = \(name)")
  }

  public static func all(of account: Key<Account>, in tx: ReadTx) throws -> [String: String] {
    let pairs = try tx.all("SELECT name, value FROM preference WHERE account_id = \(account)") { row in
      (try row.take() as String, try row.take() as String)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  static func setLanguage(_ language: String, of account: Key<Account>, in tx: WriteTx) throws {
    try tx.run("UPDATE account SET language = \(language) WHERE id = \(account)")
  }

  public static func set(_ name: String, to value: String, of account: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO preference (account_id, name, value) VALUES (\(account), \(name), \(value))
      ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value
      """)
  }
}
