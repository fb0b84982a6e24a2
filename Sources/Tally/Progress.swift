import Foundation

/// How far long work has come, on one line of standard error; silent where that is no terminal.
struct Progress {
  private let words: String
  private let isShown: Bool

  init(_ words: String) {
    self.words = words
    isShown = isatty(2) == 1
  }

  func show(_ done: Int, of all: Int, _ others: String? = nil) {
    guard isShown else { return }
    let share = all > 1 ? ": \(done * 100 / all)%" : " …"
    write("\r\u{1B}[K\(others ?? words)\(share)")
  }

  func end() { if isShown { write("\r\u{1B}[K") } }

  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
