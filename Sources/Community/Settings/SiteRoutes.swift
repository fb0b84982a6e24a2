import Commons
public import Doors
public import Hummingbird
import Pages

/// Pages about the site itself: help, accessibility, privacy.
public struct SiteRoutes: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) {
    router.get("/help") { _, context in context.page(SitePages.help(words: context.words)) }
    router.get("/accessibility") { _, context in context.page(SitePages.accessibility(words: context.words)) }
    router.get("/privacy") { [house] _, context in
      context.page(SitePages.privacy(siteName: try await house.settings.values().siteName, words: context.words))
    }
  }
}
