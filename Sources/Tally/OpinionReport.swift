import Deliberation

/// A map of opinions in words and as JSON.
struct OpinionReport {
  let export: PolisExport
  let map: OpinionMap
  let bridging: BridgingFactors
  let stability: GroupStability?
  let capture: CaptureReport?
  let verdicts: [BridgingVerdict]
  /// The verdicts on what at least one person in each group voted on; what a group has not been asked it has not agreed to.
  let asked: [BridgingVerdict]
  /// The others.
  let unasked: [BridgingVerdict]
  private let texts: [Int: String]

  init(
    export: PolisExport, map: OpinionMap, bridging: BridgingFactors, stability: GroupStability?,
    capture: CaptureReport? = nil
  ) {
    self.export = export
    self.map = map
    self.bridging = bridging
    self.stability = stability
    self.capture = capture
    let verdicts = BridgingVerdict.all(map, bridging)
    self.verdicts = verdicts
    let columns = Dictionary(uniqueKeysWithValues: map.matrix.statements.enumerated().map { ($1, $0) })
    let everybody = map.groups.isEmpty ? [map.counts] : map.statistics.counts
    let isAsked = { (verdict: BridgingVerdict) in
      columns[verdict.statement].map { column in everybody.allSatisfy { $0[column].votes > 0 } } ?? false
    }
    asked = verdicts.filter(isAsked)
    unasked = verdicts.filter { !isAsked($0) }
    texts = Dictionary(uniqueKeysWithValues: export.statements.map { ($0.id, $0.text) })
  }

  /// A statement's words, on one line.
  func text(_ statement: Int) -> String {
    guard let text = texts[statement] else { return "Statement \(statement)" }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A, B, C …; after Z, AA.
  func letter(_ place: Int) -> String {
    let letter = String(Character(Unicode.Scalar(UInt8(65 + place % 26))))
    return place < 26 ? letter : self.letter(place / 26 - 1) + letter
  }

  func percent(_ counts: StanceCounts) -> String {
    counts.votes == 0 ? "–" : "\(Int((Double(counts.agrees) * 100 / Double(counts.votes)).rounded()))%"
  }

  var unplaced: [Int] {
    map.matrix.participants.enumerated().filter { map.groupOfRow[$0.offset] == nil }.map(\.element)
  }

  var topic: String { export.topic.isEmpty ? "What people think" : export.topic }

  func count(_ number: Int, _ word: String, _ words: String? = nil) -> String {
    "\(MoneyWords.grouped(number)) \(number == 1 ? word : words ?? word + "s")"
  }

  // MARK: Words

  var text: String {
    var lines = [
      topic, "",
      "\(count(map.matrix.participants.count, "person", "people")), \(count(map.matrix.statements.count, "statement")), "
        + "\(count(map.matrix.votes, "vote")); \(count(map.groups.count, "group")).",
    ]
    if !unplaced.isEmpty {
      lines.append("\(count(unplaced.count, "person", "people")) voted too little to have a place on the map.")
    }
    lines += ["", "COMMON GROUND: consensus, then agreement of everybody and in each group"]
    for verdict in asked.prefix(10) {
      guard let column = map.matrix.statements.firstIndex(of: verdict.statement) else { continue }
      let groups = map.groups.indices.map { "\(letter($0)) \(percent(map.statistics.counts[$0][column]))" }
      lines.append(
        "  \(rounded(verdict.groupConsensus))  \(percent(map.counts[column]))  \(groups.joined(separator: "  "))"
          + "  \(text(verdict.statement))\(verdict.status == .bridges ? "  [bridges]" : "")")
    }
    for (place, group) in map.groups.enumerated() {
      lines += ["", "GROUP \(letter(place)): \(count(group.members.count, "person", "people"))\(sureness(place))"]
      for shown in map.representative[place] {
        lines.append(
          "  \(shown.successes) of \(shown.trials) \(shown.stance == .agree ? "agree" : "disagree"): \(text(shown.statement))"
        )
      }
    }
    if let stability { lines += ["", stabilityWords(stability)] }
    if let capture { lines += capture.text(text) }
    return lines.map(BudgetOutput.plain).joined(separator: "\n")
  }

  private func sureness(_ place: Int) -> String {
    guard let stability, place < stability.groups.count else { return "" }
    return ", found again \(rounded(stability.groups[place].jaccard))"
  }

  func stabilityWords(_ stability: GroupStability) -> String {
    let shares = stability.countShares.sorted { $0.key < $1.key }.map {
      "\(count($0.key, "group")) in \(Int(($0.value * 100).rounded()))%"
    }
    var words =
      "In \(stability.samples) samples of the people, what fitted best was: \(shares.joined(separator: ", "))."
    for group in stability.overlooked.prefix(3) {
      words += " A smaller group of \(count(group.members.count, "person", "people")) is found again and again, too."
    }
    return words
  }

  func rounded(_ value: Double) -> String {
    let thousandths = Int((min(max(value, -999), 999) * 1000).rounded())
    let digits = String(thousandths.magnitude % 1000)
    let zeros = String(repeating: "0", count: 3 - digits.count)
    return "\(thousandths < 0 ? "−" : "")\(thousandths.magnitude / 1000).\(zeros)\(digits)"
  }
}
