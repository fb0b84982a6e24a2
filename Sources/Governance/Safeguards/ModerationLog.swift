public import Commons
import Storehouse

/// What moderators did, for everyone to read, and what waits for them.
extension Safeguards {
  public struct Log: Sendable {
    public let counts: [(action: ModerationAction, count: Int)]
    public let lines: [Decision]
    public let openReports: Int
    public let appealsUpheld: Int
    public let appeals: Int
  }

  /// What moderators did, without names: for everyone to read.
  public func log(before: Key<ModerationRow>?) async throws -> Log {
    try await store.read { tx in
      Log(
        counts: try SafeguardStore.counts(in: tx),
        lines: try SafeguardStore.latestDecisions(before: before ?? Key(.max), limit: 50, in: tx),
        openReports: try tx.value("SELECT count(*) FROM report WHERE closed_at IS NULL") ?? 0,
        appealsUpheld: try tx.value("SELECT count(*) FROM appeal WHERE upheld") ?? 0,
        appeals: try tx.value("SELECT count(*) FROM appeal") ?? 0)
    }
  }

  /// How much waits for a moderator.
  public func waiting() async throws -> Int {
    try await store.read { tx in
      let reports: Int = try tx.value("SELECT count(*) FROM report WHERE closed_at IS NULL") ?? 0
      let appeals: Int = try tx.value("SELECT count(*) FROM appeal WHERE answered_at IS NULL") ?? 0
      return reports + appeals
    }
  }
}
