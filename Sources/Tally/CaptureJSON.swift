import Deliberation

extension CaptureReport {
  /// As docs/deciding/capture.md documents it.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("blocks", .array(signals.alike.blocks.map(block))), .init("has_times", .bool(signals.hasTimes)),
      .init("stance_bursts", .array(signals.stanceBursts.map(burst))),
      .init("arrival_bursts", .array(signals.arrivalBursts.map(burst))),
      .init("copycats", .array(signals.copycats.map(copycat))),
      .init("new_accounts", signals.newAccounts.map(newAccounts) ?? .null), .init("sensitivity", sensitivityJSON),
    ]
    if let weights { members.append(.init("weighing", .object(weights.members))) }
    return .object(members)
  }

  private func numbers(_ values: [Int]) -> JSON { .array(values.map(JSON.integer)) }

  private func block(_ block: AlikeBlocks.Block) -> JSON {
    [
      "members": numbers(block.members), "size": .integer(block.members.count), "expected": .number(block.expected),
      "rate": .number(block.rate),
      "votes": .array(
        block.votes.map {
          ["tid": .integer($0.statement), "says": .string(stance($0.stance)), "members": .integer($0.members)]
        }),
    ]
  }

  private func burst(_ burst: StanceBurst) -> JSON {
    [
      "tid": .integer(burst.statement), "says": .string(stance(burst.stance)), "from": .integer(Int(burst.from)),
      "to": .integer(Int(burst.to)), "votes": .integer(burst.votes), "same": .integer(burst.same),
      "all_votes": .integer(burst.allVotes), "all_same": .integer(burst.allSame), "rate": .number(burst.rate),
    ]
  }

  private func burst(_ burst: ArrivalBurst) -> JSON {
    [
      "from": .integer(Int(burst.from)), "to": .integer(Int(burst.to)), "arrivals": .integer(burst.arrivals),
      "expected": .number(burst.expected), "rate": .number(burst.rate),
    ]
  }

  private func copycat(_ copycat: Copycat) -> JSON {
    [
      "follower": .integer(copycat.follower), "leader": .integer(copycat.leader), "steps": .integer(copycat.steps),
      "chances": .integer(copycat.chances), "delay_ms": .integer(Int(copycat.delay)), "rate": .number(copycat.rate),
    ]
  }

  private func newAccounts(_ new: NewAccounts) -> JSON {
    [
      "known": .integer(new.known), "new": .integer(new.new),
      "standing_out": .array(
        new.standingOut.map {
          [
            "tid": .integer($0.statement), "says": .string(stance($0.stance)), "votes": .integer($0.votes),
            "new": .integer($0.new), "all_votes": .integer($0.allVotes), "all_new": .integer($0.allNew),
            "rate": .number($0.rate),
          ]
        }),
    ]
  }

  private var sensitivityJSON: JSON {
    [
      "featured": numbers(sensitivity.winners), "robust": .bool(sensitivity.isRobust),
      "variants": .array(
        sensitivity.variants.map { variant in
          [
            "change": .string(key(variant.change)), "left_out": numbers(variant.leftOut.map { participants[$0] }),
            "effective_size": .number(variant.effectiveSize), "featured": numbers(variant.winners),
            "entered": numbers(variant.entered), "left": numbers(variant.left),
          ]
        }),
    ]
  }

  private func key(_ change: SensitivityReport<Int>.Change) -> String {
    switch change {
    case .withoutMostAlike: "without-most-alike"
    case .withoutUnverified: "without-unverified"
    case .weightedLikePopulation: "weighted-like-population"
    case .named(let name): name
    }
  }
}
