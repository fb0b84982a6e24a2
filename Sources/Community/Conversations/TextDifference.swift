/// What changed between two texts, word by word.
struct TextDifference {
  enum Piece: Equatable {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// The most work for one comparison, in words of one text times words of the other. Beyond it the changed middle is shown whole.
  static let mostWork = 1_500_000

  let pieces: [Piece]
  var isEmpty: Bool { pieces.allSatisfy { if case .same = $0 { true } else { false } } }

  init(from old: String, to new: String) {
    let before = TextDifference.words(of: old)
    let after = TextDifference.words(of: new)
    var start = 0
    while start < before.count, start < after.count, before[start] == after[start] { start += 1 }
    var end = 0
    while end < before.count - start, end < after.count - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    let oldMiddle = Array(before[start..<(before.count - end)])
    let newMiddle = Array(after[start..<(after.count - end)])
    var pieces: [Piece] = []
    TextDifference.append(before[..<start], as: Piece.same, to: &pieces)
    if oldMiddle.count * newMiddle.count <= TextDifference.mostWork {
      pieces += TextDifference.compared(oldMiddle, newMiddle)
    } else {
      TextDifference.append(oldMiddle[...], as: Piece.removed, to: &pieces)
      TextDifference.append(newMiddle[...], as: Piece.added, to: &pieces)
    }
    TextDifference.append(before[(before.count - end)...], as: Piece.same, to: &pieces)
    self.pieces = pieces
  }

  /// Words, and the spaces and line breaks between them.
  private static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var wasSpace: Bool?
    for index in text.indices {
      let isSpace = text[index].isWhitespace
      if let wasSpace, wasSpace != isSpace {
        words.append(text[start..<index])
        start = index
      }
      wasSpace = isSpace
    }
    if start < text.endIndex { words.append(text[start...]) }
    return words
  }

  /// By the longest common subsequence (Wagner and Fischer 1974), whose table counts from the end.
  private static func compared(_ old: [Substring], _ new: [Substring]) -> [Piece] {
    // Words as numbers: comparing those is a hundred times faster.
    var numbers: [Substring: Int32] = [:]
    let number: (Substring) -> Int32 = { word in
      let next = Int32(numbers.count)
      return numbers[word]
        ?? {
          numbers[word] = next; return next
        }()
    }
    let oldNumbers = old.map(number)
    let newNumbers = new.map(number)
    let width = new.count + 1
    var longest = [UInt16](repeating: 0, count: (old.count + 1) * width)
    for row in stride(from: old.count - 1, through: 0, by: -1) {
      for column in stride(from: new.count - 1, through: 0, by: -1) {
        longest[row * width + column] =
          oldNumbers[row] == newNumbers[column]
          ? longest[(row + 1) * width + column + 1] + 1
          : max(longest[(row + 1) * width + column], longest[row * width + column + 1])
      }
    }
    var pieces: [Piece] = []
    var (row, column) = (0, 0)
    while row < old.count, column < new.count {
      if oldNumbers[row] == newNumbers[column] {
        append(old[row...row], as: Piece.same, to: &pieces)
        row += 1
        column += 1
      } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
        append(old[row...row], as: Piece.removed, to: &pieces)
        row += 1
      } else {
        append(new[column...column], as: Piece.added, to: &pieces)
        column += 1
      }
    }
    append(old[row...], as: Piece.removed, to: &pieces)
    append(new[column...], as: Piece.added, to: &pieces)
    return pieces
  }

  /// Words of one sort that follow each other are one piece.
  private static func append(_ words: ArraySlice<Substring>, as sort: (String) -> Piece, to pieces: inout [Piece]) {
    guard !words.isEmpty else { return }
    let text = words.joined()
    switch (pieces.last, sort("")) {
    case (.same(let before), .same): pieces[pieces.count - 1] = .same(before + text)
    case (.removed(let before), .removed): pieces[pieces.count - 1] = .removed(before + text)
    case (.added(let before), .added): pieces[pieces.count - 1] = .added(before + text)
    default: pieces.append(sort(text))
    }
  }
}
