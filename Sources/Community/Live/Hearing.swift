import Pages

extension Page {
  /// The same page with the button that says how much is new on it, for visitors too.
  /// - Parameter path: the address of the page, fresh.
  func hearing(_ topic: LiveTopic, path: String, words: Words) -> Page {
    var page = self
    page.main = newer(topic: topic.description, path: path, words: words) + main
    if !page.modules.contains(.live) { page.modules.append(.live) }
    return page
  }
}
