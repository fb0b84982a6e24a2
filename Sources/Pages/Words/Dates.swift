public import Commons

/// Dates and times of day as people in the United Kingdom read them.
extension Words {
  /// `23 November 2026`.
  public func date(_ moment: Moment) -> String { text { $0.appendDate(London.civil(moment), self, hasYear: true) } }

  /// `Monday 23 November 2026`.
  public func longDate(_ moment: Moment) -> String {
    "\(weekday(London.civil(moment).weekday)) \(date(moment))"
  }

  /// `9:05 am`.
  public func timeOfDay(_ moment: Moment) -> String { timeOfDay(London.civil(moment)) }

  /// `23 November 2026, 9:05 am`.
  public func dateTime(_ moment: Moment) -> String { text { $0.appendDateTime(London.civil(moment), self) } }

  fileprivate func timeOfDay(_ civil: Civil) -> String {
    let clock = text { bytes in
      bytes.appendDecimal(Int64(civil.hour % 12 == 0 ? 12 : civil.hour % 12))
      bytes.append(UInt8(ascii: ":"))
      bytes.appendDecimal(civil.minute, width: 2)
    }
    return civil.hour < 12 ? self("\(clock) am") : self("\(clock) pm")
  }

  private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How long ago something was, in few words: `Just now`, `25 minutes ago`, `2 hours ago`, `Yesterday`, `3 March`, `3
  /// March 2025`. A moment that has not come yet is given as a date.
  public func ago(_ moment: Moment, now: Moment) -> String {
    let seconds = (now - moment).seconds
    // Clocks of two machines differ by a little: that is no reason to speak of the future.
    if seconds > -60, seconds < 60 { return self("Just now") }
    if seconds >= 60, seconds < 3600 {
      return self(.count(seconds / 60, one: "{1} minute ago", other: "{1} minutes ago"))
    }
    let then = London.civil(moment)
    let today = London.civil(now)
    if seconds >= 3600, seconds < 6 * 3600 || (seconds < 86400 && then.day == today.day) {
      return self(.count(seconds / 3600, one: "{1} hour ago", other: "{1} hours ago"))
    }
    if seconds >= 0, seconds < 3 * 86400, London.civil(now - .days(1)).day == then.day { return self("Yesterday") }
    return text { $0.appendDate(then, self, hasYear: then.year != today.year) }
  }

  /// How long is left: `2 days left`, `5 hours left`, `Less than an hour left`; nil when it is over.
  public func left(until end: Moment, now: Moment) -> String? {
    let seconds = (end - now).seconds
    if seconds <= 0 { return nil }
    if seconds < 3600 { return self("Less than an hour left") }
    if seconds < 2 * 86400 { return self(.count(seconds / 3600, one: "{1} hour left", other: "{1} hours left")) }
    return self(.count(seconds / 86400, one: "{1} day left", other: "{1} days left"))
  }

  /// `<time datetime="…">25 minutes ago</time>`, with the full date and time where a mouse rests.
  public func time(_ moment: Moment, now: Moment) -> Markup {
    var bytes = opened(moment)
    bytes.appendLiteral("\" title=\"")
    bytes.appendDateTime(London.civil(moment), self)
    bytes.appendLiteral("\">")
    bytes.append(contentsOf: ago(moment, now: now).utf8)
    bytes.appendLiteral("</time>")
    return Markup(bytes: bytes)
  }

  /// `<time datetime="…">23 November 2026</time>`.
  public func day(_ moment: Moment) -> Markup { "\(Markup(bytes: opened(moment)))\">\(date(moment))</time>" }

  /// `<time datetime="…">23 November 2026, 9:05 am</time>`.
  public func exactly(_ moment: Moment) -> Markup { "\(Markup(bytes: opened(moment)))\">\(dateTime(moment))</time>" }

  /// `<time datetime="2026-11-23T09:05:00Z`: to the second, which is enough for a page.
  private func opened(_ moment: Moment) -> [UInt8] {
    let civil = moment.civil
    var bytes: [UInt8] = []
    bytes.reserveCapacity(120)
    bytes.appendLiteral("<time datetime=\"")
    bytes.appendDecimal(civil.year, width: 4)
    bytes.append(UInt8(ascii: "-"))
    bytes.appendDecimal(civil.month, width: 2)
    bytes.append(UInt8(ascii: "-"))
    bytes.appendDecimal(civil.day, width: 2)
    bytes.append(UInt8(ascii: "T"))
    bytes.appendDecimal(civil.hour, width: 2)
    bytes.append(UInt8(ascii: ":"))
    bytes.appendDecimal(civil.minute, width: 2)
    bytes.append(UInt8(ascii: ":"))
    bytes.appendDecimal(civil.second, width: 2)
    bytes.append(UInt8(ascii: "Z"))
    return bytes
  }

  /// The month's name; 1 is January.
  public func month(_ number: Int) -> String {
    switch number {
    case 1: self("January")
    case 2: self("February")
    case 3: self("March")
    case 4: self("April")
    case 5: self("May")
    case 6: self("June")
    case 7: self("July")
    case 8: self("August")
    case 9: self("September")
    case 10: self("October")
    case 11: self("November")
    default: self("December")
    }
  }

  /// The day's name; 0 is Sunday.
  public func weekday(_ number: Int) -> String {
    switch number {
    case 0: self("Sunday")
    case 1: self("Monday")
    case 2: self("Tuesday")
    case 3: self("Wednesday")
    case 4: self("Thursday")
    case 5: self("Friday")
    default: self("Saturday")
    }
  }
}

extension [UInt8] {
  fileprivate mutating func appendDate(_ civil: Civil, _ words: Words, hasYear: Bool) {
    appendDecimal(Int64(civil.day))
    append(32)
    append(contentsOf: words.month(civil.month).utf8)
    guard hasYear else { return }
    append(32)
    appendDecimal(Int64(civil.year))
  }

  fileprivate mutating func appendDateTime(_ civil: Civil, _ words: Words) {
    appendDate(civil, words, hasYear: true)
    appendLiteral(", ")
    append(contentsOf: words.timeOfDay(civil).utf8)
  }
}

/// The time that clocks in London show: UTC in winter, an hour more from the last Sunday of March to the last Sunday of
/// October, changing at 01:00 UTC (The Summer Time Order 2002, article 2).
enum London {
  static func civil(_ moment: Moment) -> Civil {
    Civil(isSummer(moment) ? moment + .hours(1) : moment)
  }

  static func isSummer(_ moment: Moment) -> Bool {
    let civil = Civil(moment)
    switch civil.month {
    case 4...9: return true
    case 3, 10:
      // The date of the last Sunday: both months have 31 days.
      let lastWeekday = (civil.weekday + 31 - civil.day) % 7
      let lastSunday = 31 - lastWeekday
      let hasChanged = civil.day > lastSunday || (civil.day == lastSunday && civil.hour >= 1)
      return (civil.month == 3) == hasChanged
    default: return false
    }
  }
}
