public import Doors
public import Hummingbird

/// What those who write programs need to know, for people to read.
public struct DeveloperRoutes: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) {
    router.get("/developers") { [house] _, context in
      context.page(DeveloperPages.start(site: house.address.text, words: context.words), isRemembered: true)
    }
  }
}
