public import Commons

/// Fields that take words. Each has its label, a hint, what is wrong with it beside it, and keeps what was typed.
extension FormState {
  /// One line of text.
  /// - Parameters:
  ///   - value: what stands in it before anything was typed.
  ///   - autocomplete: what the browser may fill in (WHATWG HTML, section 4.10.18.7): `name`, `username`, `email`,
  ///     `one-time-code`.
  ///   - inputMode: which keyboard a phone shows: `numeric`, `url`, `search`.
  public func text(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, value: String? = nil, autocomplete: String? = nil,
    inputMode: String? = nil,
    isOptional: Bool = false, isLabelHidden: Bool = false, isNarrow: Bool = false, maxLength: Int? = nil
  ) -> Markup {
    input(
      "text", name, label, hint: hint, value: self.value(name, or: value), autocomplete: autocomplete,
      inputMode: inputMode, isOptional: isOptional,
      isLabelHidden: isLabelHidden, isNarrow: isNarrow, more: maxLength.map { " maxlength=\"\($0)\"" } ?? .empty)
  }

  /// An e-mail address.
  public func email(
    _ name: String = "email", _ label: Phrase = "Email", hint: Phrase? = nil, value: String? = nil,
    autocomplete: String = "email",
    isOptional: Bool = false
  ) -> Markup {
    input(
      "email", name, label, hint: hint, value: self.value(name, or: value), autocomplete: autocomplete,
      isOptional: isOptional,
      more: " spellcheck=\"false\" autocapitalize=\"none\"")
  }

  /// A password. What was typed is never sent back.
  /// - Parameter autocomplete: `new-password` or `current-password`.
  public func password(
    _ name: String = "password", _ label: Phrase = "Password", hint: Phrase? = nil,
    autocomplete: String = "current-password"
  ) -> Markup {
    input(
      "password", name, label, hint: hint, value: "", autocomplete: autocomplete,
      more: " spellcheck=\"false\" autocapitalize=\"none\"")
  }

  /// A name in an address, a code: no spelling, no capitals.
  public func code(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, value: String? = nil, autocomplete: String? = nil,
    inputMode: String? = nil,
    isNarrow: Bool = false, isOptional: Bool = false
  ) -> Markup {
    input(
      "text", name, label, hint: hint, value: self.value(name, or: value), autocomplete: autocomplete,
      inputMode: inputMode, isOptional: isOptional,
      isNarrow: isNarrow, more: " spellcheck=\"false\" autocapitalize=\"none\"")
  }

  /// A search box.
  public func search(
    _ name: String = "q", _ label: Phrase = "Search", value: String? = nil, isLabelHidden: Bool = false
  ) -> Markup {
    input("search", name, label, hint: nil, value: self.value(name, or: value), isLabelHidden: isLabelHidden)
  }

  /// An address on the web.
  public func url(_ name: String, _ label: Phrase, hint: Phrase? = nil, value: String? = nil, isOptional: Bool = false)
    -> Markup
  {
    input(
      "url", name, label, hint: hint, value: self.value(name, or: value), isOptional: isOptional,
      more: " spellcheck=\"false\" autocapitalize=\"none\"")
  }

  /// A date, as `2026-11-23`.
  public func date(_ name: String, _ label: Phrase, hint: Phrase? = nil, value: String? = nil, isOptional: Bool = false)
    -> Markup
  {
    input("date", name, label, hint: hint, value: self.value(name, or: value), isOptional: isOptional, isNarrow: true)
  }

  /// A whole number.
  public func number(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, value: Int? = nil, isOptional: Bool = false
  ) -> Markup {
    // type="text": a wheel or an arrow key must not change a number by accident (GOV.UK Design System, text input).
    input(
      "text", name, label, hint: hint, value: self.value(name, or: value.map { String($0) }), inputMode: "numeric",
      isOptional: isOptional,
      isNarrow: true)
  }

  /// Several lines of text.
  /// - Parameters:
  ///   - draft: names this box among a person's drafts, which compose.js keeps on their device until they are sent; nil
  ///     keeps none.
  ///   - suggests: whether `@` and `#` bring up names while typing.
  ///   - limit: how many characters may be typed: counted while typing.
  ///   - placeholder: an example; never the only label.
  public func area(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, value: String? = nil, rows: Int = 4, isOptional: Bool = false,
    labelAs look: LabelLook = .label, placeholder: Phrase? = nil, draft: String? = nil, suggests: Bool = false,
    limit: Int? = nil
  ) -> Markup {
    let parts = surroundings(name, label, hint: hint, isOptional: isOptional, labelAs: look)
    let isComposed = draft != nil || suggests || limit != nil
    let left: Markup? = limit.map { countdown($0) }
    let restored = draft.map { _ in words("What you wrote before is back in the box.") }
    let suggestions = suggests ? words("Suggestions") : nil
    // A line break straight after <textarea> is swallowed: one is always given, so that text that starts with one
    // keeps it.
    return """
      <div class="field">\(parts.above)<textarea\(parts.attributes) rows="\(rows)" dir="auto"\
      \(attribute("placeholder", placeholder.map { words($0) }))\
      \(if: isComposed, " data-compose")\(attribute("data-draft", draft))\(attribute("data-restored", restored))\
      \(if: suggests, " data-suggest=\"/suggest\"")\(attribute("data-suggestions", suggestions))\(left)>
      \(self.value(name, or: value))</textarea></div>

      """
  }

  /// The words of the countdown, one set for each kind of number; compose.js puts the number in.
  private func countdown(_ limit: Int) -> Markup {
    let left = words.forms(one: "{1} character left", other: "{1} characters left", as: "left")
    let over = words.forms(one: "{1} character too many", other: "{1} characters too many", as: "over")
    return " data-limit=\"\(limit)\"\(left)\(over)"
  }

  /// A choice of files.
  /// - Parameter accept: what may be chosen: `image/*,application/pdf`.
  public func file(
    _ name: String, _ label: Phrase, accept: String? = nil, hint: Phrase? = nil, isOptional: Bool = false,
    allowsSeveral: Bool = false
  ) -> Markup {
    let parts = surroundings(name, label, hint: hint, isOptional: isOptional, labelAs: .label)
    return """
      <div class="field">\(parts.above)<input type="file"\(parts.attributes)\(attribute("accept", accept))\
      \(if: allowsSeveral, " multiple")></div>

      """
  }

  private func input(
    _ type: StaticString, _ name: String, _ label: Phrase, hint: Phrase?, value: String, autocomplete: String? = nil,
    inputMode: String? = nil,
    isOptional: Bool = false, isLabelHidden: Bool = false, isNarrow: Bool = false, more: Markup = .empty
  ) -> Markup {
    let parts = surroundings(name, label, hint: hint, isOptional: isOptional, labelAs: isLabelHidden ? .hidden : .label)
    return """
      <div class="field\(if: isNarrow, " narrow")">\(parts.above)<input type="\(Markup(stringLiteral: type))"\
      \(parts.attributes)\
      \(attribute("value", value.isEmpty ? nil : value))\(attribute("autocomplete", autocomplete))\
      \(attribute("inputmode", inputMode)) dir="auto"\(more)></div>

      """
  }
}

extension Words {
  /// The forms of a sentence that depends on a number, as attributes for a script: ` data-left-one="{1} character left"
  /// …`. The script asks `Intl.PluralRules` which one to take.
  func forms(one: StaticString, other: StaticString, as name: StaticString) -> Markup {
    let kinds: [PluralForm] = language == .english ? [.one, .other] : PluralForm.allCases
    return kinds.markup { kind in
      let phrase = Phrase.count(kind.example, one: one, other: other)
      let template = catalogue.sentence(phrase.key, other: phrase.plural?.other ?? phrase.key, for: kind.example)
      return " data-\(Markup(stringLiteral: name))-\(kind.name)=\"\(template)\""
    }
  }
}
