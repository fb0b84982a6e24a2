import Commons
import Pages

/// What a person is asked when an app wants in, and the list of those they let in.
enum ConsentPages {
  static func ask(_ asking: Apps.Asking, member: Member, form: FormState) -> Page {
    let words = form.words
    let title = words("Let “\(asking.app.name)” in?")
    let site: Markup =
      asking.app.website.isEmpty
      ? .empty
      : "<p class=\"meta\"><a href=\"\(asking.app.website)\" rel=\"nofollow noopener\">\(asking.app.website)</a></p>"
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1>\(site)
        <section class="card stack">
        <p>\(words("The app asks to use this site in your name, \(member.name) (@\(member.handle)). It would be able to:"))</p>
        <ul class="rows">\(powers(asking.scopes).markup { "<li>\(icon(.check))<span class=\"grow\">\(words($0))</span></li>" })</ul>
        <p class="soft">\(words("It never learns your password, and you can shut it out again in your settings at any time."))</p>
        <div class="row">\(form.start("/oauth/authorize"))\(fields(asking, form))\(form.button("Let it in", name: "answer", value: "yes"))\(form.end)
        \(form.start("/oauth/authorize"))\(fields(asking, form))\(form.button("Cancel", .quiet, name: "answer", value: "cancel"))\(form.end)</div>
        </section>
        """, hearsNews: false, isUnlisted: true)
  }

  private static func fields(_ asking: Apps.Asking, _ form: FormState) -> Markup {
    """
    \(form.hidden("response_type", "code"))\(form.hidden("client_id", asking.app.clientID))\
    \(form.hidden("redirect_uri", asking.redirectURI))\(form.hidden("scope", asking.scopes.text))\
    \(form.hidden("state", asking.state))\(asking.challenge.map { form.hidden("code_challenge", $0) + form.hidden("code_challenge_method", "S256") })
    """
  }

  /// What scopes mean to a person, in the fewest words that are true.
  static func powers(_ scopes: Scopes) -> [Phrase] {
    let has: (String) -> Bool = { start in scopes.names.contains { $0 == start || $0.hasPrefix(start + ":") } }
    let powers: [(Bool, Phrase)] = [
      (has("read") || has("profile"), "See what you can see, your lists and notices too"),
      (scopes.allows("write:statuses"), "Write, change and delete posts in your name"),
      (has("write"), "Change what you follow, keep, support and have set"),
      (has("follow") && !has("write"), "Change whom you follow, mute and block"),
      (has("push"), "Send you notices"),
      (has("admin") || has("admin:read") || has("admin:write"), "Do the work of a moderator in your name"),
    ]
    return powers.filter(\.0).map(\.1)
  }

  /// For an app that has no address of its own: the code, to be copied.
  static func code(_ code: String, app: String, words: Words) -> Page {
    let title = words("Copy this code")
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><section class="card stack"><p>\(words("Put it into “\(app)”. It works once, for ten minutes."))</p>
        <div class="prose"><pre><code>\(code)</code></pre></div></section>
        """, hearsNews: false, isUnlisted: true)
  }

  /// What is wrong with a request that cannot even be answered to the app.
  static func refused(_ reason: Phrase, words: Words) -> Page {
    let title = words("This app cannot be let in")
    return Page(
      title: title,
      main:
        "<h1>\(title)</h1><section class=\"card stack\"><p>\(words(reason))</p><p><a class=\"btn quiet\" href=\"/\">\(words("Home"))</a></p></section>",
      hearsNews: false, isUnlisted: true)
  }

  static func letIn(_ apps: [(app: LetInApp, scopes: Scopes)], words: Words, now: Moment) -> Page {
    let title = words("Apps")
    let rows = apps.markup { entry in
      let powers = powers(entry.scopes).map { words($0) }.joined(separator: " · ")
      return """
        <li>\(icon(.link))<span class="grow"><strong>\(entry.app.name)</strong><br><span class="meta">\(powers)</span><br>
        <span class="meta">\(words.around("Last used: {1}", words.time(entry.app.usedAt, now: now)))</span></span>
        \(actionButton("/settings/apps/\(entry.app.id)/remove", words("Shut it out"), look: .plain, hidden: entry.app.name))</li>
        """
    }
    let list: Markup =
      apps.isEmpty
      ? emptyState(
        .key, words("No apps yet"),
        words("Sign in with an app for Mastodon, and give this site’s address as the server. It then appears here."))
      : "<section class=\"card\"><ul class=\"rows wrapping\">\(rows)</ul></section>"
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Settings"), "/settings")], words: words))<h1>\(title)</h1>
        <p>\(words("Programs that may use this site in your name. Each has a key of its own: shutting one out does not touch the others, nor your password."))</p>\(list)
        <p class="meta"><a href="/developers">\(words("For those who write programs"))</a></p>
        """, isUnlisted: true)
  }
}
