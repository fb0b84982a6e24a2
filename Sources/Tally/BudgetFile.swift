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

  func read() throws -> (pabulib: Pabulib, ties: TieBreaking?) {
    let pabulib = try TallyFile(file).read { bytes throws(Malformed) in try Pabulib(bytes) }
    return (pabulib, try tieBreaking())
  }

  private func tieBreaking() throws -> TieBreaking? {
    switch ties {
    case nil: return nil
    case "id": return .id
    case "file": return .file
    case .some(let path):
      let lines = try TallyFile(path).read { bytes throws(Malformed) in
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed("this is not UTF-8 text.") }
        return text.split(whereSeparator: \.isNewline).map(String.init)
      }
      return .listed(lines)
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
