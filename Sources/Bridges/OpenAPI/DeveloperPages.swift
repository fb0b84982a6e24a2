import Commons
import Pages

enum DeveloperPages {
  static func start(site: String, words: Words) -> Page {
    let title = words("For those who write programs")
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><div class="prose">
        <p>\(words("Apps for Mastodon work with this site: give its address as the server. Programs of your own can do what those apps do, read feeds, and read our pages as data."))</p>
        <p><a href="/api/openapi.json">/api/openapi.json</a> \(words("describes every operation below, what it takes and what it answers (OpenAPI 3.1)."))</p>
        \(contents(words))\(registering(site, words))\(limits(words))\(feeds(words))\(pages(site, words))\(streams(words))
        <h2 id="operations">\(words("Every operation"))</h2>
        <p>\(words("The descriptions are in English. Beside each stands the scope that a token needs; those in brackets are only needed when a token is sent."))</p>
        \(subjects)</div>
        """)
  }

  private static func contents(_ words: Words) -> Markup {
    """
    <nav aria-label="\(words("On this page"))"><ul>\
    <li><a href="#register">\(words("Register an app"))</a></li><li><a href="#scopes">\(words("Scopes and limits"))</a></li>\
    <li><a href="#feeds">\(words("Feeds"))</a></li><li><a href="#pages">\(words("Our pages as data"))</a></li>\
    <li><a href="#streams">\(words("Streams"))</a></li><li><a href="#operations">\(words("Every operation"))</a></li></ul></nav>
    """
  }

  private static func registering(_ site: String, _ words: Words) -> Markup {
    """
    <h2 id="register">\(words("Register an app"))</h2>
    <ol><li><p>\(words("Register, once. Keep the client_id and the client_secret."))</p>
    <pre><code>curl -d client_name=Example -d scopes='read write' \\
      -d redirect_uris=urn:ietf:wg:oauth:2.0:oob \\
      \(site)/api/v1/apps</code></pre></li>
    <li><p>\(words("Send the person to this address, to sign in and to say yes. With redirect_uri as above they are shown a code; with an address of yours it comes there."))</p>
    <pre><code>\(site)/oauth/authorize?response_type=code&amp;client_id=…&amp;redirect_uri=…&amp;scope=read+write&amp;code_challenge=…&amp;code_challenge_method=S256</code></pre></li>
    <li><p>\(words("Exchange the code for a token. A code works once, for ten minutes; the code_verifier proves that it is yours (PKCE, RFC 7636)."))</p>
    <pre><code>curl -d grant_type=authorization_code -d code=… \\
      -d client_id=… -d client_secret=… -d redirect_uri=… \\
      -d code_verifier=… \(site)/oauth/token</code></pre></li>
    <li><p>\(words("Send the token with each call."))</p>
    <pre><code>curl -H 'Authorization: Bearer …' \(site)/api/v1/timelines/home</code></pre></li></ol>
    <p>\(words("Whoever let an app in sees it in their settings, and can shut it out there."))</p>
    """
  }

  private static func limits(_ words: Words) -> Markup {
    """
    <h2 id="scopes">\(words("Scopes and limits"))</h2>
    <p>\(words("A scope holds those under it: write holds write:statuses. Ask for as little as you need. These are all of them:"))</p>
    <p>\(Scopes.all.markup { "<code>\($0)</code> " })</p>
    <p>\(words("A person may make \(APIRoutes.callsInFiveMinutes) calls in five minutes; each answer says how many are left. What is sent may be JSON, a form, or a form with files. What goes wrong is said in words, under “error”."))</p>
    """
  }

  private static func feeds(_ words: Words) -> Markup {
    """
    <h2 id="feeds">\(words("Feeds"))</h2>
    <p>\(words("What everyone may read can be followed without an account: put an ending after the address of its page."))</p>
    <ul><li><code>.atom</code>, <code>.rss</code>, <code>.json</code>: <code>/@amina.atom</code> · <code>/g/buses.rss</code> · <code>/topics/respite.json</code> · <code>/talk/123.atom</code> · <code>/search.atom?q=respite</code></li>
    <li><code>.ics</code>: \(words("when the checks of somebody or of a group end, for a calendar")): <code>/@amina.ics</code> · <code>/g/buses.ics</code></li></ul>
    <p>\(words("Send back what ETag or Last-Modified said, and you are only sent what is new."))</p>
    """
  }

  private static func pages(_ site: String, _ words: Words) -> Markup {
    """
    <h2 id="pages">\(words("Our pages as data"))</h2>
    <p>\(words("A status has no word for a question with its answers, or for who may come into a group. Ask for our own pages as JSON:"))</p>
    <pre><code>curl -H 'Accept: application/json' \(site)/talk/123</code></pre>
    <p>\(words("With a token you are told what its person may see, without one what everyone may."))</p>
    """
  }

  private static func streams(_ words: Words) -> Markup {
    """
    <h2 id="streams">\(words("Streams"))</h2>
    <p>\(words("What happens can be listened to as it happens, as Server-Sent Events or by WebSocket: GET /api/v2/instance says where, under configuration.urls.streaming."))</p>
    """
  }

  /// The operations, by subject, in the order of the lists they stand in.
  private static let subjects: Markup = {
    var order: [String] = []
    var bySubject: [String: [Operation]] = [:]
    for operation in Document.operations {
      if bySubject[operation.subject] == nil { order.append(operation.subject) }
      bySubject[operation.subject, default: []].append(operation)
    }
    return order.markup { subject in
      """
      <h3 id="operations-\(subject)"><code>\(subject)</code></h3><ul lang="en">\((bySubject[subject] ?? []).markup(line))</ul>
      """
    }
  }()

  private static func line(_ operation: Operation) -> Markup {
    let scope: Markup
    switch operation.access {
    case .anyone: scope = .empty
    case .app: scope = " · token"
    case .visitor(let name): scope = " · (<code>\(name)</code>)"
    case .member(let name), .moderator(let name): scope = " · <code>\(name)</code>"
    }
    return
      "<li><code>\(operation.method.rawValue.uppercased()) \(operation.path)</code><br>\(operation.about)\(scope)</li>"
  }
}
