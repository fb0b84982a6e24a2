extension BallotFile {
  /// Reads a published file. Members may stand in any order and with any spaces; what is read is canonical all the same.
  /// - Throws: `Malformed` for anything but such a file, and when it names a SHA-256 that is not that of what it holds.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    let json = try JSON(bytes)
    guard json["format"] == .string(Self.format) else { throw Malformed("this is no file of ballots.") }
    guard json["version"] == .integer(Self.version) else { throw Malformed("this version is not known here.") }
    guard case .string(let title)? = json["title"], case .string(let kindName)? = json["kind"],
      case .array(let optionList)? = json["options"], case .array(let ballotList)? = json["ballots"]
    else { throw Malformed("the title, the kind, the options or the ballots are missing.") }
    guard let kind = Kind(rawValue: kindName) else { throw Malformed("there is no kind of ballot “\(kindName)”.") }
    var options: [Option] = []
    for option in optionList {
      guard case .string(let id)? = option["id"], case .string(let name)? = option["name"] else {
        throw Malformed("an option has no id or no name.")
      }
      options.append(Option(id: id, name: name))
    }
    let positions = Dictionary(options.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var ballots: [(count: Int, answer: Answer)] = []
    for (index, ballot) in ballotList.enumerated() {
      guard case .integer(let count)? = ballot["count"], let given = ballot["answer"],
        let answer = Self.answer(given, kind, positions)
      else { throw Malformed("entry \(index + 1) of the ballots is no answer of the kind “\(kindName)”.") }
      ballots.append((count, answer))
    }
    try self.init(
      title: title, rule: try Self.string(json, "rule"), seats: try Self.integer(json, "seats"),
      eligible: try Self.integer(json, "eligible"), kind: kind, options: options, ballots: ballots)
    if let named = json["sha256"], named != .string(sha256) {
      throw Malformed("the SHA-256 of these ballots is \(sha256), which is not what the file says.")
    }
  }

  private static func string(_ json: JSON, _ name: String) throws(Malformed) -> String? {
    switch json[name] {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw Malformed("“\(name)” is no text.")
    }
  }

  private static func integer(_ json: JSON, _ name: String) throws(Malformed) -> Int? {
    switch json[name] {
    case nil, .null: return nil
    case .integer(let value): return value
    default: throw Malformed("“\(name)” is no whole number.")
    }
  }

  private static func answer(_ json: JSON, _ kind: Kind, _ positions: [String: Int]) -> Answer? {
    let option = { (json: JSON) -> Int? in if case .string(let id) = json { positions[id] } else { nil } }
    switch (kind, json) {
    case (.choice, .null): return .choice(nil)
    case (.choice, _): return option(json).map { .choice($0) }
    case (.approval, .array(let ids)):
      let chosen = ids.compactMap(option)
      return chosen.count == ids.count && Set(chosen).count == chosen.count ? .approval(Set(chosen)) : nil
    case (.ranking, .array(let ranks)):
      var ranking: [[Int]] = []
      for rank in ranks {
        switch rank {
        case .null: ranking.append([])
        case .array(let ids):
          let marked = ids.compactMap(option)
          guard marked.count == ids.count, !marked.isEmpty else { return nil }
          ranking.append(marked)
        default:
          guard let marked = option(rank) else { return nil }
          ranking.append([marked])
        }
      }
      return .ranking(ranking)
    case (.points, .object(let members)):
      var points: [Int: Int] = [:]
      for member in members {
        guard let option = positions[member.name], case .integer(let value) = member.value else { return nil }
        points[option] = value
      }
      return .points(points)
    default: return nil
    }
  }
}

extension RankedBallots {
  /// Ballots of a published file that asked for a ranking.
  /// - Throws: `Malformed` when it asked for something else.
  public init(_ file: BallotFile) throws(Malformed) {
    guard file.kind == .ranking else { throw Malformed("these ballots are no rankings but \(file.kind.rawValue).") }
    var groups: [(count: Int, marks: [Mark])] = []
    for (count, answer) in file.ballots {
      guard case .ranking(let ranks) = answer else { continue }
      groups.append((count, ranks.map { $0.isEmpty ? .gap : $0.count == 1 ? .candidate($0[0]) : .overvote }))
    }
    try self.init(
      candidates: file.options.map { Candidate($0.name) }, groups: groups, seats: file.seats, contest: file.title)
  }
}
