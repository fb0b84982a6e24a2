import FoundationEssentials
import Logging

/// The operator's log: a line a record on standard error, `level message key=value …`, the level from `LOG_LEVEL` (default notice).
enum Log {
  static func make() -> Logger {
    var log = Logger(label: "guerilla", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = ProcessInfo.processInfo.environment["LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .notice
    return log
  }
}
