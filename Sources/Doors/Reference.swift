/// A request's own name, in the log and on the page of a fault: eight letters and figures that are not mistaken for each other.
package enum Reference {
  package static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = StaticString("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    return String(unsafeUninitializedCapacity: 8) { buffer in
      var bits = generator.next()
      for index in 0..<8 {
        buffer[index] = digits.utf8Start[Int(bits & 31)]
        bits >>= 5
      }
      return 8
    }
  }
}
