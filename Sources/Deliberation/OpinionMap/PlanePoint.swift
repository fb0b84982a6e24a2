/// A place on the map.
public struct PlanePoint: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The square of the distance, in the units of the map.
  public func squaredDistance(to other: Self) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return dx * dx + dy * dy
  }

  /// The distance from the middle of the map.
  public var length: Double { (x * x + y * y).squareRoot() }
}
