public import Commons

/// Brings the tables up to date: forward only, one numbered file after the other, one process at a time.
public enum Migrations {
  /// Runs what has not run yet on this database, then rebuilds the derived objects when their text has changed.
  /// - Returns: the names of the files that were run.
  /// - Throws: `StoreFault.broken` when a file that has run before has been changed since, or the database is newer
  ///   than this program.
  @discardableResult public static func run(on store: any Store, _ steps: [Schema.Step] = Schema.migrations)
    async throws -> [String]
  {
    try await run(on: store, steps, derived: Schema.derived)
  }

  static func run(on store: any Store, _ steps: [Schema.Step], derived: Schema.Step?) async throws -> [String] {
    for (step, next) in zip(steps, steps.dropFirst()) where step.number >= next.number {
      throw StoreFault.broken(
        "\(next.name) stands after \(step.name): migrations are listed in the order of their numbers")
    }
    if try await store.read({ tx in try isUpToDate(steps, derived, in: tx) }) { return [] }
    var names: [String] = []
    for step in steps where try await store.write({ tx in try apply(step, in: tx) }) {
      names.append(step.name)
    }
    try await store.write { tx in
      try checkNothingUnknown(steps, in: tx)
      if steps.contains(where: { $0.name == "m0001_storehouse" }) { try tx.prepareLedger() }
    }
    if let derived { try await store.write { tx in try rebuild(derived, in: tx) } }
    return names
  }

  /// What has been run on this database, in order.
  public static func applied(in tx: ReadTx) throws -> [(number: Int, name: String, at: Moment)] {
    try tx.all("SELECT number, name, applied_at FROM migration WHERE number > 0 ORDER BY number") { row in
      (try row.take(), try row.take(), try row.take())
    }
  }

  // Most starts: everything has been run, so no lock is taken and nothing is written.
  private static func isUpToDate(_ steps: [Schema.Step], _ derived: Schema.Step?, in tx: ReadTx) throws -> Bool {
    let isThere: Query =
      switch tx.engine {
      case .sqlite: "SELECT 1 FROM sqlite_schema WHERE name = 'migration'"
      case .postgres: "SELECT 1 WHERE to_regclass('migration') IS NOT NULL"
      }
    guard try tx.exists(isThere) else { return false }
    let kept = try tx.all("SELECT number, checksum FROM migration") { row in
      (try row.take() as Int, try row.take() as String)
    }
    let wanted =
      steps.map { ($0.number, checksum(of: $0.bytes)) } + (derived.map { [(0, checksum(of: $0.bytes))] } ?? [])
    let isSame = Dictionary(kept, uniquingKeysWith: { $1 }) == Dictionary(wanted, uniquingKeysWith: { $1 })
    return try isSame && tx.isLedgerInOrder()
  }

  private static func prepare(_ tx: WriteTx) throws {
    // SQLite's write transactions exclude each other already.
    if tx.engine == .postgres {
      let _: String? = try tx.value(
        "SELECT CAST(pg_advisory_xact_lock(hashtextextended('guerilla migrations ' || current_schema(), 0)) AS TEXT)")
    }
    try tx.script(
      translated(
        """
        CREATE TABLE IF NOT EXISTS migration (
          number BIGINT NOT NULL PRIMARY KEY,
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at BIGINT NOT NULL
        );
        """, for: tx.engine))
  }

  private static func apply(_ step: Schema.Step, in tx: WriteTx) throws -> Bool {
    try prepare(tx)
    let checksum = checksum(of: step.bytes)
    if let kept: String = try tx.value("SELECT checksum FROM migration WHERE number = \(step.number)") {
      guard kept == checksum else {
        throw StoreFault.broken(
          "\(step.name) has been changed since it was run on this database: put it back, and add a new file instead")
      }
      return false
    }
    for statement in statements(of: step.text, for: tx.engine) { try tx.script(statement) }
    try tx.run(
      """
      INSERT INTO migration (number, name, checksum, applied_at)
      VALUES (\(step.number), \(step.name), \(checksum), \(tx.now))
      """
    )
    return true
  }

  private static func checkNothingUnknown(_ steps: [Schema.Step], in tx: ReadTx) throws {
    let known = Set(steps.map(\.number))
    guard let unknown = try applied(in: tx).first(where: { !known.contains($0.number) }) else { return }
    throw StoreFault.broken(
      "the database has been brought up to \(unknown.name) by a newer program, which this one does not know")
  }

  private static func rebuild(_ derived: Schema.Step, in tx: WriteTx) throws {
    try prepare(tx)
    let checksum = checksum(of: derived.bytes)
    let kept: String? = try tx.value("SELECT checksum FROM migration WHERE number = 0")
    guard kept != checksum else { return }
    for statement in statements(of: derived.text, for: tx.engine) { try tx.script(statement) }
    try tx.run(
      """
      INSERT INTO migration (number, name, checksum, applied_at) VALUES (0, 'derived', \(checksum), \(tx.now))
      ON CONFLICT (number) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at
      """)
  }

  /// FNV-1a, 64 bits, in hexadecimal (Fowler, Noll, Vo): enough to notice a change, with no library.
  static func checksum(of bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  // MARK: One text for both engines

  /// The statements of a file for one engine.
  ///
  /// A statement ends with `;` at the end of a line, except between the lines `-- begin` and `-- end`. After a line `--
  /// only: sqlite` or `-- only: postgres` the lines are for that engine, until `-- only: both`. The lines between `-- for
  /// each: a b` and `-- next` are there once for each word, which stands where they say `{each}`.
  static func statements(of text: String, for engine: Engine) -> [String] {
    var statements: [String] = []
    var statement: [Substring] = []
    func end() {
      if !statement.isEmpty { statements.append(translated(statement.joined(separator: "\n"), for: engine)) }
      statement = []
    }
    var isForThis = true
    var isWhole = false
    for line in repeated(text.split(separator: "\n", omittingEmptySubsequences: true)) {
      if line.hasPrefix("-- only: ") {
        let wanted = line.dropFirst(9)
        isForThis = wanted == "both" || wanted == engine.rawValue
      } else if line == "-- begin" {
        isWhole = true
      } else if line == "-- end" {
        isWhole = false
        end()
      }
      guard isForThis, !line.drop(while: { $0 == " " }).hasPrefix("--") else { continue }
      statement.append(line)
      if line.hasSuffix(";"), !isWhole { end() }
    }
    end()
    return statements
  }

  private static func repeated(_ lines: [Substring]) -> [Substring] {
    var all: [Substring] = []
    var words: [Substring] = []
    var block: [Substring] = []
    for line in lines {
      if line.hasPrefix("-- for each: ") {
        words = line.dropFirst(13).split(separator: " ")
      } else if line == "-- next" {
        for word in words {
          all += block.map { line in
            var text = String(line)
            text.replaceAll("{each}", with: String(word))
            return Substring(text)
          }
        }
        (words, block) = ([], [])
      } else if words.isEmpty {
        all.append(line)
      } else {
        block.append(line)
      }
    }
    return all
  }

  /// Types in SQLite's words. Tables become STRICT, so that both engines refuse what a column cannot hold; `BIGINT …
  /// PRIMARY KEY` becomes the row's own number; and a table of nothing but numbers with a key of several columns is
  /// kept in that key's order (WITHOUT ROWID).
  private static func translated(_ statement: String, for engine: Engine) -> String {
    guard engine == .sqlite else { return statement }
    let isTable = statement.hasPrefix("CREATE TABLE")
    var words = statement.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      // Types stand as words of their own, at most with a comma or a line's end after them.
      for (general, own) in [("BIGINT", "INTEGER"), ("BOOLEAN", "INTEGER"), ("BYTEA", "BLOB")]
      where word.hasPrefix(general) {
        let rest = word.dropFirst(general.count)
        if rest.isEmpty || rest.hasPrefix(",") || rest.hasPrefix("\n") || rest.hasPrefix(")") || rest.hasPrefix(";") {
          return own + rest
        }
      }
      return String(word)
    }.joined(separator: " ")
    words.replaceAll("DOUBLE PRECISION", with: "REAL")
    guard isTable, words.hasSuffix(");") else { return words }
    let isNarrow =
      words.contains("\n  PRIMARY KEY (") && !words.contains(" TEXT") && !words.contains(" BLOB")
      && !words.contains(" REAL")
    return words.dropLast() + (isNarrow ? " STRICT, WITHOUT ROWID;" : " STRICT;")
  }
}

extension String {
  fileprivate mutating func replaceAll(_ part: String, with other: String) {
    while let range = firstRange(of: part) { replaceSubrange(range, with: other) }
  }
}

extension WriteTx {
  /// Runs fixed words: migrations.
  func script(_ sql: String) throws { try connection.script(sql) }
}
