import Commons

extension Storehouse {
  /// What the storehouse does by itself; it belongs into the list of rooms.
  ///
  /// Every hour it counts words for “did you mean”, and every day it lets SQLite look at how its tables have grown.
  public static let room = Room(
    "storehouse",
    recurring: [
      Recurring(kind: "storehouse.words", every: .hours(1)), Recurring(kind: "storehouse.plans", every: .days(1)),
    ],
    jobs: ["storehouse.words": Vocabulary.count, "storehouse.plans": lookAtTables])

  // Without this SQLite guesses how many rows an index has for one key (its manual, “PRAGMA optimize”). PostgreSQL does
  // it by itself.
  private static let lookAtTables: JobHandler = { run in
    guard run.store.engine == .sqlite else { return }
    try await run.store.write { tx in try tx.script("PRAGMA analysis_limit = 400; PRAGMA optimize") }
  }
}
