extension Pabulib {
  /// The file: what was read, or made, in the form that Pabulib describes. Whoever voted is a number from 1 in the order
  /// of the ballots; nothing else is said about them. Reading it gives the same election.
  ///
  /// `num_projects` and `num_votes` are counted, `budget` and `vote_type` are the election's; a `max_length` or
  /// `min_project_score_threshold` that the election has is said where META does not.
  public var text: String {
    var text = "META\nkey;value\n"
    for entry in completeMeta { text += Self.row([entry.key, entry.value]) }
    text += "PROJECTS\n" + Self.row(writtenColumns)
    for project in election.projects.indices { text += Self.row(writtenRow(project)) }
    let hasPoints = election.profile.kind == .cumulative
    text += "VOTES\n" + Self.row(hasPoints ? ["voter_id", "vote", "points"] : ["voter_id", "vote"])
    let ballots = (0..<election.profile.ballotCount).map { written($0) }
    for (voter, ballot) in election.profile.ballotOfVoter.enumerated() {
      text += "\(voter + 1);" + ballots[Int(ballot)]
    }
    return text
  }

  private var completeMeta: [Entry] {
    let profile = election.profile
    var counted = [
      Entry("num_projects", String(election.projects.count)), Entry("num_votes", String(profile.voters)),
      Entry("budget", Self.decimal(election.budget)), Entry("vote_type", profile.kind.rawValue),
    ]
    if profile.kind == .ordinal { counted.append(Entry("max_length", String(election.maxLength))) }
    if !election.threshold.isZero {
      counted.append(Entry("min_project_score_threshold", Self.decimal(election.threshold)))
    }
    let kept = meta.map { entry in counted.first { $0.key == entry.key } ?? entry }
    return kept + counted.filter { entry in !meta.contains { $0.key == entry.key } }
  }

  private var hasRows: Bool { projectRows.count == election.projects.count && !projectColumns.isEmpty }
  private var writtenColumns: [String] { hasRows ? projectColumns : ["project_id", "cost", "name"] }

  private func writtenRow(_ index: Int) -> [String] {
    let project = election.projects[index]
    guard hasRows else { return [project.id, Self.decimal(project.cost), project.name] }
    return projectRows[index]
  }

  private func written(_ ballot: Int) -> String {
    let profile = election.profile
    let names = profile.choices(of: ballot).map { election.projects[$0].id }.joined(separator: ",")
    guard profile.kind == .cumulative else { return Self.row([names]) }
    let points = profile.points(of: ballot).map(Self.decimal).joined(separator: ",")
    return Self.row([names, points])
  }

  /// All its digits: amounts that were read are decimals.
  private static func decimal(_ amount: Rational) -> String { amount.decimal(places: Rational.longestDecimal) }

  private static func row(_ fields: [String]) -> String {
    fields.map { field in
      // Quoted where a reader would otherwise see something else.
      guard field.utf8.contains(where: { $0 == 0x3B || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return field }
      return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }.joined(separator: ";") + "\n"
  }
}
