/// How amounts of a currency are written for people: “£8,000”, “1,070,000 PLN”, “£3,120.50”.
public struct MoneyWords: Sendable {
  private let before: String
  private let after: String

  /// - Parameter currency: an ISO 4217 code, or whatever a file calls it; may be empty.
  public init(currency: String) {
    let symbols = ["GBP": "£", "EUR": "€", "USD": "$"]
    before = symbols[currency.uppercased()] ?? ""
    after = before.isEmpty && !currency.isEmpty ? " " + currency : ""
  }

  /// Rounded to hundredths, which are left out where there are none.
  public func callAsFunction(_ amount: Rational) -> String {
    var text = amount.decimal(places: 2)
    if let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) == 2 { text += "0" }
    return before + Self.grouped(text) + after
  }

  /// A whole number of units of the currency.
  public func callAsFunction(_ amount: Int) -> String { before + Self.grouped(String(amount)) + after }

  /// With commas between thousands.
  public static func grouped(_ number: String) -> String {
    let whole = number.prefix { $0 != "." }
    let isNegative = whole.first == "-"
    let digits = Array(isNegative ? whole.dropFirst() : whole)
    var text = isNegative ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text + number[whole.endIndex...]
  }

  /// With commas between thousands.
  public static func grouped(_ number: Int) -> String { grouped(String(number)) }
}
