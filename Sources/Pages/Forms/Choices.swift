public import Commons

/// One answer that a form offers.
public struct Choice: Sendable {
  public let value: String
  let label: Label
  let hint: Phrase?

  enum Label: Sendable {
    case phrase(Phrase)
    case text(String)
    case language(String)
  }

  private init(value: String, label: Label, hint: Phrase?) {
    self.value = value
    self.label = label
    self.hint = hint
  }

  /// An answer in the site's own words.
  public init(_ value: String, _ label: Phrase, hint: Phrase? = nil) {
    self.init(value: value, label: .phrase(label), hint: hint)
  }

  public init(_ value: Int, _ label: Phrase, hint: Phrase? = nil) { self.init(String(value), label, hint: hint) }

  /// An answer in somebody's own words: the name of a group.
  public init(_ value: String, text label: String, hint: Phrase? = nil) {
    self.init(value: value, label: .text(label), hint: hint)
  }

  /// A language, by its own name.
  public static func language(_ code: String) -> Choice { Choice(value: code, label: .language(code), hint: nil) }

  /// All the languages people here may say they write in.
  public static let languages: [Choice] = SpokenLanguage.all.map { .language($0.code) }
}

/// Fields that offer answers.
extension FormState {
  /// A drop-down list. For more than about six answers; else `radios` are easier.
  public func pick(
    _ name: String, _ label: Phrase, options choices: [Choice], value: String? = nil, hint: Phrase? = nil,
    isOptional: Bool = false,
    isLabelHidden: Bool = false
  ) -> Markup {
    let parts = surroundings(name, label, hint: hint, isOptional: isOptional, labelAs: isLabelHidden ? .hidden : .label)
    let chosen = self.value(name, or: value)
    let options = choices.markup { choice in
      "<option value=\"\(choice.value)\"\(if: choice.value == chosen, " selected")\(optionLabel(choice))</option>"
    }
    return "<div class=\"field\">\(parts.above)<select\(parts.attributes)>\(options)</select></div>\n"
  }

  /// The end of an `<option …` tag and its words. An option holds text only, so its language goes on the option itself.
  private func optionLabel(_ choice: Choice) -> Markup {
    switch choice.label {
    case .phrase(let phrase): return ">\(words(phrase))"
    case .text(let text): return " dir=\"auto\">\(text)"
    case .language(let code):
      let name = SpokenLanguage.named(code)?.name ?? code
      return " lang=\"\(code)\">\(name)"
    }
  }

  /// One answer of several. Nothing is chosen unless `value` says so.
  public func radios(
    _ name: String, _ legend: Phrase, options choices: [Choice], value: String? = nil, hint: Phrase? = nil,
    isOptional: Bool = false,
    inTwoColumns: Bool = false
  ) -> Markup {
    let chosen = self.value(name, or: value)
    return group(name, legend, hint: hint, isOptional: isOptional, inTwoColumns: inTwoColumns, choices) { choice, id in
      """
      <input type="radio" id="\(id)" name="\(name)" value="\(choice.value)"\(if: choice.value == chosen, " checked")>
      """
    }
  }

  /// Any number of answers.
  public func ticks(
    _ name: String, _ legend: Phrase, options choices: [Choice], values: [String] = [], hint: Phrase? = nil,
    isOptional: Bool = false,
    inTwoColumns: Bool = false
  ) -> Markup {
    let chosen = self.values[name].map { $0.split(separator: "\n").map(String.init) } ?? values
    return group(name, legend, hint: hint, isOptional: isOptional, inTwoColumns: inTwoColumns, choices) { choice, id in
      """
      <input type="checkbox" id="\(id)" name="\(name)" value="\(choice.value)"\
      \(if: chosen.contains(choice.value), " checked")>
      """
    }
  }

  /// A single box to tick; its value is `yes`.
  /// - Parameter isTicked: whether it is ticked before anything was sent.
  public func tick(_ name: String, _ label: Phrase, hint: Phrase? = nil, isTicked: Bool = false) -> Markup {
    let notes = notes(name, hint: hint)
    let id = id(name)
    // A form that was sent does not name the boxes that were not ticked.
    let isOn = values.isEmpty ? isTicked : !(values[name] ?? "").isEmpty
    return """
      <div class="field">\(notes.above)<label class="pick" for="\(id)"><input type="checkbox" id="\(id)" name="\
      \(name)" value="yes"\
      \(if: isOn, " checked")\(notes.attributes)> \(words(label))</label></div>

      """
  }

  private func group(
    _ name: String, _ legend: Phrase, hint: Phrase?, isOptional: Bool, inTwoColumns: Bool, _ choices: [Choice],
    input: (Choice, String) -> Markup
  ) -> Markup {
    let notes = notes(name, hint: hint, isGroup: true)
    let id = id(name)
    let title = isOptional ? words("\(words(legend)) (optional)") : words(legend)
    let answers = choices.enumerated().markup { index, choice in
      // The first answer has the field's own id: there the summary of problems leads.
      let own = index == 0 ? id : "\(id)-\(index + 1)"
      return
        """
        <label class="pick" for="\(own)">\(input(choice, own)) \
        <span>\(said(choice))\(choice.hint.map { answerHint($0) })</span></label>
        """
    }
    return """
      <fieldset\(notes.attributes)><legend>\(title)</legend><div class="stack">\(notes.above)\
      <div class="\(if: inTwoColumns, "two")\(if: !inTwoColumns, "stack")">\(answers)</div></div></fieldset>

      """
  }

  private func answerHint(_ hint: Phrase) -> Markup { "<span class=\"hint\">\(words(hint))</span>" }

  private func said(_ choice: Choice) -> Markup {
    switch choice.label {
    case .phrase(let phrase): "\(words(phrase))"
    case .text(let text): bdi(text)
    case .language(let code): words.languageName(code)
    }
  }
}
