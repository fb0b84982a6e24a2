extension String {
  /// Whether a text of ASCII stands in this one, byte for byte: some ten times as fast as by characters.
  package func contains(ascii wanted: StaticString) -> Bool {
    let count = wanted.utf8CodeUnitCount
    guard count > 0 else { return true }
    let first = wanted.utf8Start[0]
    let found = utf8.withContiguousStorageIfAvailable { bytes -> Bool in
      guard bytes.count >= count else { return false }
      for start in 0...(bytes.count - count) where bytes[start] == first {
        var index = 1
        while index < count, bytes[start + index] == wanted.utf8Start[index] { index += 1 }
        if index == count { return true }
      }
      return false
    }
    return found ?? contains("\(wanted)")
  }
}
