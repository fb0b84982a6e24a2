package import Commons

/// A check that hangs on a post: a quick question with options, to see where people stand before anything is decided. It decides nothing.
package struct Check: Sendable {
  package let post: Key<Post>
  package let endsAt: Moment
  package let isMultiple: Bool
  package let hidesTotals: Bool
  package let voterCount: Int
  package let options: [Option]
  /// Which options the viewer chose; nil when they have not voted.
  package let ownVotes: [Int]?
  package let isOwn: Bool

  package struct Option: Sendable {
    package let words: String
    package let voteCount: Int
  }

  package func isOver(at now: Moment) -> Bool { endsAt <= now }
  /// Whether numbers are shown: where they are hidden, only when it is over.
  package func showsTotals(at now: Moment) -> Bool { !hidesTotals || isOver(at: now) }
  package var voteCount: Int { options.reduce(0) { $0 + $1.voteCount } }
}

/// A check that somebody wants to ask, with every rule checked.
package struct NewCheck: Sendable {
  package let options: [String]
  package let lasts: Span
  package let isMultiple: Bool
  package let hidesTotals: Bool

  package static let mostOptions = 10
  package static let longestOption = 100
  package static let shortest = Span.seconds(5)
  package static let longest = Span.days(90)

  /// - Throws: a `Refusal` with every problem at once.
  package init(options: [String], lasts: Span, isMultiple: Bool, hidesTotals: Bool) throws(Refusal) {
    var problems = Problems()
    if !(2...NewCheck.mostOptions).contains(options.count) {
      problems.add("options", "A check has two to ten options.")
    }
    if options.contains(where: { $0.isEmpty || $0.count > NewCheck.longestOption }) {
      problems.add("options", "An option has 1 to 100 characters.")
    }
    if Set(options).count != options.count { problems.add("options", "Two options are the same.") }
    if lasts < NewCheck.shortest || lasts > NewCheck.longest {
      problems.add("ends", "A check is open for five seconds at least, and for ninety days at most.")
    }
    try problems.refuseIfAny()
    self.options = options
    self.lasts = lasts
    self.isMultiple = isMultiple
    self.hidesTotals = hidesTotals
  }
}
