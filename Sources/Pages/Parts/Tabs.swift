import Commons

/// A row of tabs or filters: each is an address of its own.
public struct TabBar: Sendable {
  let label: String
  let tabs: [(label: String, path: String, isCurrent: Bool)]

  /// - Parameters:
  ///   - label: what a screen reader calls the row.
  ///   - tabs: each tab's words and address, and whether it is the one shown.
  public init(label: String, tabs: [(label: String, path: String, isCurrent: Bool)]) {
    self.label = label
    self.tabs = tabs
  }

  public var markup: Markup {
    let links = tabs.markup { "<a href=\"\($0.path)\"\(if: $0.isCurrent, " aria-current=\"page\"")>\($0.label)</a>" }
    return "<nav aria-label=\"\(label)\" class=\"tabs\">\(links)</nav>\n"
  }
}

/// Where a page stands: links to what it belongs to.
public func crumbs(_ links: [(name: String, path: String)], words: Words) -> Markup {
  let steps = links.markup { "<a href=\"\($0.path)\">\(bdi($0.name))</a>" }
  return "<nav class=\"crumbs\" aria-label=\"\(words("You are here"))\">\(steps)</nav>\n"
}
