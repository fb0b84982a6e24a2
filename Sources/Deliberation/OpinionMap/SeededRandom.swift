/// Numbers that look random and are the same for the same seed, in any language: SplitMix64 (Steele, Lea and Flood, “Fast
/// splittable pseudorandom number generators”, OOPSLA 2014). For starts and samples; a draw that people must not be able
/// to foresee is `ProvableDraw`.
public struct SeededRandom: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The next 64 bits of the seed's sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// At least 0 and below 1, in steps of 2⁻⁵³.
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// At least 0 and below `limit`, which is at least 1.
  mutating func number(below limit: Int) -> Int {
    Int(truncatingIfNeeded: UInt64(max(1, limit)).multipliedFullWidth(by: next()).high)
  }
}
