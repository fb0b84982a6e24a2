import Commons
import Pages

enum PeopleListPages {
  /// - Parameter adding: the handle of somebody who is to go onto one of the lists.
  static func all(_ lists: [PeopleLists.Summary], adding: String, form: FormState, once: String) -> Page {
    let words = form.words
    let title = words("Your lists")
    let rows = lists.markup { list in
      let counted = words(.count(list.memberCount, one: "{1} on it", other: "{1} on it"))
      let button: Markup =
        adding.isEmpty
        ? .empty
        : actionButton(
          "\(list.path)/members", words("Add @\(adding)"), icon: .plus, look: .quiet, hidden: words("to \(list.name)"),
          fields: ["handle": adding])
      return
        "<li><span class=\"grow\"><a href=\"\(list.path)\" dir=\"auto\">\(list.name)</a><br><span class=\"meta\">\(counted)</span></span>\(button)</li>"
    }
    let shown: Markup =
      lists.isEmpty
      ? emptyState(
        .list, words("No lists yet"),
        words("A list is a timeline of the people you choose: neighbours, people who answer, everyone with a van."))
      : "<section class=\"card\"><ul class=\"rows\">\(rows)</ul></section>"
    return Page(
      title: title, section: .people,
      main: """
        <h1>\(title)</h1><p class="soft">\(words("Only you see your lists. Those on them are not told."))</p>\(shown)
        <section class="card"><h2>\(words("Make a list"))</h2>\(form.start("/lists", once: once))\(form.text("name", "Name", maxLength: ListName.longest))
        \(form.button("Make the list"))\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }

  static func list(_ reading: PeopleLists.Reading, form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let list = reading.list
    let timeline: Markup =
      reading.cards.isEmpty
      ? emptyState(.talk, words("Nothing yet"), words("What those on the list say comes here."))
      : reading.cards.markup(look.card)
    let members = reading.members.markup { face in
      """
      <li>\(look.picture(face, size: .small))<span class="grow">\(look.name(face))</span>\
      \(actionButton("\(list.path)/members", words("Remove"), hidden: face.name, fields: ["remove": face.id.description]))</li>
      """
    }
    return Page(
      title: list.name, section: .people,
      main: """
        \(crumbs([(words("Your lists"), "/lists")], words: words))<h1 dir="auto">\(list.name)</h1>
        \(newer(topic: "list-\(list.id)", path: list.path, words: words))
        <section class="stack" aria-labelledby="latest"><h2 id="latest" class="vh">\(words("Latest"))</h2>\(timeline)</section>
        \(Paging.older(list.path, before: reading.olderBefore, words: words))
        """,
      aside: """
        <section class="card stack"><h2>\(words("On this list"))</h2><ul class="rows">\(members)</ul>
        \(form.start("\(list.path)/members"))\(form.code("handle", "Add somebody", hint: "Their handle, for example @amina."))\(form.button("Add", .quiet))\(form.end)</section>
        <section class="card stack"><h2>\(words("Change the list"))</h2>\(form.start("\(list.path)"))
        \(form.text("name", "Name", value: list.name, maxLength: ListName.longest))\(form.button("Rename", .quiet))\(form.end)
        \(actionButton("\(list.path)/delete", words("Delete this list"), icon: .trash))</section>
        """, asideName: "About this list", problems: form.problems, isUnlisted: true)
  }
}
