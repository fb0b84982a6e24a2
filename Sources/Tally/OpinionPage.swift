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
  var bytes: [UInt8] { markup.bytes }

  private var markup: Markup {
    ReportPage.markup(
      title: report.topic, style: OpinionPicture.style,
      """
      <p>\(report.count(map.matrix.participants.count, "person", "people")) voted \(report.count(map.matrix.votes, "time")) on \(report.count(map.matrix.statements.count, "statement")). Their votes fall into \(report.count(map.groups.count, "group")) of people who answer alike.</p>
      \(common)
      \(picture)
      \(groups)
      \(sureness)
      \(report.capture.map { CaptureSection(capture: $0, text: report.text).markup } ?? .empty)
      \(recount)
      """)
  }

  // MARK: Common ground

  private var common: Markup {
    let rest = report.verdicts.dropFirst(Self.shown)
    let more: Markup =
      rest.isEmpty
      ? .empty
      : """
      <details><summary>The other \(rest.count) statements</summary>
      \(table("others", "Continued: the least in common last.", Array(rest)))
      </details>
      """
    return """
      <section aria-labelledby="common"><h2 id="common">What people have in common</h2>
      <p>Statements that every group agrees with, the strongest first. A large group cannot carry a statement over the heads of a small one: the groups' chances of agreeing are multiplied.</p>
      \(table(
        "ground", "Agreement, of those who voted on the statement. A check marks those that pass every test of bridging.",
        Array(report.verdicts.prefix(Self.shown))))
      \(more)
      </section>
      """
  }

  private func table(_ name: String, _ caption: String, _ verdicts: [BridgingVerdict]) -> Markup {
    let letters = map.groups.indices.markup { place in
      """
      <th scope="col" class="number"><abbr title="Group \(report.letter(place))">\(report.letter(place))</abbr></th>
      """
    }
    let rows = verdicts.markup { verdict in
      guard let column = map.matrix.statements.firstIndex(of: verdict.statement) else { return .empty }
      let cells = map.groups.indices.markup { place in
        """
        <td class="number">\(report.percent(map.statistics.counts[place][column]))</td>
        """
      }
      let mark: Markup =
        verdict.status == .bridges
        ? "<td class=\"mark yes\"><span aria-hidden=\"true\">✓</span><span class=\"hidden\">yes</span></td>"
        : "<td class=\"mark\"><span aria-hidden=\"true\">·</span><span class=\"hidden\">no</span></td>"
      return """
        <tr><th scope="row">\(report.text(verdict.statement))</th><td class="number">\(report.percent(map.counts[column]))</td>\(cells)<td class="number">\(report.rounded(verdict.groupConsensus))</td>\(mark)</tr>
        """
    }
    return ReportPage.table(
      name, caption: caption,
      head:
        "<th scope=\"col\">Statement</th><th scope=\"col\" class=\"number\">All</th>" + letters
        + "<th scope=\"col\" class=\"number\">Consensus</th><th scope=\"col\">Bridges</th>",
      rows: rows)
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
    return """
      <section aria-labelledby="map"><h2 id="map">Where people stand</h2>
      <p>Each dot is a person\(if: OpinionPicture(report).isOfClusters, ", or several who answer much alike"). People who stand close together answered alike; the directions have no other meaning.</p>
      \(OpinionPicture(report).markup)
      <ul>\(sizes)</ul>
      \(missing)
      </section>
      """
  }

  // MARK: Groups

  private var groups: Markup {
    let all = map.groups.enumerated().markup { place, group in
      let rows = map.representative[place].markup { shown in
        """
        <tr><th scope="row">\(report.text(shown.statement))</th><td>\(shown.stance == .agree ? "agree" : "disagree")</td><td class="number">\(shown.successes) of \(shown.trials)</td><td class="number">\(others(shown, place))</td></tr>
        """
      }
      return """
        <h3 id="group-\(place)">Group \(report.letter(place)), \(report.count(group.members.count, "person", "people"))</h3>
        \(ReportPage.table(
          "says-\(place)", caption: "What sets group \(report.letter(place)) apart.",
          head: "<th scope=\"col\">Statement</th><th scope=\"col\">They</th><th scope=\"col\" class=\"number\">How many</th><th scope=\"col\" class=\"number\">Elsewhere</th>",
          rows: rows))
        """
    }
    return """
      <section aria-labelledby="groups"><h2 id="groups">What sets each group apart</h2>
      <p>Every group is shown, however small.</p>
      \(all)
      </section>
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

  private var sureness: Markup {
    guard let stability = report.stability else { return .empty }
    let rows = stability.groups.enumerated().markup { place, group in
      """
      <tr><th scope="row">Group \(report.letter(place))</th><td class="number">\(report.rounded(group.jaccard))</td><td>\(group.isStable ? "stable" : "not stable")</td></tr>
      """
    }
    return """
      <section aria-labelledby="sure"><h2 id="sure">How sure the groups are</h2>
      <p>\(report.stabilityWords(stability))</p>
      \(ReportPage.table(
        "again", caption: "How alike each group is when it is looked for again in samples of the people: 1 is the same.",
        head: "<th scope=\"col\">Group</th><th scope=\"col\" class=\"number\">Likeness</th><th scope=\"col\">So it is</th>",
        rows: rows))
      </section>
      """
  }

  private var recount: Markup {
    """
    <section aria-labelledby="recount"><h2 id="recount">Map it again</h2><p>Anyone who has the files of the conversation gets this page from <code>guerilla tally opinions FOLDER --html PAGE</code>. Nothing in it depends on when or where that is done.</p></section>
    """
  }
}
