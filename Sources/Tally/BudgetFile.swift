public import ArgumentParser
public import Deliberation

/// Which file, and how ties are broken: what the commands about budgets have in common.
struct BudgetFile: ParsableArguments {
  @Argument(help: "An election in the Pabulib format.") var file: String

  @Option(
    help: ArgumentHelp(
      "Which of equal projects comes first: “id”, “file” (the order of the file), or a file with one id a line, as drawn.",
      discussion: "Without it, what the rule's reference does: see docs/deciding.md."))
  var ties: String?

  @Option(
    help: ArgumentHelp(
      "Draws which of equal projects comes first: a public random value, in hexadecimal digits.",
      discussion: "The ticket of project i is SHA-256(ids in the order of the file, one a line ‖ beacon ‖ i)."))
  var beacon: String?
  @Option(help: "The same from a public text: its UTF-8 is the beacon.") var seed: String?

  func validate() throws {
    if [ties, beacon, seed].count(where: { $0 != nil }) > 1 {
      throw ValidationError("Equal projects are put in order by --ties, --beacon or --seed, only one of them.")
    }
    if let beacon, Hexadecimal.bytes(beacon)?.isEmpty ?? true {
      throw ValidationError("--beacon is pairs of hexadecimal digits.")
    }
    if seed?.isEmpty ?? false { throw ValidationError("--seed is not empty.") }
  }

  func read() throws -> (pabulib: Pabulib, ties: TieBreaking?) {
    let input = try TallyFile(file)
    let pabulib = try input.read { bytes throws(Malformed) in try Pabulib(bytes) }
    warn(pabulib)
    if let lot = beacon.flatMap(Hexadecimal.bytes) ?? seed.map({ Array($0.utf8) }) {
      return (
        pabulib, try input.read { _ throws(Malformed) in try TieBreaking.drawn(pabulib.election, beacon: lot) }
      )
    }
    return (pabulib, try listedTies(pabulib.election))
  }

  private func listedTies(_ election: BudgetElection) throws -> TieBreaking? {
    switch ties {
    case nil: return nil
    case "id": return .id
    case "file": return .file
    case .some(let path):
      let ids = Set(election.projects.map(\.id))
      return .listed(
        try TallyFile(path).read { bytes throws(Malformed) in
          let lines = try ProvableDraw.entries(bytes)
          if let other = lines.firstIndex(where: { !ids.contains($0) }) {
            throw Malformed("“\(lines[other].prefix(60))”, \(other + 1) on the list, is no project of \(file).")
          }
          return lines
        })
    }
  }

  /// Says where a file seems to have been cut short. It is counted as it is.
  private func warn(_ pabulib: Pabulib) {
    let election = pabulib.election
    for (key, there, what) in [
      ("num_votes", election.profile.voters, "votes"), ("num_projects", election.projects.count, "projects"),
    ] {
      guard let said = pabulib.meta.first(where: { $0.key == key }).flatMap({ Int($0.value) }), said != there else {
        continue
      }
      TallyFile.note("\(file): META says \(said) \(what), but there are \(there). Is it whole?")
    }
  }
}

extension BudgetRule: ExpressibleByArgument {}
extension Completion: ExpressibleByArgument {}

extension JSON {
  /// An amount of money or a score: a number where JSON readers keep it exactly, else its decimal digits or fraction as
  /// a string.
  static func amount(_ value: Rational) -> JSON {
    if value.denominator == .one {
      return value.numerator.word.map { .integer($0) } ?? .string(value.numerator.description)
    }
    let text = value.decimal(places: 9)
    if Rational(decimal: text) == value, let number = Double(text), "\(number)" == text { return .number(number) }
    return .string(value.description)
  }

  /// Rounded to six decimals.
  static func rounded(_ value: Rational) -> JSON {
    Double(value.decimal(places: 6)).map { value.denominator == .one ? amount(value) : .number($0) } ?? .null
  }
}
