import Commons
import Pages

/// What one can do with somebody, on their profile.
enum ProfileButtons {
  static func row(_ reading: People.Reading, viewer: Key<Account>?, look: PostMarkup) -> Markup {
    let face = reading.profile.face
    let words = look.words
    guard let viewer, viewer != face.id else { return .empty }
    let mute = actionButton(
      "/@\(face.handle)/mute", reading.isMuted ? words("Unmute") : words("Mute"), icon: .mute, hidden: face.name,
      fields: ["on": reading.isMuted ? "no" : "yes", "next": look.next])
    let block = actionButton(
      "/@\(face.handle)/block", words("Block"), icon: .close, hidden: face.name, fields: ["on": "yes"])
    let report = linkButton(
      "/report?kind=account&id=\(face.id)", words("Report"), icon: .flag, look: .plain, hidden: face.name)
    return """
      <div class="row">\(FollowMarkup.button(face, reading.followState, viewer: viewer, next: look.next, words: words))\
      \(linkButton("/messages/new?to=\(face.handle)", words("Write a message"), icon: .mail, look: .quiet, hidden: words("to \(face.name)")))\
      <details class="menu"><summary class="btn plain">\(icon(.more))<span class="vh-s">\(words("More"))</span></summary><div>\
      \(linkButton("/lists?add=\(face.handle)", words("Add to a list"), icon: .list, look: .plain, hidden: face.name))\(mute)\(block)\(report)</div></details></div>
      """
  }
}
