/// A point in time, in whole milliseconds since 1970-01-01 00:00 UTC. Rules take it as a value; only the executable and the doors read a clock.
public struct Moment: Hashable, Comparable, Sendable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Midnight UTC, 2000-01-01: the zero of the time in a `Key`, early enough for what is imported; 42 bits of milliseconds last until 2139.
  public static let keyEpoch = Moment(milliseconds: 946_684_800_000)

  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
  public static func + (left: Self, right: Span) -> Self {
    Moment(milliseconds: left.milliseconds + right.milliseconds)
  }
  public static func - (left: Self, right: Span) -> Self {
    Moment(milliseconds: left.milliseconds - right.milliseconds)
  }
  public static func - (left: Self, right: Self) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }

  /// The UTC calendar date and time of day.
  public var civil: Civil { Civil(self) }

  /// ISO 8601 in UTC with three fraction digits: `2026-11-23T09:05:00.000Z`.
  public var iso8601: String {
    let civil = civil
    return
      "\(civil.isoDate)T\(pad(civil.hour, 2)):\(pad(civil.minute, 2)):\(pad(civil.second, 2)).\(pad(civil.millisecond, 3))Z"
  }
}

/// A length of time in milliseconds.
public struct Span: Hashable, Comparable, Sendable {
  public let milliseconds: Int64
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  public static func seconds(_ count: Int) -> Self { Span(milliseconds: Int64(count) * 1000) }
  public static func minutes(_ count: Int) -> Self { seconds(count * 60) }
  public static func hours(_ count: Int) -> Self { minutes(count * 60) }
  public static func days(_ count: Int) -> Self { hours(count * 24) }
  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
  public var seconds: Int { Int(milliseconds / 1000) }
}

/// A proleptic Gregorian date and time of day in UTC (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
public struct Civil: Hashable, Sendable {
  public let year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int
  /// 0 is Sunday.
  public let weekday: Int

  public init(_ moment: Moment) {
    let milliseconds = moment.milliseconds
    let days = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    let rest = Int(milliseconds - days * 86_400_000)
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    weekday = Int(((days % 7) + 11) % 7)
    hour = rest / 3_600_000
    minute = rest / 60_000 % 60
    second = rest / 1000 % 60
    millisecond = rest % 1000
  }

  /// `2026-11-23`.
  public var isoDate: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }
}

/// A number with leading zeros to at least `width` digits.
public func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
