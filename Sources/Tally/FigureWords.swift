import Commons
import Deliberation

/// Numbers and moments as reports write them.
enum FigureWords {
  /// “12.5%”, without a fraction where it is none.
  static func percent(_ share: Double) -> String {
    let thousandths = Int((min(max(share.isNaN ? 0 : share, -1e6), 1e6) * 1000).rounded())
    let rest = thousandths.magnitude % 10
    return "\(thousandths < 0 ? "−" : "")\(thousandths.magnitude / 10)\(rest == 0 ? "" : ".\(rest)")%"
  }

  /// “1 person”, “1,204 people”.
  static func people(_ count: Int) -> String { "\(MoneyWords.grouped(count)) \(count == 1 ? "person" : "people")" }

  /// “0.42”.
  static func hundredths(_ value: Double) -> String {
    let hundredths = Int((min(max(value.isNaN ? 0 : value, -1e9), 1e9) * 100).rounded())
    let digits = String(hundredths.magnitude % 100)
    return
      "\(hundredths < 0 ? "−" : "")\(MoneyWords.grouped(String(hundredths.magnitude / 100))).\(digits.count < 2 ? "0" : "")\(digits)"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// “13 September 2020, 12:26 UTC”, from milliseconds since 1970; times that no calendar has stay within the years 1 to 9999.
  static func moment(_ milliseconds: Int64) -> String {
    let text = Moment(milliseconds: min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)).iso8601
    let parts = text.prefix(16).split(separator: "T")
    let day = parts.first?.split(separator: "-").compactMap { Int($0) } ?? []
    guard parts.count == 2, day.count == 3, months.indices.contains(day[1] - 1) else { return text }
    return "\(day[2]) \(months[day[1] - 1]) \(day[0]), \(parts[1]) UTC"
  }

  /// “40 seconds”, “5 minutes”, “3 hours”.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds / 1000)
    func words(_ count: Int64, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
    if seconds < 120 { return words(seconds, "second") }
    if seconds < 7200 { return words(seconds / 60, "minute") }
    return seconds < 172_800 ? words(seconds / 3600, "hour") : words(seconds / 86_400, "day")
  }

  /// How many may be chance: “1 in 1,000”; for what is rarer than one in a million, that.
  static func rate(_ rate: Double) -> String {
    rate > 1e-6 ? "1 in \(MoneyWords.grouped(Int((1 / min(1, rate)).rounded())))" : "less than 1 in 1,000,000"
  }
}
