import Commons

/// The button that says how much is new on a list, once something is; live.js shows it. Nothing moves until it is
/// pressed.
/// - Parameters:
///   - topic: which happenings it counts, as the stream of events names them.
///   - path: the address of the list, fresh.
public func newer(topic: String, path: String, words: Words) -> Markup {
  let forms = words.forms(one: "Show {1} new post", other: "Show {1} new posts", as: "new")
  return "<div class=\"newer\" data-topic=\"\(topic)\"\(forms) hidden><a class=\"btn\" href=\"\(path)\"></a></div>\n"
}
