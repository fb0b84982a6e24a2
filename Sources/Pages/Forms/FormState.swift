public import Commons

/// A form on its way to a visitor: what was typed before, what is wrong with it, and the words to say so. Makes the
/// form's parts:
///
///     \(form.start("/join", once: key))
///     \(form.text("name", "Name", autocomplete: "name"))
///     \(form.button("Create an account"))\(form.end)
public struct FormState: Sendable {
  public var words: Words
  /// What was typed, by field; several values of one field stand on lines of their own.
  public var values: [String: String]
  public var problems: [Refusal.Problem]
  /// Put before the names of fields to make ids, where a page has two forms with the same fields.
  public var idPrefix = ""

  public init(words: Words, values: [String: String] = [:], problems: [Refusal.Problem] = []) {
    self.words = words
    self.values = values
    self.problems = problems
  }

  /// What was typed into a field; empty when nothing was.
  public subscript(_ name: String) -> String { values[name] ?? "" }

  /// Opens the form.
  /// - Parameters:
  ///   - once: a random key; the same form sent twice with it does one thing. Goes into a hidden field `once`.
  ///   - css: the classes of the form: `stack` puts its fields under each other, `row` beside each other.
  ///   - hasFiles: whether the form sends files.
  ///   - swap: the id of an element on this page and on the one that answers: forms.js then changes only that, without
  ///     a new page.
  ///   - label: the id of the heading that names the form.
  public func start(
    _ action: String, once: String? = nil, css: String = "stack", hasFiles: Bool = false, swap: String? = nil,
    labelledBy label: String? = nil
  ) -> Markup {
    """
    <form action="\(action)" method="post" novalidate class="\(css)"\(attribute("aria-labelledby", label))\
    \(attribute("data-swap", swap))\(if: hasFiles, " enctype=\"multipart/form-data\"")>\
    \(once.map { hidden("once", $0) })
    """
  }

  /// Opens a form that only asks: a search or a filter, whose fields go into the address.
  public func startSearch(_ action: String, css: String = "row") -> Markup {
    "<form action=\"\(action)\" method=\"get\" role=\"search\" class=\"\(css)\">"
  }

  public var end: Markup { "</form>\n" }

  public func hidden(_ name: String, _ value: String) -> Markup {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
  }
  public func hidden<Of>(_ name: String, _ key: Key<Of>) -> Markup {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(key)\">"
  }

  /// The button that sends the form. It says what it does: “Create an account”.
  /// - Parameters:
  ///   - name: with `value`, tells which of several buttons was pressed.
  ///   - hidden: more words for those who hear the page and not see it: “Remove” + “ Amina Yusuf”.
  public func button(
    _ label: Phrase, _ look: ButtonLook = .main, icon picture: Icon? = nil, name: String? = nil, value: String? = nil,
    hidden: Phrase? = nil
  ) -> Markup {
    """
    <div><button class="btn\(look.markup)"\(attribute("name", name))\(attribute("value", value))>\
    \(picture.map { icon($0) })\(words(label))\
    \(hidden.map { quietly(words($0)) })</button></div>

    """
  }

  /// Whether anything is wrong with a field.
  public func hasProblem(_ name: String) -> Bool { problems.contains { $0.field == name } }

  func id(_ name: String) -> String { fieldID(name, prefix: idPrefix) }
  func value(_ name: String, or initial: String?) -> String { values[name] ?? initial ?? "" }

  /// The label, the hint and what is wrong, above a control; and the attributes that tie them to it.
  func surroundings(
    _ name: String, _ label: Phrase, hint: Phrase?, isOptional: Bool, labelAs look: LabelLook
  ) -> (above: Markup, attributes: Markup) {
    let id = id(name)
    let text = isOptional ? words("\(words(label)) (optional)") : words(label)
    let notes = notes(name, hint: hint)
    let label: Markup =
      switch look {
      case .label: "<label for=\"\(id)\">\(text)</label>"
      case .heading: "<h2><label for=\"\(id)\">\(text)</label></h2>"
      case .hidden: "<label class=\"vh\" for=\"\(id)\">\(text)</label>"
      }
    let above: Markup = "\(label)\(notes.above)"
    return (above, " id=\"\(id)\" name=\"\(name)\"\(notes.attributes)")
  }

  /// The hint and what is wrong, and the attributes that tie them to the control or the group (of which `aria-invalid`
  /// may not be said, WAI-ARIA 1.2).
  func notes(_ name: String, hint: Phrase?, isGroup: Bool = false) -> (above: Markup, attributes: Markup) {
    let id = id(name)
    let wrong = problems.filter { $0.field == name }
    if hint == nil, wrong.isEmpty { return (.empty, .empty) }
    var above = Markup.empty
    if let hint { above += "<span class=\"hint\" id=\"\(id)-hint\">\(words(hint))</span>" }
    if !wrong.isEmpty {
      let all = wrong.map { words($0.words) }.joined(separator: " ")
      above += "<span class=\"error\" id=\"\(id)-error\"><span class=\"vh\">\(words("Error:")) </span>\(all)</span>"
    }
    let ids = [hint == nil ? nil : id + "-hint", wrong.isEmpty ? nil : id + "-error"].compactMap { $0 }
    let attributes: Markup =
      " aria-describedby=\"\(ids.joined(separator: " "))\"\(if: !wrong.isEmpty && !isGroup, " aria-invalid=\"true\"")"
    return (above, attributes)
  }
}

/// How a field's label looks.
public enum LabelLook: Sendable {
  case label
  /// As the heading of the card it stands in.
  case heading
  /// Heard, not seen: where a button beside the field says the same.
  case hidden
}

/// How much a button stands out: one `main` in a card at most.
public enum ButtonLook: Sendable {
  case main, quiet, plain, danger

  var markup: Markup {
    switch self {
    case .main: .empty
    case .quiet: " quiet"
    case .plain: " plain"
    case .danger: " danger"
    }
  }
}

/// ` name="value"`, or nothing.
func attribute(_ name: StaticString, _ value: String?) -> Markup {
  guard let value else { return .empty }
  return " \(Markup(stringLiteral: name))=\"\(value)\""
}

/// Words that are heard but not seen.
public func quietly(_ words: String) -> Markup { "<span class=\"vh\"> \(words)</span>" }

/// The id of a field: its name, with whatever may not stand in an id as `-`.
func fieldID(_ name: String, prefix: String) -> String {
  let isPlain = name.utf8.allSatisfy {
    ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 == 95
  }
  if isPlain { return prefix.isEmpty ? name : prefix + name }
  return prefix + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
}
