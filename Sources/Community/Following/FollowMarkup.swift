import Commons
import Pages

/// The button beside a person's or organisation's name.
enum FollowMarkup {
  /// Nothing for visitors who are not signed in, and beside oneself.
  /// - Parameter next: the page to come back to.
  static func button(_ face: Face, _ state: FollowState?, viewer: Key<Account>?, next: String, words: Words) -> Markup {
    guard let viewer, viewer != face.id else { return .empty }
    let path = "/@\(face.handle)/follow"
    return switch state {
    case nil:
      actionButton(
        path, words("Follow"), icon: .plus, look: .quiet, hidden: face.name, fields: ["on": "yes", "next": next])
    case .follows:
      actionButton(
        path, words("Following"), icon: .check, pressed: true, hidden: words("\(face.name). Stop following"),
        fields: ["on": "no", "next": next])
    case .asked:
      actionButton(
        path, words("Asked"), icon: .clock, pressed: true, hidden: words("to follow \(face.name). Take it back"),
        fields: ["on": "no", "next": next])
    }
  }

  /// A line of a list: face, name, handle, and the button.
  /// - Parameter isNarrow: whether it stands beside the page: then without the handle.
  static func row(_ face: Face, _ state: FollowState?, viewer: Key<Account>?, look: PostMarkup, isNarrow: Bool = false)
    -> Markup
  {
    let relation = face.relation.words.map { look.words($0) }
    let about =
      isNarrow
      ? relation ?? "@\(face.handle)" : (["@\(face.handle)"] + (relation.map { [$0] } ?? [])).joined(separator: " · ")
    return """
      <li>\(look.picture(face))<span class="grow">\(look.name(face))<br><span class="meta">\(about)</span></span>\
      \(button(face, state, viewer: viewer, next: look.next, words: look.words))</li>
      """
  }
}
