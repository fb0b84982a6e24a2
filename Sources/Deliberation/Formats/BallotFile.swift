/// An anonymised file of all ballots of a vote, published so that anyone can count it again: what was asked, and how many
/// people gave each answer. It holds no voter, no time and no order; equal ballots are one entry with their number.
///
/// The canonical form is one JSON text, the same for the same ballots whoever writes it, and its SHA-256 is the receipt that
/// a published result names:
///
/// - members in the order `format`, `version`, `title`, `rule`, `seats`, `eligible`, `kind`, `options`, `ballots`, without
///   spaces or line breaks; `rule`, `seats` and `eligible` are null where they are not said;
/// - each option `{"id":…,"name":…}`, in the order of the ballot paper;
/// - each entry of `ballots` is `{"count":…,"answer":…}`; equal answers are merged and entries with none left out;
///   entries are sorted by the bytes of the answer's text;
/// - strings in UTF-8, with only `"`, `\` and control characters escaped (`\n`, `\r`, `\t`, else `\u00` and two lower-case
///   hexadecimal digits); numbers are integers.
///
/// A published file is the canonical form with `,"sha256":"…"` before the last brace: the digest of the text without it.
public struct BallotFile: Sendable, Hashable {
  /// What people were asked for.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// An answer is the id of one option, or null for an abstention.
    case choice
    /// Ids, in the order of the options.
    case approval
    /// Ids, best first. Ranks that were left empty are null; ranks with several marks are arrays of ids.
    case ranking
    /// An object from ids, in the order of the options, to whole numbers: scores, dots, quadratic votes. Zeros are left out.
    case points
  }
  /// What can be voted for.
  public struct Option: Sendable, Hashable {
    public let id: String
    public let name: String
    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }
  /// What somebody answered: of the kind of the file, with options by position.
  public enum Answer: Sendable, Hashable {
    /// The option's position; nil to abstain.
    case choice(Int?)
    case approval(Set<Int>)
    /// For each rank the options marked there: none for a gap.
    case ranking([[Int]])
    case points([Int: Int])
  }

  public let title: String
  /// How it was counted, in the words of `guerilla tally`.
  public let rule: String?
  public let seats: Int?
  /// How many could vote.
  public let eligible: Int?
  public let kind: Kind
  public let options: [Option]
  /// Canonical: merged and sorted.
  public let ballots: [(count: Int, answer: Answer)]

  public static let format = "guerilla-policy-ballots"
  public static let version = 1

  /// - Throws: `Malformed` for two options with one id, an answer of another kind or about no option, negative numbers, or
  ///   more ballots than an `Int` holds.
  public init(
    title: String, rule: String? = nil, seats: Int? = nil, eligible: Int? = nil, kind: Kind, options: [Option],
    ballots: [(count: Int, answer: Answer)]
  ) throws(Malformed) {
    guard Set(options.map(\.id)).count == options.count else { throw Malformed("two options have the same id.") }
    guard (seats ?? 0) >= 0, (eligible ?? 0) >= 0 else { throw Malformed("a number is negative.") }
    var merged: [Answer: Int] = [:]
    var total = 0
    for ballot in ballots {
      guard ballot.count >= 0 else { throw Malformed("a number of ballots is negative.") }
      let (sum, overflow) = total.addingReportingOverflow(ballot.count)
      guard !overflow else { throw Malformed("the ballots are too many to add up.") }
      total = sum
      guard let answer = Self.canonical(ballot.answer, kind, options.count) else {
        throw Malformed("an answer does not fit a vote by \(kind.rawValue) on these options.")
      }
      if ballot.count > 0 { merged[answer, default: 0] += ballot.count }
    }
    if let eligible, total > eligible {
      throw Malformed("there are \(total) ballots, but only \(eligible) could vote.")
    }
    self.title = title
    self.rule = rule
    self.seats = seats
    self.eligible = eligible
    self.kind = kind
    self.options = options
    let texts = merged.map { (text: Array(Self.json($0.key, options).text.utf8), count: $0.value, answer: $0.key) }
    self.ballots = texts.sorted { $0.text.lexicographicallyPrecedes($1.text) }.map { ($0.count, $0.answer) }
  }

  public var total: Int { ballots.reduce(0) { $0 + $1.count } }

  /// The text that the digest is of.
  public var canonicalText: String { JSON.object(members).text }
  /// SHA-256 of the canonical text, in hexadecimal digits.
  public var sha256: String { SHA256.hexadecimal(canonicalText.utf8) }
  /// What is published.
  public var text: String { JSON.object(members + [.init("sha256", .string(sha256))]).text }

  private var members: [JSON.Member] {
    [
      .init("format", .string(Self.format)), .init("version", .integer(Self.version)), .init("title", .string(title)),
      .init("rule", rule.map(JSON.string) ?? .null), .init("seats", seats.map(JSON.integer) ?? .null),
      .init("eligible", eligible.map(JSON.integer) ?? .null), .init("kind", .string(kind.rawValue)),
      .init("options", .array(options.map { ["id": .string($0.id), "name": .string($0.name)] })),
      .init(
        "ballots",
        .array(ballots.map { ["count": .integer($0.count), "answer": Self.json($0.answer, options)] })),
    ]
  }

  /// The answer without what says nothing; nil when it does not fit.
  private static func canonical(_ answer: Answer, _ kind: Kind, _ options: Int) -> Answer? {
    let known = { (option: Int) in option >= 0 && option < options }
    switch (answer, kind) {
    case (.choice(let option), .choice): return option.map(known) ?? true ? answer : nil
    case (.approval(let chosen), .approval): return chosen.allSatisfy(known) ? answer : nil
    case (.ranking(let ranks), .ranking):
      guard ranks.allSatisfy({ $0.allSatisfy(known) && Set($0).count == $0.count }) else { return nil }
      var ranks = ranks.map { $0.sorted() }
      while ranks.last?.isEmpty == true { ranks.removeLast() }
      return .ranking(ranks)
    case (.points(let points), .points):
      return points.keys.allSatisfy(known) ? .points(points.filter { $0.value != 0 }) : nil
    default: return nil
    }
  }

  private static func json(_ answer: Answer, _ options: [Option]) -> JSON {
    let id = { (option: Int) in JSON.string(options[option].id) }
    switch answer {
    case .choice(let option): return option.map(id) ?? .null
    case .approval(let chosen): return .array(chosen.sorted().map(id))
    case .ranking(let ranks):
      return .array(ranks.map { $0.isEmpty ? .null : $0.count == 1 ? id($0[0]) : .array($0.map(id)) })
    case .points(let points):
      return .object(points.sorted { $0.key < $1.key }.map { .init(options[$0.key].id, .integer($0.value)) })
    }
  }

  public static func == (one: BallotFile, other: BallotFile) -> Bool { one.canonicalText == other.canonicalText }
  public func hash(into hasher: inout Hasher) { hasher.combine(canonicalText) }
}
