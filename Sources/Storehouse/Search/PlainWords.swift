/// The words of a text, in lower case and without accents: runs of letters and digits, as SQLite's unicode61 tokenizer
/// cuts them.
struct PlainWords {
  private(set) var words: [String] = []

  /// - Parameter limit: words after this many are left out.
  init(_ text: String, limit: Int) {
    var word: [UInt8] = []
    func end() {
      guard !word.isEmpty else { return }
      // Longer runs are no words: keys, encoded pictures.
      if word.count <= 60 { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if words.count >= limit { return }
      let value = scalar.value
      switch value {
      case 0x61...0x7a, 0x30...0x39: word.append(UInt8(value))
      case 0x41...0x5a: word.append(UInt8(value) | 0x20)
      case 0..<0x80: end()
      // Marks that stand after the letter they belong to.
      case 0x300...0x36f: break
      default:
        if let plain = PlainWords.plain[scalar] {
          word += plain
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
          word += Array(scalar.properties.lowercaseMapping.utf8)
        } else {
          end()
        }
      }
    }
    if words.count < limit { end() }
  }

  var joined: String { words.joined(separator: " ") }

  // Latin letters with accents, both cases (Unicode blocks Latin-1 Supplement and Latin Extended-A; Welsh has ŵ and ŷ).
  private static let plain: [Unicode.Scalar: [UInt8]] = {
    let families = [
      "a": "àáâãäåāăąÀÁÂÃÄÅĀĂĄ", "ae": "æÆ", "c": "çćĉċčÇĆĈĊČ", "d": "ďđðĎĐÐ", "e": "èéêëēĕėęěÈÉÊËĒĔĖĘĚ",
      "g": "ĝğġģĜĞĠĢ", "h": "ĥħĤĦ",
      "i": "ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ", "j": "ĵĴ", "k": "ķĶ", "l": "ĺļľŀłĹĻĽĿŁ", "n": "ñńņňÑŃŅŇ", "o": "òóôõöøōŏőÒÓÔÕÖØŌŎŐ",
      "oe": "œŒ",
      "r": "ŕŗřŔŖŘ", "s": "śŝşšșŚŜŞŠȘ", "ss": "ß", "t": "ţťŧțŢŤŦȚ", "u": "ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ", "w": "ŵŴẁẃẅẀẂẄ",
      "y": "ýÿŷỳÝŸŶỲ",
      "z": "źżžŹŻŽ",
    ]
    var plain: [Unicode.Scalar: [UInt8]] = [:]
    for (letter, family) in families { for scalar in family.unicodeScalars { plain[scalar] = Array(letter.utf8) } }
    return plain
  }()
}
