import Deliberation
import Pages

/// A map of opinions as a page: first what people have in common, then where they stand, then what sets groups apart.
struct OpinionPage {
  private let report: OpinionReport
  private let folder: String
  private var map: OpinionMap { report.map }
  private static let shown = 20

  init(_ report: OpinionReport, folder: String) {
    self.report = report
    self.folder = folder
  }

  /// The page as it is written to a file: UTF-8.
  var bytes: [UInt8] { page.markup.bytes }

  private var page: ReportPage {
    ReportPage(
      title: report.topic,
      lead: """
        <p>\(report.count(map.matrix.participants.count, "person", "people")) voted \(report.count(map.matrix.votes, "time")) on \(report.count(map.matrix.statements.count, "statement")). \(found)</p>
        """,
      sections: [
        .init("common", "What people have in common", common), .init("map", "Where people stand", picture),
        map.groups.isEmpty ? nil : .init("groups", "What sets each group apart", groups),
        report.stability.map { .init("sure", "How sure the groups are", sureness($0)) },
        report.capture.map {
          .init("capture", "Could a few decide for many?", CaptureSection(capture: $0, text: report.text).markup)
        },
        .init("recount", "Map it again", recount),
      ].compactMap { $0 }, style: OpinionPicture.style)
  }

  private var found: String {
    switch map.groups.count {
    case 0: "That is too little to find groups of people who answer alike."
    case 1: "All who voted enough to be placed answer alike."
    default: "They fall into \(map.groups.count) groups of people who answer alike."
    }
  }

  // MARK: Common ground

  private var common: Markup {
    let rest = report.asked.dropFirst(Self.shown)
    let more = folded(
      rest.count == 1 ? "One more statement" : "The other \(MoneyWords.grouped(rest.count)) statements",
      "others", "Continued: the least in common last.", Array(rest))
    let unasked = folded(
      "\(report.count(report.unasked.count, "statement")) that not every group has voted on", "unasked",
      "Too few votes to tell what people have in common.", report.unasked)
    return """
      <p>Statements that every group agrees with, the strongest first. A large group cannot carry a statement over the heads of a small one: the groups' chances of agreeing are multiplied, which gives the consensus, from 0 to 1.</p>
      \(table(
        "ground", "Who agrees, of those who voted on the statement: everybody, then each group. A tick marks what passes every test of bridging.",
        Array(report.asked.prefix(Self.shown))))
      \(more)\(unasked)
      """
  }

  private func folded(_ summary: String, _ name: String, _ caption: String, _ verdicts: [BridgingVerdict]) -> Markup {
    guard !verdicts.isEmpty else { return .empty }
    return """
      <details><summary>\(summary)</summary>
      \(table(name, caption, verdicts))
      </details>
      """
  }

  private func table(_ name: String, _ caption: String, _ verdicts: [BridgingVerdict]) -> Markup {
    let letters = map.groups.indices.map { ReportTable.Column(report.letter($0), .number) }
    let rows: [[Markup]] = verdicts.compactMap { verdict in
      guard let column = map.matrix.statements.firstIndex(of: verdict.statement) else { return nil }
      let shares = map.groups.indices.map { "\(report.percent(map.statistics.counts[$0][column]))" as Markup }
      return ["\(report.text(verdict.statement))", "\(report.percent(map.counts[column]))"] + shares + [
        "\(report.rounded(verdict.groupConsensus))",
        ReportTable.mark(verdict.status == .bridges, yes: "yes", no: "no", sign: "✓"),
      ]
    }
    return ReportTable(
      name: name, caption: caption,
      columns: [.init("Statement"), .init("All", .number)] + letters + [
        .init("Consensus", .number), .init("Bridges", .mark),
      ],
      isOfSentences: true, rows: rows
    ).markup
  }

  // MARK: The map

  private var picture: Markup {
    let unplaced = report.unplaced.count
    let missing: Markup =
      unplaced == 0
      ? .empty
      : """
      <p class="soft">\(report.count(unplaced, "person", "people")) voted too little to have a place on the map. Their votes are in the totals.</p>
      """
    let sizes = map.groups.enumerated().markup { place, group in
      """
      <li><span class="key g\(place % OpinionPicture.colours)" aria-hidden="true"></span>Group \(report.letter(place)): \(report.count(group.members.count, "person", "people"))</li>
      """
    }
    let drawing = OpinionPicture(report)
    return """
      <p>Each dot is a person\(if: drawing.isOfClusters, ", or several who answer much alike"). People who stand close together answered alike; the directions have no other meaning.</p>
      \(drawing.markup)
      <ul class="keys">\(sizes)</ul>
      \(missing)
      """
  }

  // MARK: Groups

  private var groups: Markup {
    let all = map.groups.enumerated().markup { place, group in
      """
      <h3 id="group-\(place)">Group \(report.letter(place)), \(report.count(group.members.count, "person", "people"))</h3>
      \(ReportTable(
        name: "says-\(place)", caption: "What group \(report.letter(place)) says more than the others do.",
        columns: [
          .init("Statement"), .init("They"), .init("How many", .number), .init("In the other groups", .number),
        ],
        isOfSentences: true,
        rows: map.representative[place].map { shown in
          [
            "\(report.text(shown.statement))", "\(shown.stance == .agree ? "agree" : "disagree")",
            "\(shown.successes) of \(shown.trials)", "\(others(shown, place))",
          ]
        }
      ).markup)

      """
    }
    return """
      <p>Every group is shown, however small.</p>
      \(all)
      """
  }

  /// The share of the other groups' votes that say the same.
  private func others(_ shown: RepresentativeStatement, _ place: Int) -> String {
    guard let column = map.matrix.statements.firstIndex(of: shown.statement) else { return "–" }
    let (all, here) = (map.statistics.totals[column], map.statistics.counts[place][column])
    let votes = all.votes - here.votes
    let same = shown.stance == .agree ? all.agrees - here.agrees : all.disagrees - here.disagrees
    return report.percent(StanceCounts(agrees: same, disagrees: votes - same, passes: 0))
  }

  // MARK: The rest

  private func sureness(_ stability: GroupStability) -> Markup {
    """
    <p>\(report.stabilityWords(stability))</p>
    \(ReportTable(
      name: "again",
      caption: "How alike each group is when it is looked for again in samples of the people: 1 is the same.",
      columns: [.init("Group"), .init("Likeness", .number), .init("Stable")],
      rows: stability.groups.enumerated().map { place, group in
        ["Group \(report.letter(place))", "\(report.rounded(group.jaccard))", "\(group.isStable ? "yes" : "no")"]
      }
    ).markup)
    """
  }

  private var recount: Markup {
    """
    <p>Anyone who has the files of the conversation gets this page from <code>guerilla tally opinions FOLDER --html PAGE</code>, with the same options. Nothing in it depends on when or where that is done.</p>
    """
  }
}
