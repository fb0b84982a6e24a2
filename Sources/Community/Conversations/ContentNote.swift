package import Commons

/// What a post is about, for those whom it may upset: the post is folded away under it.
package struct ContentNote: Sendable {
  /// Nil where nothing was said.
  package let text: String?

  package init(_ typed: String) throws(Refusal) {
    guard typed.count <= Opening.longestTitle else {
      throw .invalid("note", "A content note has at most \(Opening.longestTitle) characters.")
    }
    text = typed.isEmpty ? nil : typed
  }
}
