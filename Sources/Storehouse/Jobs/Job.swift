public import Commons

/// Work to be done apart from a request: written in the transaction that wants it, and done later, at least once.
public struct Job: Sendable {
  public let kind: String
  /// JSON, or whatever the handler of its kind reads.
  public let payload: String
  /// While the row of a job with this key is kept (a week after it is done), another one is not taken.
  public let key: String?
  /// Not before this; nil is at once.
  public let runAt: Moment?

  public init(kind: String, payload: String = "{}", key: String? = nil, runAt: Moment? = nil) {
    self.kind = kind
    self.payload = payload
    self.key = key
    self.runAt = runAt
  }
}

/// One try at a job.
public struct JobRun: Sendable {
  public let id: Key<Job>
  public let kind: String
  public let payload: String
  /// 1 the first time.
  public let attempt: Int
  public let store: any Store
}

/// Does a job of one kind. It may be called twice for the same job, and what it throws makes the job be tried again
/// later.
public typealias JobHandler = @Sendable (JobRun) async throws -> Void

/// Work that comes back every so often, once for all processes. It is a job of its kind; it is not asked for again
/// while one is not done.
public struct Recurring: Sendable {
  public let kind: String
  public let every: Span

  public init(kind: String, every: Span) {
    self.kind = kind
    self.every = every
  }
}

extension WriteTx {
  /// Puts a job into the queue, in this transaction; nothing when its key is known already.
  public func enqueue(_ job: Job) throws {
    try run(
      """
      INSERT INTO job (id, kind, key, payload, run_at)
      VALUES (\(mint(Job.self)), \(job.kind), \(job.key), \(job.payload), \(job.runAt ?? now))
      ON CONFLICT (key) DO NOTHING
      """)
    hasEnqueued = true
  }
}

/// How the queue is: for health and metrics.
public struct JobCounts: Sendable, Hashable {
  public let waiting: Int
  public let running: Int
  public let failed: Int
  /// How long the oldest job that is due has been waiting.
  public let delay: Span
}

extension ReadTx {
  /// How the queue is at `now`.
  public func jobCounts(at now: Moment) throws -> JobCounts {
    let open: Query = "done_at IS NULL AND failed_at IS NULL"
    let isRunning: Query = "leased_until IS NOT NULL AND leased_until > \(now)"
    let counts = try first(
      """
      SELECT count(*), COALESCE(sum(CASE WHEN \(isRunning) THEN 1 ELSE 0 END), 0),
        min(CASE WHEN \(isRunning) THEN NULL ELSE run_at END) FROM job WHERE \(open)
      """
    ) { row in (try row.take() as Int, try row.take() as Int, try row.take() as Moment?) }
    let failed: Int = try value("SELECT count(*) FROM job WHERE failed_at IS NOT NULL") ?? 0
    let (all, running, oldest) = counts ?? (0, 0, nil)
    let delay = oldest.map { max(now - $0, Span(milliseconds: 0)) } ?? Span(milliseconds: 0)
    return JobCounts(waiting: all - running, running: running, failed: failed, delay: delay)
  }
}
