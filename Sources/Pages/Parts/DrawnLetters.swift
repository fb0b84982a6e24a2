/// Letters drawn as lines with a round pen, for pictures that are made where no font may be installed. Capital Latin letters, those
/// with the commonest accents (Welsh has ŵ and ŷ), digits and the question mark; our own drawing, not a font's.
enum DrawnLetters {
  /// How high a letter is, in the units of a drawing of 40 by 40, with half a pen above and below.
  private static let height = 110

  /// The letters side by side in the middle of a drawing of 40 by 40; nil where one of them is not known.
  static func centred(_ text: String) -> Markup? {
    var letters: [(letter: Letter, mark: Markup?)] = []
    for scalar in text.unicodeScalars {
      let (plain, mark) = accented[scalar] ?? (scalar, nil)
      guard let letter = known[plain] else { return nil }
      letters.append((letter, mark.flatMap { marks[$0] }))
    }
    let width = letters.reduce(0) { $0 + $1.letter.width }
    var left = 200 - width / 2
    let paths = letters.markup { one in
      defer { left += one.letter.width }
      let mark: Markup =
        one.mark.map {
          "<path transform=\"translate(\(tenths(left + one.letter.width / 2)) \(tenths(200 - height / 2)))\" d=\"\($0)\"/>"
        } ?? .empty
      return
        "<path transform=\"translate(\(tenths(left)) \(tenths(200 - height / 2)))\" d=\"\(one.letter.line)\"/>\(mark)"
    }
    return """
      <g fill="none" stroke="#fff" stroke-width="2.1" stroke-linecap="round" stroke-linejoin="round">\(paths)</g>
      """
  }

  private static func tenths(_ number: Int) -> Markup { "\(number / 10).\(number % 10)" }

  private struct Letter {
    /// In tenths, with the room beside it.
    let width: Int
    /// A path (SVG 1.1, section 8.3) from the top, 0, to the line it stands on, 11.
    let line: Markup
    init(_ width: Int, _ line: Markup) {
      self.width = width
      self.line = line
    }
  }

  private static let known: [Unicode.Scalar: Letter] = [
    "A": Letter(100, "M1 10 5 1 9 10M2.6 7h4.8"),
    "B": Letter(92, "M1.5 10V1h3a1.95 1.95 0 0 1 0 3.9h-3M4.5 4.9h.8a2.55 2.55 0 0 1 0 5.1H1.5"),
    "C": Letter(98, "M8.5 2.6a4.5 4.5 0 1 0 0 5.8"),
    "D": Letter(100, "M1.5 1h2.7a4.5 4.5 0 0 1 0 9H1.5z"),
    "E": Letter(86, "M7.3 1H1.5v9h5.8M1.5 5.4h5"),
    "F": Letter(84, "M7.3 1H1.5v9M1.5 5.5h5"),
    "G": Letter(106, "M8.6 2.6A4.5 4.5 0 1 0 9.6 6H6.2"),
    "H": Letter(100, "M1.5 1v9M8.5 1v9M1.5 5.4h7"),
    "I": Letter(32, "M1.6 1v9"),
    "J": Letter(76, "M6 1v6a2.7 2.7 0 0 1-5 1.4"),
    "K": Letter(94, "M1.5 1v9M8 1 1.5 6.4M4 4.6 8.4 10"),
    "L": Letter(80, "M1.5 1v9h5.5"),
    "M": Letter(120, "M1.5 10V1L6 7.6 10.5 1v9"),
    "N": Letter(100, "M1.5 10V1l7 9V1"),
    "O": Letter(110, "M5.5 1a4.5 4.5 0 0 0 0 9 4.5 4.5 0 0 0 0-9z"),
    "P": Letter(90, "M1.5 10V1h3.7a2.75 2.75 0 0 1 0 5.5H1.5"),
    "Q": Letter(110, "M5.5 1a4.5 4.5 0 0 0 0 9 4.5 4.5 0 0 0 0-9zM6.6 7.6 9.4 10.4"),
    "R": Letter(96, "M1.5 10V1h3.7a2.75 2.75 0 0 1 0 5.5H1.5M4.8 6.5 8.2 10"),
    "S": Letter(
      90,
      "M7.3 2.4C6.6 1.4 5.6 1 4.5 1 2.9 1 1.6 1.9 1.6 3.3c0 3.2 6 1.4 6 4.4C7.6 9.1 6.3 10 4.5 10 3 10 2 9.5 1.2 8.4"),
    "T": Letter(90, "M.9 1h7.2M4.5 1v9"),
    "U": Letter(100, "M1.5 1v5.5a3.5 3.5 0 0 0 7 0V1"),
    "V": Letter(100, "M1 1l4 9 4-9"),
    "W": Letter(134, "M1 1l2.9 9L6.7 1.6 9.5 10 12.4 1"),
    "X": Letter(94, "M1.2 1l7 9M8.2 1l-7 9"),
    "Y": Letter(94, "M1 1l3.7 4.8L8.4 1M4.7 5.8V10"),
    "Z": Letter(92, "M1.2 1h6.6L1.2 10H8"),
    "0": Letter(90, "M4.5 1c-2 0-3 1.8-3 4.5s1 4.5 3 4.5 3-1.8 3-4.5-1-4.5-3-4.5z"),
    "1": Letter(64, "M1.5 3 4.2 1v9"),
    "2": Letter(90, "M1.5 3.4C1.7 2 2.8 1 4.4 1c1.7 0 2.9 1 2.9 2.5C7.3 5.8 1.5 7.4 1.4 10h6.2"),
    "3": Letter(
      90,
      "M1.6 2.3C2.2 1.4 3.2 1 4.3 1 5.9 1 7 1.8 7 3.1S5.9 5.2 4 5.2c2.1 0 3.4.9 3.4 2.4S6.1 10 4.3 10C3 10 2 9.5 1.3 8.6"
    ),
    "4": Letter(92, "M6 10V1L1.2 7.4H8"),
    "5": Letter(90, "M7.2 1H2.4L2 5c.7-.5 1.5-.7 2.4-.7 1.9 0 3.1 1.1 3.1 2.8S6.2 10 4.2 10C3 10 2 9.6 1.3 8.8"),
    "6": Letter(
      90,
      "M7 2C6.4 1.3 5.6 1 4.8 1 2.6 1 1.5 3 1.5 6.2 1.5 8.8 2.6 10 4.5 10c1.8 0 3-1.2 3-2.9S6.4 4.3 4.7 4.3c-1.5 0-2.7.8-3.2 2"
    ),
    "7": Letter(88, "M1.2 1h6.4L3.6 10"),
    "8": Letter(
      90,
      "M4.5 1c-1.6 0-2.6.9-2.6 2.1s1 2.1 2.6 2.1 2.6-.9 2.6-2.1S6.1 1 4.5 1zM4.5 5.2c-1.9 0-3.1.9-3.1 2.4S2.6 10 4.5 10s3.1-.9 3.1-2.4-1.2-2.4-3.1-2.4z"
    ),
    "9": Letter(
      90,
      "M2 9c.6.7 1.4 1 2.2 1 2.2 0 3.3-2 3.3-5.2C7.5 2.2 6.4 1 4.5 1c-1.8 0-3 1.2-3 2.9s1.1 2.8 2.8 2.8c1.5 0 2.7-.8 3.2-2"
    ),
    "?": Letter(82, "M1.5 3.2C1.6 1.9 2.7 1 4.1 1c1.5 0 2.6.9 2.6 2.2 0 2-2.6 2-2.6 4M4.1 10v.01"),
  ]

  /// By the name Unicode has for it in its combining form: from the middle of the letter.
  private static let marks: [Unicode.Scalar: Markup] = [
    "\u{300}": "M-1.4-2.6.6-1", "\u{301}": "M1.4-2.6-.6-1", "\u{302}": "M-2-1 0-2.7 2-1",
    "\u{303}": "M-2.2-1.3c.9-1.3 1.6-1.3 2.2-.6s1.3.7 2.2-.6", "\u{308}": "M-1.9-1.6v.01M1.9-1.6v.01",
    "\u{30c}": "M-2-2.7 0-1 2-2.7",
  ]

  private static let accented: [Unicode.Scalar: (Unicode.Scalar, Unicode.Scalar?)] = {
    let families: [(mark: Unicode.Scalar, plain: String, marked: String)] = [
      ("\u{300}", "AEIOUWY", "ÀÈÌÒÙẀỲ"), ("\u{301}", "ACEILNORSUWYZ", "ÁĆÉÍĹŃÓŔŚÚẂÝŹ"),
      ("\u{302}", "ACEGHIJOSUWY", "ÂĈÊĜĤÎĴÔŜÛŴŶ"), ("\u{303}", "AINOU", "ÃĨÑÕŨ"), ("\u{308}", "AEIOUWY", "ÄËÏÖÜẄŸ"),
      ("\u{30c}", "CDENRSTZ", "ČĎĚŇŘŠŤŽ"),
    ]
    var accented: [Unicode.Scalar: (Unicode.Scalar, Unicode.Scalar?)] = [:]
    for family in families {
      for (plain, marked) in zip(family.plain.unicodeScalars, family.marked.unicodeScalars) {
        accented[marked] = (plain, family.mark)
      }
    }
    return accented
  }()
}
