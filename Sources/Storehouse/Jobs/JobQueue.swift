import Commons

/// The SQL of the queue, one statement a function.
enum JobQueue {
  static let lease = Span.seconds(60)
  static let mostAttempts = 10
  static let keptDone = Span.days(7)
  static let keptFailed = Span.days(90)

  struct Leased: Sendable {
    let id: Key<Job>
    let kind: String
    let payload: String
    let attempt: Int
  }

  private static func isOne(of kinds: [String]) -> Query {
    kinds.isEmpty ? "FALSE" : "kind IN (" + kinds.map { "\($0)" as Query }.joined(separator: ", ") + ")"
  }

  private static func isFree(at now: Moment) -> Query {
    "done_at IS NULL AND failed_at IS NULL AND (leased_until IS NULL OR leased_until <= \(now))"
  }

  /// When the next job that nobody has is due.
  static func nextDue(_ kinds: [String], now: Moment, in tx: ReadTx) throws -> Moment? {
    let free: Moment? = try tx.value("SELECT min(run_at) FROM job WHERE \(isFree(at: now)) AND \(isOne(of: kinds))")
    return free
  }

  /// Takes jobs that are due for one worker.
  static func take(_ kinds: [String], by worker: String, limit: Int, in tx: WriteTx) throws -> [Leased] {
    let lock: Query = tx.engine == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
    let ids = try tx.all(
      """
      SELECT id FROM job WHERE \(isFree(at: tx.now)) AND run_at <= \(tx.now) AND \(isOne(of: kinds))
      ORDER BY run_at, id LIMIT \(limit) \(lock)
      """
    ) { row in try row.take() as Key<Job> }
    guard !ids.isEmpty else { return [] }
    let leased = try tx.all(
      """
      UPDATE job SET leased_until = \(tx.now + lease), leased_by = \(worker), attempts = attempts + 1
      WHERE id \(anyOf: ids) RETURNING id, kind, payload, attempts
      """
    ) { row in Leased(id: try row.take(), kind: try row.take(), payload: try row.take(), attempt: try row.take()) }
    // RETURNING has no order.
    return leased.sorted { $0.id < $1.id }
  }

  /// Keeps the jobs a worker is still at from being taken by others.
  static func renew(_ ids: [Key<Job>], by worker: String, in tx: WriteTx) throws {
    try tx.run("UPDATE job SET leased_until = \(tx.now + lease) WHERE id \(anyOf: ids) AND leased_by = \(worker)")
  }

  static func noteDone(_ id: Key<Job>, by worker: String, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE job SET done_at = \(tx.now), leased_until = NULL, leased_by = NULL, last_error = NULL
      WHERE id = \(id) AND leased_by = \(worker)
      """)
  }

  /// - Parameter chance: 0 to 1; spreads the tries of jobs that failed together.
  /// - Returns: whether this was the last try.
  static func noteFailed(_ job: Leased, by worker: String, _ error: String, chance: Double, in tx: WriteTx) throws
    -> Bool
  {
    let isLast = job.attempt >= mostAttempts
    // 4 s, 8 s, … to about half an hour, each between once and one and a half times as long.
    let wait = Span(milliseconds: Int64(Double(2000 << min(job.attempt, 10)) * (1 + chance / 2)))
    try tx.run(
      """
      UPDATE job SET failed_at = \(isLast ? tx.now : nil), run_at = \(tx.now + wait),
        leased_until = NULL, leased_by = NULL,
        last_error = \(String(error.prefix(2000)))
      WHERE id = \(job.id) AND leased_by = \(worker)
      """)
    return isLast
  }

  /// Gives a job back as if it had not been taken.
  static func handBack(_ id: Key<Job>, by worker: String, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE job SET attempts = attempts - 1, leased_until = NULL, leased_by = NULL
      WHERE id = \(id) AND leased_by = \(worker)
      """)
    tx.hasEnqueued = true
  }

  /// Forgets jobs that were done a week ago, and failed ones after a quarter of a year.
  static func sweep(in tx: WriteTx) throws {
    try tx.run("DELETE FROM job WHERE done_at < \(tx.now - keptDone)")
    try tx.run("DELETE FROM job WHERE failed_at < \(tx.now - keptFailed)")
  }

  // MARK: What comes back

  static func ensure(_ recurring: Recurring, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO recurring (kind, every, next_at) VALUES (\(recurring.kind), \(recurring.every), \(tx.now))
      ON CONFLICT (kind) DO NOTHING
      """)
    // Told to come more often now: then the next time is not further off than that.
    try tx.run(
      """
      UPDATE recurring SET every = \(recurring.every),
        next_at = CASE WHEN next_at > \(tx.now + recurring.every) THEN \(tx.now + recurring.every) ELSE next_at END
      WHERE kind = \(recurring.kind) AND every <> \(recurring.every)
      """)
  }

  static func nextRecurring(_ kinds: [String], in tx: ReadTx) throws -> Moment? {
    kinds.isEmpty ? nil : try tx.value("SELECT min(next_at) FROM recurring WHERE \(isOne(of: kinds))")
  }

  /// Enqueues what is due again. Whoever moves the row first does it; for the others it is not due any more.
  static func enqueueDue(_ recurring: [Recurring], in tx: WriteTx) throws {
    for recurring in recurring {
      let isMine =
        try tx.run(
          """
          UPDATE recurring SET next_at = \(tx.now + recurring.every)
          WHERE kind = \(recurring.kind) AND next_at <= \(tx.now)
          """
        ) == 1
      guard isMine else { continue }
      let isOpen = try tx.exists(
        "SELECT 1 FROM job WHERE kind = \(recurring.kind) AND done_at IS NULL AND failed_at IS NULL")
      if !isOpen { try tx.enqueue(Job(kind: recurring.kind)) }
    }
  }
}
