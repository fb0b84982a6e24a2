import Deliberation

/// Whether a few may be deciding for many in a conversation: signs of it, and what the featured statements hang on.
struct CaptureReport {
  let signals: CaptureSignals
  /// Of the statements that are featured.
  let sensitivity: SensitivityReport<Int>
  let weights: WeightReport?
  /// Participants by row.
  let participants: [Int]

  /// - Parameter people: what is known of them, by the participants' numbers.
  /// - Throws: `Malformed` when none of these people took part.
  init(
    _ map: OpinionMap, votes: [OpinionVote], people: PeopleFile? = nil, rule: GroupingRule = GroupingRule(),
    featured: Int = 10
  ) throws {
    let participants = map.matrix.participants
    self.participants = participants
    let known = try people.map { try Known($0, participants) }
    let signals = CaptureSignals(map.matrix, votes: votes, ages: known?.ages)
    self.signals = signals
    var voters = SensitivityReport<Int>.Voters(count: participants.count)
    voters.likeness = signals.alike.people.map(\.surprise)
    voters.isVerified = known?.isVerified ?? []
    let weights = known?.sample.map { WeightReport($0) }
    self.weights = weights
    voters.weights = weights?.raking.weights ?? []
    sensitivity = try SensitivityReport(voters) { map.featured(featured, $0, rule: rule) }
  }

  /// What a file says of those who took part, by row.
  private struct Known {
    var sample: PopulationSample?
    var isVerified: [Bool?]?
    var ages: [Int: Double]?

    init(_ people: PeopleFile, _ participants: [Int]) throws(Malformed) {
      let places = Dictionary(uniqueKeysWithValues: people.sample.ids.enumerated().map { ($1, $0) })
      let rows = participants.map { places[String($0)] }
      guard participants.isEmpty || rows.contains(where: { $0 != nil }) else {
        throw Malformed("none of these people voted; “id” or “participant” has to hold the participants' numbers.")
      }
      let none = [Int?](repeating: nil, count: people.sample.margins.count)
      if !people.sample.margins.isEmpty {
        sample = try PopulationSample(
          margins: people.sample.margins, ids: participants.map { String($0) },
          answers: rows.map { $0.map { people.sample.answers[$0] } ?? none })
      }
      if let verified = people.isVerified { isVerified = rows.map { row in row.flatMap { verified[$0] } } }
      if let ages = people.ages {
        var known: [Int: Double] = [:]
        for (participant, row) in zip(participants, rows) { if let row { known[participant] = ages[row] } }
        self.ages = known
      }
    }
  }

  // MARK: Words

  func name(_ change: SensitivityReport<Int>.Change) -> String {
    switch change {
    case .withoutMostAlike: "Without the 5% who vote most alike"
    case .withoutUnverified: "Without those who are not verified"
    case .weightedLikePopulation: "Weighed like the population"
    case .named(let name): name
    }
  }

  func stance(_ stance: Stance) -> String {
    switch stance {
    case .agree: "agree"
    case .disagree: "disagree"
    case .pass: "pass"
    }
  }

  /// Every sign in a sentence; `text` gives a statement's words.
  func signs(_ text: (Int) -> String) -> [String] {
    var signs: [String] = []
    for block in signals.alike.blocks {
      signs.append(
        "\(FigureWords.people(block.members.count)) vote alike on \(block.votes.count) statements; by chance anyone would have \(FigureWords.hundredths(block.expected)) such companions. May be chance: \(FigureWords.rate(block.rate))."
      )
    }
    for burst in signals.stanceBursts {
      signs.append(
        "\(burst.same) of \(burst.votes) votes in \(FigureWords.duration(burst.to - burst.from)) from \(FigureWords.moment(burst.from)) \(stance(burst.stance)) with “\(text(burst.statement))”, where \(burst.allSame) of all \(burst.allVotes) do. May be chance: \(FigureWords.rate(burst.rate))."
      )
    }
    for burst in signals.arrivalBursts {
      signs.append(
        "\(FigureWords.people(burst.arrivals)) came in \(FigureWords.duration(burst.to - burst.from)) from \(FigureWords.moment(burst.from)); around then, far fewer did in as long. May be chance: \(FigureWords.rate(burst.rate))."
      )
    }
    for copycat in nearestLeaders {
      signs.append(
        "Participant \(copycat.follower) followed participant \(copycat.leader) in \(copycat.steps) of \(copycat.chances) steps, \(FigureWords.duration(copycat.delay)) later. May be chance: \(FigureWords.rate(copycat.rate))."
      )
    }
    for share in signals.newAccounts?.standingOut ?? [] {
      signs.append(
        "\(share.new) of \(share.votes) who \(stance(share.stance)) with “\(text(share.statement))” have new accounts; of all who voted on it \(share.allNew) of \(share.allVotes). May be chance: \(FigureWords.rate(share.rate))."
      )
    }
    return signs
  }

  /// One pair for each who follows: of several that are as sure, the one whose leader is nearest in time. Where ten follow
  /// one another, that is nine sentences and not forty-five.
  private var nearestLeaders: [Copycat] {
    var nearest: [Int: Copycat] = [:]
    for copycat in signals.copycats {
      guard let other = nearest[copycat.follower] else {
        nearest[copycat.follower] = copycat
        continue
      }
      if (copycat.rate, copycat.delay, copycat.leader) < (other.rate, other.delay, other.leader) {
        nearest[copycat.follower] = copycat
      }
    }
    return nearest.values.sorted { ($0.rate, $0.follower) < ($1.rate, $1.follower) }
  }

  /// What a variant changes, in a sentence.
  func words(_ variant: SensitivityReport<Int>.Variant, _ text: (Int) -> String) -> String {
    let out = variant.leftOut.isEmpty ? "" : " (\(FigureWords.people(variant.leftOut.count)) left out)"
    guard !variant.isSame else { return "\(name(variant.change))\(out): the same statements are featured." }
    let entered = variant.entered.map { "“\(text($0))”" }.joined(separator: ", ")
    let left = variant.left.map { "“\(text($0))”" }.joined(separator: ", ")
    return
      "\(name(variant.change))\(out): in \(entered.isEmpty ? "none" : entered); out \(left.isEmpty ? "none" : left)."
  }

  var summary: String {
    sensitivity.variants.isEmpty || sensitivity.isRobust
      ? "The \(sensitivity.winners.count) featured statements stay the same in every variant tried."
      : "The featured statements depend on whose votes count: see below."
  }

  func text(_ text: (Int) -> String) -> [String] {
    var lines = ["", "COULD A FEW DECIDE FOR MANY?", summary]
    lines += sensitivity.variants.map { "  " + words($0, text) }
    let signs = signs(text)
    lines.append(signs.isEmpty ? "No signs of capture." : "Signs to look at; none is a proof:")
    lines += signs.map { "  " + $0 }
    if !signals.hasTimes { lines.append("The votes have no times: nothing can be said of bursts and copycats.") }
    if let weights { lines += ["", weights.text] }
    return lines
  }
}
