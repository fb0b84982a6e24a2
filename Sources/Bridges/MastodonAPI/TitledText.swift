/// A titled post as one text: the title is the first line, with an empty line under it.
enum TitledText {
  static func joined(_ title: String?, _ text: String) -> String {
    guard let title else { return text }
    return text.isEmpty ? title : "\(title)\n\n\(text)"
  }

  static func split(_ typed: String, wasTitled: Bool) -> (title: String?, text: String) {
    guard wasTitled else { return (nil, typed) }
    let lines = typed.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(lines.first ?? ""), lines.count > 1 ? Input.trimmed(String(lines[1])) : "")
  }
}
