import Commons

/// What a post is about, for those whom it may upset: the post is folded away under it.
struct ContentNote: Sendable {
  /// Nil where nothing was said.
  let text: String?

  init(_ typed: String) throws(Refusal) {
    guard typed.count <= Opening.longestTitle else {
      throw .invalid("note", "A content note has at most \(Opening.longestTitle) characters.")
    }
    text = typed.isEmpty ? nil : typed
  }
}
