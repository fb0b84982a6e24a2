package import Commons

/// Something the stewards tell everyone: the row of `announcement`.
package struct Announcement: Sendable {
  package let id: Key<Announcement>
  /// As it was typed.
  package let text: String
  /// Safe HTML that `Markdown` made of it.
  package let html: String
  /// When it is shown from; nil is from when it was made.
  package let startsAt: Moment?
  /// When it is shown no longer; nil is when it is taken down.
  package let endsAt: Moment?
  package let isAllDay: Bool
  package let publishedAt: Moment
  package let changedAt: Moment
  package var isSeen = false
  package var reactions: [Reaction] = []

  /// One sign that people have set under it.
  package struct Reaction: Sendable {
    package let name: String
    package let count: Int
    package var isOwn: Bool
  }

  package func isShown(at now: Moment) -> Bool {
    (startsAt.map { $0 <= now } ?? true) && (endsAt.map { $0 > now } ?? true)
  }
}

/// An announcement as a steward wants it, with every rule checked.
package struct NewAnnouncement: Sendable {
  let text: String
  let startsAt: Moment?
  let endsAt: Moment?

  static let longest = 2000

  /// - Parameters:
  ///   - from: a date like `2026-11-23`, from whose beginning it is shown; empty is at once.
  ///   - until: the last date it is shown on; empty is until it is taken down. Both are days in UTC.
  /// - Throws: a `Refusal` with every problem at once.
  package init(text: String, from: String, until: String, now: Moment) throws(Refusal) {
    var problems = Problems()
    if text.isEmpty { problems.add("text", "Write what everyone should know.") }
    if text.count > NewAnnouncement.longest { problems.add("text", "An announcement has at most 2,000 characters.") }
    let start = from.isEmpty ? nil : NewAnnouncement.day(from)
    let last = until.isEmpty ? nil : NewAnnouncement.day(until)
    let end = last.map { $0 + .days(1) }
    if !from.isEmpty, start == nil { problems.add("from", "Write the date like 2026-11-23.") }
    if !until.isEmpty, end == nil { problems.add("until", "Write the date like 2026-11-23.") }
    if let start, let end, end <= start { problems.add("until", "The last day is not before the first.") }
    if let end, end <= now { problems.add("until", "That day is over already.") }
    try problems.refuseIfAny()
    self.text = text
    startsAt = start
    endsAt = end
  }

  private static func day(_ typed: String) -> Moment? { typed.utf8.count == 10 ? Moment(iso8601: typed) : nil }
}
