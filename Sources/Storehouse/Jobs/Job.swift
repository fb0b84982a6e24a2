public import Commons

/// Work to be done apart from a request: written in the transaction that wants it, done at least once, later.
public struct Job: Sendable {
  public let kind: String
  /// JSON, or whatever the handler of its kind reads.
  public let payload: String
  /// While a job with the same key waits or runs, or is kept, no second one is made.
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
  public let id: Int64
  public let kind: String
  public let payload: String
  /// 1 the first time.
  public let attempt: Int
  public let store: any Store
}

/// Does a job of one kind; it may be called twice for the same job. What it throws makes the job be tried again later.
public typealias JobHandler = @Sendable (JobRun) async throws -> Void

/// Work that comes back every so often, once for all processes.
public struct Recurring: Sendable {
  public let kind: String
  public let every: Span

  public init(kind: String, every: Span) {
    self.kind = kind
    self.every = every
  }
}

extension WriteTx {
  /// Puts a job into the queue, in this transaction.
  public func enqueue(_ job: Job) throws {
    try run(
      """
      INSERT INTO job (id, kind, key, payload, run_at) VALUES (\(mint(Job.self)), \(job.kind), \(job.key), \(job.payload),
        \(job.runAt ?? now)) ON CONFLICT DO NOTHING
      """)
    hasEnqueued = true
  }
}

/// Does jobs when they are due.
public struct JobRunner: Sendable {
  public init(
    store: any Store, handlers: [String: JobHandler], recurring: [Recurring] = [], log: @escaping @Sendable (String) -> Void = { _ in }
  ) {}
  public func run() async {}
  public func runDue() async throws {}
}
