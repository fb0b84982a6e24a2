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

extension Moment {
  /// A date and time as ISO 8601 writes it: `2026-11-23T09:05:00.000Z`, with an offset instead of `Z`, without the fraction, or a date alone,
  /// which is its midnight UTC. Years 1 to 9999.
  public init?(iso8601 typed: some StringProtocol) {
    let text = Array(typed.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= text.count else { return nil }
      var value = 0
      for byte in text[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), text[4] == 45, text[7] == 45,
      (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var milliseconds = Int64(Civil.days(year: year, month: month, day: day)) * 86_400_000
    guard Civil(Moment(milliseconds: milliseconds)).day == day else { return nil }
    var index = 10
    if index < text.count {
      guard text[index] | 32 == UInt8(ascii: "t") || text[index] == 32, let hour = number(11..<13),
        let minute = number(14..<16), text[13] == 58, hour < 24, minute < 60
      else { return nil }
      milliseconds += Int64(hour * 60 + minute) * 60_000
      index = 16
      if index < text.count, text[index] == 58 {
        guard let second = number(17..<19), second <= 60 else { return nil }
        milliseconds += Int64(second) * 1000
        index = 19
        if index < text.count, text[index] == 46 {
          var scale: Int64 = 100
          index += 1
          guard index < text.count, (48...57).contains(text[index]) else { return nil }
          while index < text.count, (48...57).contains(text[index]) {
            milliseconds += Int64(text[index] - 48) * scale
            scale /= 10
            index += 1
          }
        }
      }
      if index < text.count {
        switch text[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): index += 1
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
          let sign: Int64 = text[index] == UInt8(ascii: "+") ? -1 : 1
          let colon = index + 3 < text.count && text[index + 3] == 58 ? 1 : 0
          guard let hours = number((index + 1)..<(index + 3)),
            let minutes = number((index + 3 + colon)..<(index + 5 + colon)), hours < 24, minutes < 60
          else { return nil }
          milliseconds += sign * Int64(hours * 60 + minutes) * 60_000
          index += 5 + colon
        default: return nil
        }
      }
      guard index == text.count else { return nil }
    }
    self.init(milliseconds: milliseconds)
  }
}

extension Civil {
  /// Days since 1970-01-01 (H. Hinnant, days_from_civil).
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
