import Commons
import Testing

@testable import Pages

@Suite("Whole pages")
struct RenderTests {
  let now = Moment(milliseconds: 1_795_424_400_000)

  private func frame(_ language: Language = .english) -> PageFrame {
    var frame = PageFrame(words: Words(language), now: now)
    frame.sections = [.home, .talk, .people, .groups]
    frame.siteName = "Rivermead & friends"
    frame.hasStylesheetCached = true
    return frame
  }

  private func member(notices: Int = 0) -> Member {
    Member(
      id: Key(77), session: Key(1), handle: Handle(stored: "kai"), name: "Kai <b>", role: .member, isVerified: true,
      joinedAt: now, unreadNotices: notices)
  }

  private func full(_ language: Language) -> (Page, PageFrame) {
    var frame = frame(language)
    frame.member = member(notices: 120)
    frame.siteAddress = "https://example.org"
    frame.footLinks = [.rules, .yourData, .help, .accessibility, .privacy]
    frame.startPath = "/start"
    frame.messagesPath = "/messages"
    frame.noticesPath = "/notifications"
    frame.languagePath = "/language"
    frame.displayPath = "/settings/display"
    frame.livePath = "/live"
    frame.isDemo = true
    frame.message = "Your picture was changed."
    let page = Page(
      title: "A \"page\"", description: "What <it> is", hero: hero(.teal, hasTabs: true, "<h1>Title</h1>"),
      main:
        "<p>Main</p>\(Paging.older("/talk?order=busy", before: Key<Account>(5), words: frame.words))\(Paging.numbers("/search?q=x", page: 3, of: 9, words: frame.words))",
      aside: "<p>Aside</p>", feeds: [Feed("Posts", path: "/talk.atom")], modules: [.compose],
      problems: [Refusal.Problem(field: "name", "Enter a name.")])
    return (page, frame)
  }

  @Test("A page is well-formed in both languages, inside and out, first visit and later")
  func wellFormed() {
    for language in Language.allCases {
      var (page, frame) = full(language)
      frame.hasStylesheetCached = false
      #expect(faults(of: render(page, in: frame).string) == [])
      frame.hasStylesheetCached = true
      frame.member = nil
      for layout in [Page.Layout.columns, .wide, .bare] {
        page.layout = layout
        #expect(faults(of: render(page, in: frame).string) == [])
      }
    }
  }

  @Test("When something is wrong the title says so first, and the summary stands above the heading")
  func problems() throws {
    var page = Page(title: "Join", main: "<h1>Join</h1>")
    #expect(render(page, in: frame()).string.contains("<title>Join – Rivermead &amp; friends</title>"))
    page.problems = [Refusal.Problem(field: "name", "Enter a name.")]
    let html = render(page, in: frame()).string[...]
    #expect(html.contains("<title>Error: Join – Rivermead &amp; friends</title>"))
    let summary = try #require(html.range(of: "There is a problem"))
    let heading = try #require(html.range(of: "<h1>"))
    #expect(summary.lowerBound < heading.lowerBound)
  }

  @Test("The navigation shows the streets that exist and marks where one is")
  func navigation() {
    var frame = frame()
    frame.path = "/talk/123"
    var html = render(Page(title: "T", main: ""), in: frame).string
    #expect(html.contains("<a href=\"/talk\" aria-current=\"true\">"))
    #expect(!html.contains("/ideas") && !html.contains("Ideas"))
    frame.path = "/talk"
    html = render(Page(title: "T", main: ""), in: frame).string
    #expect(html.contains("<a href=\"/talk\" aria-current=\"page\">"))
    frame.path = "/talkative"
    #expect(!render(Page(title: "T", main: ""), in: frame).string.contains("aria-current"))
    #expect(
      render(Page(title: "T", section: .groups, main: ""), in: frame).string.contains(
        "<a href=\"/groups\" aria-current=\"true\">"))
  }

  @Test(
    "The stylesheet is inside the page on a first visit, and its hash is the one the policy allows; afterwards it is linked"
  )
  func stylesheet() throws {
    var frame = frame()
    frame.hasStylesheetCached = false
    let html = render(Page(title: "T", main: ""), in: frame).string[...]
    let start = try #require(html.range(of: "<style>"))
    let end = try #require(html.range(of: "</style>"))
    #expect(Array(html[start.upperBound..<end.lowerBound].utf8) == Assets.style.bytes)
    #expect(Assets.styleHash.hasPrefix("sha256-"))
    frame.hasStylesheetCached = true
    let later = render(Page(title: "T", main: ""), in: frame).string
    #expect(!later.contains("<style>"))
    #expect(later.contains("<link rel=\"stylesheet\" href=\"\(Assets.style.path)\">"))
    #expect(Assets.style.path == "/assets/style.\(Assets.styleVersion).css")
  }

  @Test("Light and dark are set only when somebody chose")
  func themes() {
    var frame = frame()
    #expect(!render(Page(title: "T", main: ""), in: frame).string.contains("data-theme"))
    frame.theme = .dark
    #expect(
      render(Page(title: "T", main: ""), in: frame).string.contains(
        "<html lang=\"en-GB\" dir=\"ltr\" data-theme=\"dark\">"))
  }

  @Test("The page is in the visitor's language")
  func language() {
    let html = render(Page(title: "T", main: ""), in: frame(.welsh)).string
    #expect(html.contains("<html lang=\"cy\""))
    #expect(html.contains("Neidio i’r prif gynnwys"))
  }

  @Test("A visitor is asked in; a member sees their tools and what is unread")
  func tools() {
    var frame = frame()
    frame.noticesPath = "/notifications"
    #expect(render(Page(title: "T", main: ""), in: frame).string.contains("href=\"/sign-in\">Sign in</a>"))
    frame.member = member(notices: 120)
    var html = render(Page(title: "T", main: ""), in: frame).string
    #expect(html.contains("data-count=\"notices\"><span>99+</span>"))
    #expect(html.contains("aria-label=\"You: Kai &lt;b&gt;\""))
    #expect(!html.contains("href=\"/sign-in\""))
    frame.member = member()
    html = render(Page(title: "T", main: ""), in: frame).string
    #expect(html.contains("data-count=\"notices\" hidden>"))
  }

  @Test("Only members get the live stream, and only when there is one")
  func live() {
    var frame = frame()
    frame.livePath = "/live"
    #expect(!render(Page(title: "T", main: ""), in: frame).string.contains("/live"))
    frame.member = member()
    let html = render(Page(title: "T", main: ""), in: frame).string
    #expect(html.contains(" data-live=\"/live\""))
    #expect(html.contains(Assets.module(.live).path))
  }

  @Test("Other sites are told of a public page, not of an unlisted one")
  func metadata() {
    var (page, frame) = full(.english)
    frame.path = "/talk/1"
    var html = render(page, in: frame).string
    #expect(html.contains("<meta property=\"og:title\" content=\"A &quot;page&quot;\">"))
    #expect(html.contains("<link rel=\"canonical\" href=\"https://example.org/talk/1\">"))
    #expect(html.contains("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Posts\" href=\"/talk.atom\">"))
    page.isUnlisted = true
    html = render(page, in: frame).string
    #expect(html.contains("<meta name=\"robots\" content=\"noindex\">"))
    #expect(!html.contains("og:") && !html.contains("canonical"))
  }

  @Test("A demonstration says that it is one on every page")
  func demo() {
    var frame = frame()
    frame.isDemo = true
    #expect(render(Page(title: "T", main: ""), in: frame).string.contains("A demonstration:"))
  }
}

@Suite("Parts")
struct PartTests {
  let words = Words(.english)

  @Test(
    "Initials are those of the first and the last word",
    arguments: [
      ("Amina Yusuf", "AY"), ("kai", "K"), ("Rivermead Youth Voice", "RV"), ("  ", "?"), ("(the) Hub", "TH"),
      ("سلمى حداد", "سح"), ("éva ö", "ÉÖ"), ("42nd Street", "4S"),
      ("👩 x", "X"), ("z\u{301}\u{301}\u{301}\u{301}algo", "Z"),
    ])
  func initialsOfNames(name: String, expected: String) {
    #expect(initials(of: name) == expected)
  }

  @Test("The same account always has the same face; many accounts have many")
  func faces() {
    let one = avatar(id: 5, name: "A", isOrganisation: false)
    #expect(one == avatar(id: 5, name: "A", isOrganisation: false))
    let all = Set((0..<200).map { avatar(id: Int64($0) << 21, name: "A", isOrganisation: false).string })
    #expect(all.count == 36)
    #expect(
      avatar(id: 5, name: "<A", isOrganisation: true, picture: "/media/x.webp", size: .large).string.contains(
        "class=\"avatar org l\" src=\"/media/x.webp\" alt=\"\""))
    #expect(faults(of: one.string) == [])
  }

  @Test("Older posts are linked by key, with the filters kept")
  func older() {
    #expect(
      Paging.older("/talk", before: Key<Account>(5), words: words).string.contains(
        "href=\"/talk?before=5\">Older posts"))
    #expect(
      Paging.older("/talk?order=busy", before: Key<Account>(5), words: words).string.contains(
        "href=\"/talk?order=busy&amp;before=5\""))
    let nothingOlder: Key<Account>? = nil
    #expect(Paging.older("/talk", before: nothingOlder, words: words).isEmpty)
  }

  @Test("Page numbers show the ends and the neighbours")
  func numbers() {
    #expect(Paging.numbersShown(1, of: 9) == [1, 2, 9])
    #expect(Paging.numbersShown(5, of: 9) == [1, 4, 5, 6, 9])
    #expect(Paging.numbers("/search?q=x", page: 1, of: 1, words: words).isEmpty)
    let html = Paging.numbers("/search?q=x", page: 9, of: 9, words: words).string
    #expect(html.contains("href=\"/search?q=x&amp;page=9\" aria-label=\"Page 9\" aria-current=\"page\">"))
    #expect(!html.contains("Next page") && html.contains("Previous page"))
  }

  @Test("Tabs, tags, crumbs, empty states and notices are well-formed")
  func small() {
    let tabs = TabBar(label: "Who", tabs: [("A & B", "/a", true), ("C", "/c", false)]).markup
    let all: Markup = """
      \(tabs)\(crumbs([("Home", "/"), ("<x>", "/x")], words: words))\(tag("New", .rose, icon: .star))\(tag("Plain"))\
      \(emptyState(.talk, "Nothing", "Say <something>", action: linkButton("/x", "Begin")))\
      \(notice("Done", "<p>It is.</p>"))\(newer(topic: "a\"b", path: "/", words: words))
      """
    #expect(faults(of: all.string) == [])
    #expect(tabs.string.contains("<a href=\"/a\" aria-current=\"page\">A &amp; B</a>"))
  }
}

@Suite("Assets")
struct AssetTests {
  @Test("An asset is found by its own name; by an older one it must not be kept; others are not there")
  func names() throws {
    let current = try #require(Assets.file(named: Assets.style.name))
    #expect(current.isCurrent && current.asset.bytes == Assets.style.bytes)
    let stale = try #require(Assets.file(named: "style.000000000000.css"))
    #expect(!stale.isCurrent && stale.asset.name == Assets.style.name)
    for name in ["style.css", "../style.1.css", "other.1.css", "", "style.1.js", "a.b.c.d"] {
      #expect(Assets.file(named: name) == nil)
    }
    #expect(Assets.file(named: Assets.module(.forms).name)?.asset.contentType == "text/javascript; charset=utf-8")
  }

  @Test("Every icon is in the sprite, and nothing else is")
  func sprite() {
    let svg = String(decoding: Assets.icons.bytes, as: UTF8.self)
    for icon in Icon.allCases { #expect(svg.contains("<symbol id=\"\(icon.name)\" "), "\(icon.name)") }
    #expect(svg.split(separator: "<symbol ").count - 1 == Icon.allCases.count)
    #expect(icon(.heart).string.contains("#heart\"/>"))
  }

  @Test("The stylesheet loses its comments and spaces, and nothing else")
  func minifying() {
    let css = """
      /* a remark { */
      .a , .b > .c :hover {
        color : red; margin: calc(1rem + 2px) ;
        content: "/* not a remark */  ;}";
      }
      @media (max-width: 60rem) { .d { inset: 0 auto ; } }
      """
    let expected =
      #".a,.b > .c :hover{color :red;margin:calc(1rem + 2px);content:"/* not a remark */  ;}"}@media (max-width:60rem){.d{inset:0 auto}}"#
    #expect(String(decoding: Assets.minified(Array(css.utf8)), as: UTF8.self) == expected)
    let whole = String(decoding: Assets.style.bytes, as: UTF8.self)[...]
    #expect(whole.filter { $0 == "{" }.count == whole.filter { $0 == "}" }.count)
    for mark in ["/*", "\n", "url(", "</", "@import"] { #expect(whole.range(of: mark) == nil, "\(mark)") }
  }

  @Test("A script goes out without its remarks, and nothing else is missing") func scripts() {
    let script =
      "// What it does.\n\n/** One thing. */\nfunction one() {\n  // Why.\n  return \"// no remark\"; // stays\n}\n"
    let expected = "function one() {\nreturn \"// no remark\"; // stays\n}\n"
    #expect(String(decoding: Assets.withoutRemarks(Array(script.utf8)), as: UTF8.self) == expected)
    for module in Module.allCases {
      let lines = String(decoding: Assets.module(module).bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count > 20 && !lines.contains { $0.hasPrefix("//") || $0.hasPrefix("/*") || $0.hasPrefix(" ") })
      // What it cannot read: a text over several lines.
      #expect(lines.allSatisfy { line in line.count { $0 == "`" } % 2 == 0 })
    }
  }

  @Test("The stylesheet knows no left and right, so that it can be read from either side")
  func logicalProperties() {
    let whole = String(decoding: Assets.style.bytes, as: UTF8.self)[...]
    for side in [
      "margin-left", "margin-right", "padding-left", "padding-right", "border-left", "border-right", "text-align:left",
      "text-align:right",
    ] {
      #expect(whole.range(of: side) == nil, "\(side)")
    }
  }

  @Test("The hash for the policy is that of SHA-256")
  func hashing() {
    // FIPS 180-4: the digest of no bytes, in base64.
    #expect(Assets.hash(of: []) == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }
}
