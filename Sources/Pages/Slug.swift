import Commons

/// The readable end of an address: lower-case letters and digits of `title`, joined by hyphens, at most sixty characters; may be empty.
public func slug(_ title: String) -> String {
  var words: [UInt8] = []
  words.reserveCapacity(64)
  if let isDone = title.utf8.withContiguousStorageIfAvailable({ appendPlain($0, to: &words) }), isDone {
    while words.last == UInt8(ascii: "-") { words.removeLast() }
    return String(decoding: words, as: UTF8.self)
  }
  words.removeAll(keepingCapacity: true)
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

/// The same for a title in ASCII, which most are; false where it is not.
private func appendPlain(_ title: UnsafeBufferPointer<UInt8>, to words: inout [UInt8]) -> Bool {
  for byte in title {
    switch byte {
    case 0x61...0x7a, 0x30...0x39: words.append(byte)
    case 0x41...0x5a: words.append(byte | 0x20)
    case UInt8(ascii: "'"): continue
    case 0..<0x80: if let last = words.last, last != UInt8(ascii: "-") { words.append(UInt8(ascii: "-")) }
    default: return false
    }
    if words.count >= 60 { return true }
  }
  return true
}
