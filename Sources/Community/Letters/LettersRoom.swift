public import Doors
public import Storehouse

extension Room {
  /// Delivers letters.
  public static func letters(_ house: House) -> Room {
    let letters = Letters(house: house)
    return Room("letters", jobs: [Letters.jobKind: { run in try await letters.deliver(run) }])
  }
}
