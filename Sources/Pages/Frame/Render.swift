import Commons

/// A whole HTML document.
public func render(_ page: Page, in frame: PageFrame) -> Markup {
  let words = frame.words
  var document = Markup.empty
  document.bytes.reserveCapacity(
    6_000 + page.main.bytes.count + (page.aside?.bytes.count ?? 0)
      + (frame.hasStylesheetCached ? 0 : Assets.style.bytes.count))
  document += """
    <!doctype html>
    <html lang="\(words.language.tag)" dir="ltr"\(theme(frame.theme))\(live(page, in: frame))>
    """
  document += head(page, in: frame)
  document += """
    <body>
    <a class="skip" href="#main">\(words("Skip to main content"))</a>
    """
  document += header(page, in: frame)
  document += "<main id=\"main\" tabindex=\"-1\">\n"
  if let hero = page.hero { document += hero }
  appendColumns(page, in: frame, to: &document)
  document += "</main>\n"
  document += foot(frame)
  document += """
    <p id="status" class="vh" role="status" data-offline="\
    \(words("You seem to be offline. What you wrote is still here: try again in a moment."))"></p>
    </body>
    </html>

    """
  return document
}

private func theme(_ theme: Theme) -> Markup {
  switch theme {
  case .system: .empty
  case .light: " data-theme=\"light\""
  case .dark: " data-theme=\"dark\""
  }
}

/// Members hear on every page; visitors where the page itself asks for it.
private func live(_ page: Page, in frame: PageFrame) -> Markup {
  guard (frame.member != nil && page.hearsNews) || page.modules.contains(.live), let path = frame.livePath else {
    return .empty
  }
  let after: Markup = frame.liveAfter.map { " data-after=\"\($0)\"" } ?? .empty
  return " data-live=\"\(path)\"\(after)"
}

// MARK: Head

private func head(_ page: Page, in frame: PageFrame) -> Markup {
  let words = frame.words
  let prefix = page.problems.isEmpty ? "" : words("Error:") + " "
  let title = page.title == frame.siteName ? page.title : "\(page.title) – \(frame.siteName)"
  return """
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(prefix)\(title)</title>
    \(themeColours(frame.theme))\(stylesheet(frame))<link rel="icon" href="\(Assets.logoInPlace)" type="image/svg+xml">
    \(about(page, in: frame))\(scripts(page, in: frame))</head>

    """
}

private func themeColours(_ theme: Theme) -> Markup {
  switch theme {
  case .system:
    """
    <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#1f1b27" media="(prefers-color-scheme: dark)">

    """
  case .light: "<meta name=\"theme-color\" content=\"#ffffff\">\n"
  case .dark: "<meta name=\"theme-color\" content=\"#1f1b27\">\n"
  }
}

/// On a first visit the stylesheet comes inside the page, which saves a round trip before anything is seen, and is
/// fetched for the next page.
private func stylesheet(_ frame: PageFrame) -> Markup {
  if frame.hasStylesheetCached { return "<link rel=\"stylesheet\" href=\"\(Assets.style.path)\">\n" }
  var inlined: Markup = "<style>"
  inlined.bytes.append(contentsOf: Assets.style.bytes)
  inlined += "</style>\n<link rel=\"prefetch\" href=\"\(Assets.style.path)\" as=\"style\">\n"
  return inlined
}

private func about(_ page: Page, in frame: PageFrame) -> Markup {
  let path = page.canonical ?? frame.path
  var about = Markup.empty
  if let description = page.description, !description.isEmpty {
    about += "<meta name=\"description\" content=\"\(description)\">\n"
  }
  if page.isUnlisted {
    about += "<meta name=\"robots\" content=\"noindex\">\n"
  } else if !frame.siteAddress.isEmpty {
    about += """
      <link rel="canonical" href="\(frame.siteAddress)\(path)">
      <meta property="og:title" content="\(page.title)">
      <meta property="og:site_name" content="\(frame.siteName)">
      <meta property="og:type" content="website">
      <meta property="og:url" content="\(frame.siteAddress)\(path)">

      """
    if let description = page.description, !description.isEmpty {
      about += "<meta property=\"og:description\" content=\"\(description)\">\n"
    }
    if let picture = page.picture {
      about += "<meta property=\"og:image\" content=\"\(frame.siteAddress)\(picture)\">\n"
    }
  }
  for feed in page.feeds {
    about += "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"\(feed.title)\" href=\"\(feed.path)\">\n"
  }
  return about
}

private func scripts(_ page: Page, in frame: PageFrame) -> Markup {
  var modules: [Module] = [.forms]
  if frame.member != nil, page.hearsNews, frame.livePath != nil { modules.append(.live) }
  for module in page.modules where !modules.contains(module) { modules.append(module) }
  return modules.markup { "<script type=\"module\" src=\"\(Assets.module($0).path)\"></script>\n" }
}

// MARK: Header and foot

private func header(_ page: Page, in frame: PageFrame) -> Markup {
  let words = frame.words
  let current = page.section ?? section(of: frame.path, among: frame.sections)
  return """
    <header class="top">\(if: frame.isDemo, "<p class=\"demo\">\(words("A demonstration: everyone here is made up."))</p>")<div class="wrap">
    <a class="brand" href="/">\(logo)<span class="hide-s">\(frame.siteName)</span><span class="vh"> \(words("home"))\
    </span></a>
    <nav class="main-nav" aria-label="\(words("Main"))"><ul>\
    \(frame.sections.markup { link(to: $0, current: current, at: frame) })</ul></nav>
    <div class="tools">
    \(tools(frame))</div>
    </div></header>

    """
}

/// The section whose path is the longest start of this one.
private func section(of path: String, among sections: [Section]) -> Section? {
  var best: Section?
  for section in sections {
    let isInside = path == section.path || (section.path != "/" && path.hasPrefix(section.path + "/"))
    if isInside, section.path.utf8.count > best?.path.utf8.count ?? 0 { best = section }
  }
  return best
}

private func link(to section: Section, current: Section?, at frame: PageFrame) -> Markup {
  // “page” for the very page, “true” for anything inside the section (WAI-ARIA 1.2, aria-current).
  let mark: Markup =
    section != current ? .empty : section.path == frame.path ? " aria-current=\"page\"" : " aria-current=\"true\""
  return "<li><a href=\"\(section.path)\"\(mark)>\(icon(section.icon))\(frame.words(section.name))</a></li>"
}

private func tools(_ frame: PageFrame) -> Markup {
  let words = frame.words
  var tools = Markup.empty
  if let path = frame.searchPath {
    tools += "<a class=\"tool\" href=\"\(path)\">\(icon(.search, meaning: words("Search")))</a>\n"
  }
  guard let member = frame.member else {
    return tools + """
      <a class="btn plain" href="/sign-in">\(words("Sign in"))</a>
      <a class="btn" href="/join">\(words("Join"))</a>

      """
  }
  if let path = frame.messagesPath {
    tools += tool(.inbox, words("Messages"), path: path, name: "messages", unread: member.unreadMessages, words: words)
  }
  if let path = frame.noticesPath {
    tools += tool(
      .bell, words("Notifications"), path: path, name: "notices", unread: member.unreadNotices, words: words)
  }
  if let path = frame.startPath {
    tools += "<a class=\"btn start\" href=\"\(path)\">\(icon(.plus))<span>\(words("Start something"))</span></a>\n"
  }
  let face = avatar(id: member.id, name: member.name, picture: frame.memberPicture, size: .small)
  return tools
    + "<a class=\"tool\" href=\"/@\(member.handle)\" aria-label=\"\(words("You: \(member.name)"))\">\(face)</a>\n"
}

/// `name` is what live.js looks for when the number changes.
private func tool(_ picture: Icon, _ meaning: String, path: String, name: StaticString, unread: Int, words: Words)
  -> Markup
{
  let shown = unread > 99 ? "99+" : String(unread)
  return """
    <a class="tool" href="\(path)">\(icon(picture, meaning: meaning))\
    <span class="count" data-count="\(Markup(stringLiteral: name))"\(if: unread == 0, " hidden")><span>\(shown)\
    </span><span class="vh"> \(words("new"))</span></span></a>

    """
}

private let logo: Markup = """
  <svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true">\
  <rect class="c-accent" width="34" height="34" rx="10"/>\
  <path d="M8 9h18v13H16l-5 4.5V22H8z" fill="#fff"/>\
  <path d="m12.5 15.5 3.2 3L22 12.5" fill="none" stroke="#211b29" stroke-width="2.6" \
  stroke-linecap="round" stroke-linejoin="round"/></svg>
  """

private func foot(_ frame: PageFrame) -> Markup {
  let words = frame.words
  let links = frame.footLinks.markup { "<li><a href=\"\($0.path)\">\(words($0.name))</a></li>" }
  let display: Markup? = frame.displayPath.map { "<li><a href=\"\($0)\">\(words("Light or dark"))</a></li>" }
  return """
    <footer class="foot"><div class="wrap row">
    <p>\(words("Run by its members."))</p>
    <ul class="row">\(links)\(languages(frame))\(display)</ul>
    </div></footer>

    """
}

/// Buttons, not links: choosing a language changes something.
private func languages(_ frame: PageFrame) -> Markup {
  guard let path = frame.languagePath else { return .empty }
  return Language.allCases.filter { $0 != frame.words.language }.markup { language in
    """
    <li><form action="\(path)" method="post"><input type="hidden" name="language" value="\(language.rawValue)">\
    <input type="hidden" name="next" value="\(frame.path)"><button class="link" lang="\(language.rawValue)">\
    \(language.ownName)</button></form></li>
    """
  }
}

// MARK: Columns

private func appendColumns(_ page: Page, in frame: PageFrame, to document: inout Markup) {
  let words = frame.words
  let summary = errorSummary(page.problems, words: words, idPrefix: page.problemPrefix)
  let message: Markup =
    frame.message.map { message in
      let said: Markup = frame.messagePath.map { "<a href=\"\($0)\">\(message)</a>" } ?? "\(message)"
      return "<p class=\"card notice\" role=\"status\">\(said)</p>\n"
    } ?? .empty
  switch page.layout {
  case .bare:
    if !summary.isEmpty || !message.isEmpty {
      document += "<div class=\"wrap stack above\">\(summary)\(message)</div>\n"
    }
    document += page.main
  case .wide:
    document += "<div class=\"wrap\"><div class=\"stack-l page\">\n\(summary)\(message)"
    document += page.main
    document += "</div></div>\n"
  case .columns:
    document += "<div class=\"wrap\"><div class=\"cols\">\n<div class=\"stack-l\">\(summary)\(message)"
    document += page.main
    document += "</div>\n"
    if let aside = page.aside, !aside.isEmpty {
      document += "<aside class=\"stack\" aria-label=\"\(words(page.asideName))\">"
      document += aside
      document += "</aside>\n"
    }
    document += "</div></div>\n"
  }
}
