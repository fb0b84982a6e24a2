import Commons

extension Storehouse {
  /// What the storehouse does by itself; it belongs into the list of rooms.
  ///
  /// Every hour it counts words for “did you mean” and puts SQLite's full-text index in order, and every day it lets SQLite
  /// look at how its tables have grown.
  public static let room = Room(
    "storehouse",
    recurring: [
      Recurring(kind: "storehouse.words", every: .hours(1)), Recurring(kind: "storehouse.index", every: .hours(1)),
      Recurring(kind: "storehouse.plans", every: .days(1)),
    ],
    jobs: [
      "storehouse.words": Vocabulary.count, "storehouse.index": putIndexInOrder, "storehouse.plans": lookAtTables,
    ])

  // FTS5 keeps what came at different times in segments, and every search reads all of them: in one it is four times as
  // fast. Merged a few pages at a time, so that nobody who writes waits (its manual, “The 'merge' Command”).
  private static let putIndexInOrder: JobHandler = { run in
    guard run.store.engine == .sqlite else { return }
    for kind in SearchKind.allCases {
      var isOrderly = try await !run.store.write { tx in try Search.merge(kind, pages: -64, in: tx) }
      while !isOrderly {
        try await Task.sleep(for: .milliseconds(20))
        isOrderly = try await !run.store.write { tx in try Search.merge(kind, pages: 64, in: tx) }
      }
    }
  }

  // Without this SQLite guesses how many rows an index has for one key (its manual, “PRAGMA optimize”). PostgreSQL does
  // it by itself.
  private static let lookAtTables: JobHandler = { run in
    guard run.store.engine == .sqlite else { return }
    try await run.store.write { tx in try tx.script("PRAGMA analysis_limit = 400; PRAGMA optimize") }
  }
}
