/// A button that does one thing: a form with nothing to fill in. What changes something is a button, never a link.
/// - Parameters:
///   - pressed: for something that is on or off: whether it is on.
///   - hidden: more words for those who hear the page and not see it: “Follow” + “Amina Yusuf”.
///   - fields: what the form sends besides.
///   - swap: the id of the element that changes, for forms.js.
public func actionButton(
  _ path: String, _ label: String, icon picture: Icon? = nil, look: ButtonLook = .plain, pressed: Bool? = nil,
  hidden: String? = nil,
  fields: KeyValuePairs<String, String> = [:], swap: String? = nil
) -> Markup {
  let state: Markup = pressed.map { $0 ? " aria-pressed=\"true\"" : " aria-pressed=\"false\"" } ?? .empty
  let inputs = fields.markup { "<input type=\"hidden\" name=\"\($0.key)\" value=\"\($0.value)\">" }
  return """
    <form class="inline" action="\(path)" method="post"\(attribute("data-swap", swap))>\(inputs)<button class="btn\
    \(look.markup)"\(state)>\
    \(picture.map { icon($0) })\(label)\(hidden.map { quietly($0) })</button></form>
    """
}

/// A link that looks like a button.
public func linkButton(
  _ path: String, _ label: String, icon picture: Icon? = nil, look: ButtonLook = .main, hidden: String? = nil
) -> Markup {
  "<a class=\"btn\(look.markup)\" href=\"\(path)\">\(picture.map { icon($0) })\(label)\(hidden.map { quietly($0) })</a>"
}
