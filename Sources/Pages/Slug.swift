import Commons

/// The readable end of an address: lower-case letters and digits of `title`, joined by hyphens, at most sixty characters; may be empty.
public func slug(_ title: String) -> String {
  var words: [UInt8] = []
  for scalar in title.lowercased().unicodeScalars {
    if scalar.isASCII, Handle.allows(UInt8(scalar.value)), scalar != "-", scalar != "_" {
      words.append(UInt8(scalar.value))
    } else if let last = words.last, last != UInt8(ascii: "-"), scalar != "’", scalar != "'" {
      words.append(UInt8(ascii: "-"))
    }
    if words.count >= 60 { break }
  }
  while words.last == UInt8(ascii: "-") { words.removeLast() }
  return String(decoding: words, as: UTF8.self)
}
