import Commons
import Pages

enum FollowPages {
  static func people(_ reading: Follows.Reading, viewer: Key<Account>?, look: PostMarkup) -> Page {
    let words = look.words
    let face = reading.face
    let isFollowers = reading.side == .followers
    let title = isFollowers ? words("Who follows \(face.name)") : words("Whom \(face.name) follows")
    let tabs = TabBar(
      label: words("Following"),
      tabs: [
        (words("Followers"), "\(face.path)/followers", isFollowers),
        (words("Following"), "\(face.path)/following", !isFollowers),
      ])
    let list: Markup =
      reading.people.isEmpty
      ? emptyState(.users, isFollowers ? words("Nobody yet") : words("Follows nobody yet"))
      : "<section class=\"card\" aria-label=\"\(title)\"><ul class=\"rows\">\(reading.people.markup { FollowMarkup.row($0.face, $0.state, viewer: viewer, look: look) })</ul></section>"
    let counted: Phrase =
      isFollowers
      ? .count(reading.count, one: "{1} follower", other: "{1} followers")
      : .count(reading.count, one: "Follows {1}", other: "Follows {1}")
    return Page(
      title: title, section: .people,
      main: """
        \(crumbs([(face.name, face.path)], words: words))<h1 dir="auto">\(title)</h1><p class="meta">\(words(counted))</p>\(tabs.markup)\(list)
        \(Paging.older("\(face.path)/\(reading.side.rawValue)", before: reading.olderBefore, words: words, label: "More people"))
        """, isUnlisted: true)
  }

  static func requests(_ requests: [Follows.Request], member: Key<Account>, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Who would like to follow")
    let rows = requests.markup { request in
      let whom: Markup =
        request.followee.id == member ? .empty : " · \(words("would like to follow \(request.followee.name)"))"
      let path = "/follow-requests/\(request.follower.id)"
      let to = request.followee.id.description
      return """
        <li>\(look.picture(request.follower))<span class="grow">\(look.name(request.follower))<br><span class="meta">@\(request.follower.handle)\(whom) · \
        \(words.time(request.since, now: look.now))</span></span>\
        \(actionButton(path, words("Accept"), look: .main, hidden: request.follower.name, fields: ["answer": "yes", "to": to]))\
        \(actionButton(path, words("Decline"), look: .quiet, hidden: request.follower.name, fields: ["answer": "no", "to": to]))</li>
        """
    }
    let list: Markup =
      requests.isEmpty
      ? emptyState(.check, words("Nobody waits for an answer"))
      : "<section class=\"card\"><ul class=\"rows wrapping\">\(rows)</ul></section>"
    return Page(
      title: title, section: .people,
      main: """
        <h1>\(title)</h1><p class="soft">\(words("You let people follow you one by one. Those you decline are not told."))</p>\(list)
        """, isUnlisted: true)
  }

  static func avoided(_ avoided: [(face: Face, kind: Follows.Avoidance)], form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Blocked and muted")
    func section(_ kind: Follows.Avoidance, _ heading: String, _ hint: String, end: String) -> Markup {
      let faces = avoided.filter { $0.kind == kind }.map(\.face)
      let rows = faces.markup { face in
        """
        <li>\(look.picture(face))<span class="grow"><strong dir="auto">\(face.name)</strong><br><span class="meta">@\(face.handle)</span></span>\
        \(actionButton("/@\(face.handle)/\(kind == .block ? "block" : "mute")", end, look: .quiet, hidden: face.name, fields: ["on": "no", "next": "/settings/blocks"]))</li>
        """
      }
      let list: Markup = faces.isEmpty ? "<p class=\"soft\">\(words("Nobody."))</p>" : "<ul class=\"rows\">\(rows)</ul>"
      return "<section class=\"card stack\"><h2>\(heading)</h2><p class=\"hint\">\(hint)</p>\(list)</section>"
    }
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1>
        \(section(.block, words("Blocked"), words("You do not see each other here, and neither can follow or write to the other. They are not told."), end: words("Unblock")))
        \(section(.mute, words("Muted"), words("You do not meet what they say in lists, and get no notices of it. They are not told."), end: words("Unmute")))
        <section class="card"><h2>\(words("Block or mute somebody"))</h2>\(form.start("/settings/blocks"))
        \(form.code("handle", "Handle", hint: "For example @amina. You find it under the name."))
        <div class="row">\(form.button("Block", name: "kind", value: "block"))\(form.button("Mute", .quiet, name: "kind", value: "mute"))</div>\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }

  static func words(_ hidden: [String], form: FormState, words: Words) -> Page {
    let title = words("Hidden words")
    let rows = hidden.markup { word in
      """
      <li><span class="grow" dir="auto">\(word)</span>\
      \(actionButton("/settings/words", words("Take out"), look: .quiet, hidden: word, fields: ["remove": word]))</li>
      """
    }
    let list: Markup =
      hidden.isEmpty
      ? .empty : "<section class=\"card\"><h2>\(words("You hide"))</h2><ul class=\"rows\">\(rows)</ul></section>"
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1>
        <p class="soft">\(words("Posts with these words are left out of the lists you read. Only whole words count, in capitals or not. Only you know of them."))</p>
        <section class="card">\(form.start("/settings/words"))\(form.text("word", "Word, or a few words", maxLength: HiddenWord.longest))
        \(form.button("Hide it"))\(form.end)</section>\(list)
        """, problems: form.problems, isUnlisted: true)
  }
}
