public import Doors
public import Hummingbird

/// The page behind “Start something”.
public struct StartRoutes: Sendable {
  /// The paths that this house has pages for, as `/groups/new`.
  let paths: Set<String>

  public init(paths: Set<String>) { self.paths = paths }

  public func add(to router: Router<VisitorContext>) {
    router.get("/start") { _, context in
      context.page(
        StartPages.start(has: { line in paths.contains(String(line.prefix { $0 != "?" })) }, words: context.words))
    }
  }
}
