public import Commons
package import HTTPTypes
package import Hummingbird
package import Logging
import Synchronization

/// Counts and times of requests since the start, for `/metrics`.
public final class Measures: Sendable {
  private struct Counts {
    var byStatus: [Int: Int] = [:]
    var buckets = [Int](repeating: 0, count: Measures.edges.count + 1)
    var milliseconds: Double = 0
    var requests = 0
    var faults = 0
  }
  /// Upper edges of the duration buckets, in milliseconds.
  static let edges: [Double] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500]
  private let counts = Mutex(Counts())
  private let startedAt: Moment

  public init(startedAt: Moment) { self.startedAt = startedAt }

  func note(status: Int, milliseconds: Double) {
    counts.withLock {
      $0.requests += 1
      $0.byStatus[status, default: 0] += 1
      $0.milliseconds += milliseconds
      $0.buckets[Measures.edges.firstIndex { milliseconds <= $0 } ?? Measures.edges.count] += 1
    }
  }

  /// Counts an answer and notes it in the log.
  package func note(
    _ status: HTTPResponse.Status, since began: ContinuousClock.Instant, of request: Request, reference: String,
    log: Logger
  ) {
    let elapsed = (ContinuousClock.now - began).components
    let milliseconds = Double(elapsed.seconds) * 1000 + Double(elapsed.attoseconds) / 1e15
    note(status: status.code, milliseconds: milliseconds)
    if status.code == 500 { noteFault() }
    log.info(
      "request",
      metadata: [
        "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(status.code)",
        "ms": "\(Double(Int(milliseconds * 100)) / 100)", "reference": "\(reference)",
      ])
  }

  private func noteFault() { counts.withLock { $0.faults += 1 } }

  /// In the Prometheus text format, version 0.0.4.
  public func prometheus(extra: [(name: String, help: String, value: Double)] = []) -> String {
    let counts = counts.withLock { $0 }
    var text = """
      # HELP guerilla_start_time_seconds When this process started, in seconds since 1970.
      # TYPE guerilla_start_time_seconds gauge
      guerilla_start_time_seconds \(startedAt.milliseconds / 1000)
      # HELP guerilla_faults_total Requests that ended in a fault.
      # TYPE guerilla_faults_total counter
      guerilla_faults_total \(counts.faults)
      # HELP guerilla_requests_total Requests answered, by status.
      # TYPE guerilla_requests_total counter

      """
    for (status, count) in counts.byStatus.sorted(by: { $0.key < $1.key }) {
      text += "guerilla_requests_total{status=\"\(status)\"} \(count)\n"
    }
    text += "# HELP guerilla_request_seconds How long requests took.\n# TYPE guerilla_request_seconds histogram\n"
    var running = 0
    for (edge, count) in zip(Measures.edges, counts.buckets) {
      running += count
      text += "guerilla_request_seconds_bucket{le=\"\(edge / 1000)\"} \(running)\n"
    }
    text += "guerilla_request_seconds_bucket{le=\"+Inf\"} \(counts.requests)\n"
    text +=
      "guerilla_request_seconds_sum \(counts.milliseconds / 1000)\nguerilla_request_seconds_count \(counts.requests)\n"
    for measure in extra {
      text += "# HELP \(measure.name) \(measure.help)\n# TYPE \(measure.name) gauge\n\(measure.name) \(measure.value)\n"
    }
    return text
  }
}
