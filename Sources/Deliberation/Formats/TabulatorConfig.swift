/// A contest's rules as the Ranked Choice Voting Resource Center's tabulator keeps them in its configuration file.
public struct TabulatorConfig: Sendable, Hashable {
  public let contest: String
  /// In the order that ties follow; the write-ins last, where undeclared ones are counted.
  public let candidates: [String]
  public let rules: TabulatorRules

  /// - Throws: `Malformed` for what is not such a file, and for rules that `Tabulator` does not know: passes of
  ///   instant runoff for several seats, ballots that a person must look at, ties that a person decides.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    let json = try JSON(bytes)
    guard let given = json["rules"], case .array(let people)? = json["candidates"] else {
      throw Malformed("this is no tabulator's configuration: it has no rules or no candidates.")
    }
    if case .string(let name)? = json["outputSettings"]?["contestName"] { contest = name } else { contest = "" }
    var names: [String] = []
    for person in people {
      guard case .string(let name)? = person["name"] else { throw Malformed("a candidate has no name.") }
      guard person["excluded"] != .bool(true) else { throw Malformed("excluded candidates are not known here.") }
      names.append(name)
    }
    var rules = try Self.rules(given)
    if case .array(let sources)? = json["cvrFileSources"],
      sources.contains(where: { $0["undeclaredWriteInLabel"].map { $0 != "" && $0 != .null } ?? false })
    {
      rules.writeIns = RankedCSV.writeIns
      if !names.contains(RankedCSV.writeIns) { names.append(RankedCSV.writeIns) }
    }
    self.rules = rules
    candidates = names
  }

  private static func rules(_ json: JSON) throws(Malformed) -> TabulatorRules {
    let modeName = text(json, "winnerElectionMode")
    guard let mode = TabulatorRules.Mode(rawValue: modeName) else {
      throw Malformed("the way to elect “\(modeName)” is not known here.")
    }
    let overvoteName = text(json, "overvoteRule")
    guard let overvotes = TabulatorRules.Overvotes(rawValue: overvoteName) else {
      throw Malformed("the rule for overvotes “\(overvoteName)” is not known here.")
    }
    let seed = try integer(json, "randomSeed") ?? 0
    let ties: TabulatorRules.Ties
    switch text(json, "tiebreakMode") {
    case "useCandidateOrder": ties = .candidateOrder
    case "random": ties = .random(seed: Int64(seed))
    case "previousRoundCountsThenRandom": ties = .earlierRounds(seed: Int64(seed))
    case let other: throw Malformed("the way to break ties “\(other)” is not known here.")
    }
    var rules = TabulatorRules(
      mode: mode, seats: try integer(json, "numberOfWinners") ?? 1, overvotes: overvotes, ties: ties)
    rules.mostSkipped = try limit(json, "maxSkippedRanksAllowed")
    rules.mostRankings = try limit(json, "maxRankingsAllowed")
    rules.leastVotes = try integer(json, "minimumVoteThreshold") ?? 0
    rules.decimals = try integer(json, "decimalPlacesForVoteArithmetic") ?? 4
    rules.lastRound = try integer(json, "stopTabulationEarlyAfterRound")
    rules.repeatsEndBallot = json["exhaustOnDuplicateCandidate"] == true
    rules.excludesTogether = json["batchElimination"] == true
    rules.usesHareQuota = json["hareQuota"] == true
    rules.hasFractionalThreshold = json["nonIntegerWinningThreshold"] == true
    rules.firstRoundSetsThreshold = json["doesFirstRoundDetermineThreshold"] == true
    rules.continuesToTwo = json["continueUntilTwoCandidatesRemain"] == true
    if mode == .bottomsUpToThreshold {
      let percentage = text(json, "multiSeatBottomsUpPercentageThreshold")
      guard let value = Double(percentage), (0...100).contains(value) else {
        throw Malformed("“\(percentage)” is no percentage.")
      }
      rules.thresholdMillionths = Int((value * 10_000).rounded())
    }
    return rules
  }

  private static func text(_ json: JSON, _ name: String) -> String {
    if case .string(let text)? = json[name] { text } else { "" }
  }

  /// A whole number, written as one or in quotation marks; nil where nothing is said.
  private static func integer(_ json: JSON, _ name: String) throws(Malformed) -> Int? {
    switch json[name] {
    case nil, .null, .string(""): return nil
    case .integer(let value): return value
    case .string(let text):
      if let value = Int(text) { return value }
      fallthrough
    default: throw Malformed("“\(name)” is no whole number.")
    }
  }

  /// A limit, or “unlimited” or “max” for none.
  private static func limit(_ json: JSON, _ name: String) throws(Malformed) -> Int? {
    if case .string(let text)? = json[name], text == "unlimited" || text == "max" { return nil }
    return try integer(json, name)
  }
}
