import Commons
import Pages

/// “Notices on this device”: whether this browser says what is new while no page is open.
enum PushPages {
  static func page(key: String, isOn: Bool, form: FormState) -> Page {
    let words = form.words
    let title = words("Notices on this device")
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Settings"), "/settings")], words: words))<h1>\(title)</h1>
        <section class="card stack" data-push="\(key)" data-push-on="\(isOn ? "yes" : "no")">
        <p>\(words("This browser can tell you when somebody replies to you or writes to you, while no page of this site is open. What it says is sealed for this browser alone. It ends when you sign out here."))</p>
        <noscript><p>\(words("This needs JavaScript, which is switched off in this browser. You can have letters instead:")) <a href="/settings/email">\(words("E-mail"))</a></p></noscript>
        <p data-push-says="none" hidden>\(words("This browser cannot do that. You can have letters instead:")) <a href="/settings/email">\(words("E-mail"))</a></p>
        <p data-push-says="denied" hidden>\(words("This browser does not let this site show notices. You can change that in the browser’s own settings."))</p>
        <p data-push-says="unserved" role="alert" hidden>\(words("The browser could not sign up with its maker’s service, which passes notices on. In a private window it never can. Try again in a little while, or have letters instead:")) <a href="/settings/email">\(words("E-mail"))</a></p>
        <p data-push-says="failed" role="alert" hidden>\(words("That did not work. Try again in a little while."))</p>
        <p data-push-says="on" hidden>\(icon(.check)) \(words("This browser tells you what is new."))</p>
        <div class="row room-for-btn"><button class="btn" type="button" data-push-does="start" hidden>\(words("Tell me on this device"))</button>
        \(isOn ? form.start("/settings/push/remove") + form.button("Stop telling me here", .quiet) + form.end : .empty)</div>
        </section>
        """, modules: [.push], hearsNews: false, problems: form.problems, isUnlisted: true)
  }
}
