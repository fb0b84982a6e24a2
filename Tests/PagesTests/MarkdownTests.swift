import Testing

@testable import Pages

private func rendered(_ text: String, headings: Markdown.Headings = .bold) -> RenderedText {
  Markdown.render(
    text, headings: headings, mentions: { $0 == "nobody" ? nil : "/@\($0)" }, topic: { "/topics/\(Link.encoded($0))" })
}

private func html(_ text: String) -> String { rendered(text).html }

@Suite("Markdown")
struct MarkdownTests {
  @Test("Paragraphs, emphasis, code, lists, quotations, tables and lines")
  func everyday() {
    #expect(
      html("One\ntwo\n\n**b** *e* ~~d~~ `c<`")
        == "<p>One<br>\ntwo</p>\n<p><strong>b</strong> <em>e</em> <del>d</del> <code>c&lt;</code></p>\n")
    #expect(html("- a\n- b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n")
    #expect(html("3. a\n4. b") == "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n")
    #expect(html("- a\n\n- b") == "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n")
    #expect(html("> q") == "<blockquote>\n<p>q</p>\n</blockquote>\n")
    #expect(html("```js\n<b>\n```") == "<pre><code>&lt;b&gt;</code></pre>\n")
    #expect(html("***") == "<hr>\n")
    #expect(
      html("|a|b|\n|-|-|\n|c|d|")
        == "<div class=\"scroll\" tabindex=\"0\"><table class=\"table\">\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\n<tr><td>c</td><td>d</td></tr>\n</tbody></table></div>\n"
    )
  }

  @Test("Headings in a post are bold; in a report they begin where the page wants")
  func headings() {
    #expect(html("# Title") == "<p><strong>Title</strong></p>\n")
    #expect(rendered("# A\n\n###### B", headings: .from(3)).html == "<h3>A</h3>\n<h6>B</h6>\n")
  }

  @Test("HTML is shown as it was typed")
  func rawHTML() {
    #expect(html("a <b onclick=x>c</b>") == "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n")
    #expect(html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")
  }

  @Test("Links leave with rel; paths here stay; pictures become links")
  func links() {
    #expect(
      html("[a](https://example.org/?a=1&b=2)")
        == "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"nofollow ugc noopener\">a</a></p>\n")
    #expect(html("[a](/talk)") == "<p><a href=\"/talk\">a</a></p>\n")
    #expect(
      html("![a cat](https://example.org/cat.png)")
        == "<p><a href=\"https://example.org/cat.png\" rel=\"nofollow ugc noopener\">a cat</a></p>\n")
    #expect(
      html("[![x](https://a.example/i.png)](https://b.example)")
        == "<p><a href=\"https://b.example\" rel=\"nofollow ugc noopener\">x</a></p>\n")
    #expect(
      rendered("[a](https://a.example) https://b.example [c](/d) https://b.example").links == [
        "https://a.example", "https://b.example",
      ])
  }

  @Test(
    "A link that could run a script, or hides where it leads, is only its words",
    arguments: [
      "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java&#115;cript:alert(1)", "&#x6A;avascript:alert(1)",
      "vbscript:x", "data:text/html;base64,PHN", "//evil.example",
      "/\\\\evil.example", "<javascript:alert(1)>", "\u{1}javascript:alert(1)", "file:///etc/passwd",
    ])
  func scriptLinks(address: String) {
    for text in ["[a](\(address))", "![a](\(address))", "[a][r]\n\n[r]: \(address)", "<\(address)>"] {
      let html = html(text)
      #expect(!html.contains("<a "), "\(text): \(html)")
      #expect(faults(of: html) == [])
    }
  }

  @Test("Bare addresses become links, without the end of the sentence, and are shown short")
  func bareAddresses() {
    #expect(
      html("See https://example.org/a_b_c.")
        == "<p>See <a href=\"https://example.org/a_b_c\" rel=\"nofollow ugc noopener\">example.org/a_b_c</a>.</p>\n")
    #expect(html("(www.example.org/x_(y))").contains("href=\"https://www.example.org/x_(y)\""))
    #expect(
      html("“https://example.org/”").contains(
        "href=\"https://example.org/\" rel=\"nofollow ugc noopener\">example.org</a>”"))
    #expect(html("https://example.org/" + String(repeating: "long/", count: 30)).contains("…</a>"))
    for text in [
      "https://", "http://nodots", "xhttps://example.org", "`https://example.org`", "[https://example.org](/x)",
    ] {
      #expect(!html(text).contains("href=\"https"), "\(text)")
    }
  }

  @Test("Mentions are links when somebody has the handle, in words only")
  func mentions() {
    let text = rendered(
      "Hi @Amina, @nobody and (@kai-t) @amina! a@example.org @x @two@elsewhere.example `@code` [@link](/x) @a_b_")
    #expect(
      text.html.contains(
        "<a class=\"mention\" href=\"/@amina\">@Amina</a>, @nobody and (<a class=\"mention\" href=\"/@kai-t\">@kai-t</a>)"
      ))
    #expect(text.mentions == ["amina", "nobody", "kai-t", "a_b"])
    #expect(
      !text.html.contains("href=\"/@example") && !text.html.contains("href=\"/@two")
        && !text.html.contains("href=\"/@code") && !text.html.contains("href=\"/@link"))
  }

  @Test("A handle may be followed by the end of a sentence, not by more letters")
  func ends() {
    #expect(rendered("Ask @amina. @kai’s idea @tom…").mentions == ["amina", "kai", "tom"])
    #expect(rendered("@aminaé @" + String(repeating: "a", count: 31)).mentions == [])
    #expect(rendered("**@amina**@kai").mentions == ["amina", "kai"])
  }

  @Test("Topics are links in any script; numbers alone are none")
  func topics() {
    let text = rendered("#Respite #gofal_plant #صحة #2026 #a1 C# a#b &#35; #")
    #expect(text.topics == ["respite", "gofal_plant", "صحة", "a1"])
    #expect(text.html.contains("<a class=\"topic\" href=\"/topics/respite\">#Respite</a>"))
  }

  @Test("The names in a text can be had before it is known who has them")
  func names() {
    let names = Markdown.names(in: "@amina #care @amina")
    #expect(names.mentions == ["amina"] && names.topics == ["care"])
  }

  @Test("The plain words have no marks, a line for each block")
  func plain() {
    #expect(
      rendered("# Title\n\nOne **two**\nthree\n\n- a\n- [b](/x) https://example.org/long\n\n|x|y|\n|-|-|\n|1|2|").plain
        == "Title\nOne two\nthree\na\nb https://example.org/long\nx y\n1 2")
    #expect(rendered("").plain == "")
  }
}

@Suite("Markdown that means harm", .timeLimit(.minutes(10)))
struct HostileMarkdownTests {
  static let length = 30_000
  /// For those that cost the parser the square of their length when nothing is done about it: then this much takes
  /// minutes.
  static let long = 190_000

  static let texts: [(name: String, text: String)] = [
    ("quotations", String(repeating: ">", count: 10_000) + "deep"),
    ("quotations with spaces", String(repeating: "> ", count: 10_000) + "deep"),
    ("quotations and lines", String(repeating: "> ", count: 10_000) + String(repeating: "\na", count: 10_000)),
    ("lists", String(repeating: "- ", count: 10_000) + "deep"),
    ("numbered lists", String(repeating: "1. ", count: 10_000) + "deep"),
    ("lists by indentation", (0..<300).map { String(repeating: "  ", count: $0) + "- a\n" }.joined()),
    ("lists and empty lines", String(repeating: "- ", count: 24) + "a" + String(repeating: "\n\n", count: length / 2)),
    ("emphasis", String(repeating: "*a _b ", count: length / 6)),
    ("nested emphasis", String(repeating: "*a **b ", count: 4000) + String(repeating: "** c*", count: 4000)),
    ("brackets", String(repeating: "[", count: length)), ("links", String(repeating: "[a](", count: length / 4)),
    ("pictures", String(repeating: "![[]()", count: long / 6)),
    ("pictures in pictures", String(repeating: "![", count: length / 2)),
    ("declarations", String(repeating: "a<!A ", count: long / 5)),
    ("instructions", String(repeating: "a<?", count: long / 3)),
    ("character data", String(repeating: "a<![CDATA[", count: long / 10)),
    ("comments", String(repeating: "<!--", count: length / 4)),
    ("tags", String(repeating: "<a x='", count: length / 6)),
    ("backticks", (1..<340).map { "e" + String(repeating: "`", count: $0) }.joined()),
    ("heads of tables", String(repeating: "a\n-|-\n", count: long / 6)),
    (
      "wide tables",
      String(repeating: "|a", count: 5000) + "|\n" + String(repeating: "|-", count: 5000) + "|\n"
        + String(repeating: "a\n", count: 20_000)
    ),
    (
      "short rows",
      String(repeating: "|a", count: 16) + "|\n" + String(repeating: "|-", count: 16) + "|\n"
        + String(repeating: "a\n", count: 20_000)
    ),
    (
      "references",
      "[a]: /" + String(repeating: "u", count: long / 2) + "\n\n" + String(repeating: "[a]", count: long / 6)
    ),
    ("definitions", (0..<5000).map { "[a\($0)]: /x\n" }.joined() + String(repeating: "[a1]", count: 5000)),
    ("entities", String(repeating: "&a", count: length / 2)),
    ("addresses", String(repeating: "http://", count: length / 7)),
    ("mentions", String(repeating: "@a", count: length / 2)),
    ("many mentions", (0..<7000).map { "@amina\($0) " }.joined()),
    ("topics", String(repeating: "#é", count: length / 3)),
    ("accents", String(repeating: "a" + String(repeating: "\u{301}", count: 30), count: 1000)),
    ("spaces", String(repeating: " ", count: length)),
    ("empty lines", "a" + String(repeating: "\n", count: length) + "b"),
    ("too long", String(repeating: "a *b* \n", count: 40_000)),
  ]

  @Test("No text costs the square of its length, and what comes out is well-formed", arguments: texts.map(\.name))
  func linear(name: String) throws {
    let text = try #require(Self.texts.first { $0.name == name }?.text)
    let rendered = rendered(text)
    let size = rendered.html.utf8.count
    #expect(size <= 65_536 + 17 * text.utf8.count)
    let deepest = depth(of: rendered.html)
    #expect(deepest < 40)
  }

  /// How many elements stand inside each other at most.
  private func depth(of html: String) -> Int {
    var depth = 0
    var deepest = 0
    for tag in html.split(separator: "<").dropFirst(html.hasPrefix("<") ? 0 : 1)
    where !tag.hasPrefix("br>") && !tag.hasPrefix("hr>") {
      depth += tag.hasPrefix("/") ? -1 : 1
      deepest = max(deepest, depth)
    }
    return deepest
  }

  @Test("What the parser cannot bear is shown as it was typed")
  func asTyped() {
    let text = String(repeating: "![[]()", count: 300) + "<b>\u{202E}\n\n@amina\nline"
    let rendered = rendered(text)
    #expect(rendered.html.hasPrefix("<p>![[]()") && rendered.html.hasSuffix("&lt;b&gt;</p>\n<p>@amina<br>\nline</p>\n"))
    #expect(faults(of: rendered.html) == [])
    #expect(rendered.mentions.isEmpty)
  }

  @Test("Deep quotations come out flat, with their words")
  func flat() {
    let rendered = rendered(String(repeating: ">", count: 10_000) + "deep")
    let quotations = rendered.html.split(separator: "<blockquote>").count - 1
    #expect(quotations > 0 && quotations <= 10)
    #expect(rendered.plain.hasSuffix("deep"))
    #expect(faults(of: rendered.html) == [])
  }

  @Test(
    "Tricks with tags, attributes and encodings stay text",
    arguments: [
      "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)>", "<a href=\"javascript:x\">a</a>",
      "\"><script>alert(1)</script>", "<math><mi//xlink:href=\"data:x\">",
      "[a](<\"onmouseover=alert(1)//>)", "[a](https://x.example \"t\" onclick=alert(1))",
      "![a\" onerror=alert(1)](https://x.example)", "`<script>`", "<iframe srcdoc='<script>'>",
      "https://x.example/\"onmouseover=alert(1)", "@amina\"><script>", "#topic'><img>",
      "```\n</code></pre><script>\n```", "|<script>|\n|-|\n|</td><script>|", "<style>*{}</style>",
      "<!--><script>alert(1)</script>-->", "[a]: javascript:x\n[a]", "<a\u{0}href=x>", "<<script>script>",
    ])
  func tricks(text: String) {
    let html = html(text)
    #expect(faults(of: html) == [])
    for bad in ["<script", "<img", "<svg", "<iframe", "<style", "<math", "href=\"javascript"] {
      #expect(!html.lowercased().contains(bad), "\(html)")
    }
  }

  @Test("Heaps of accents shrink; letters that need a few keep them")
  func accents() {
    let zalgo = "Z" + String(repeating: "\u{301}\u{35F}", count: 20)
    #expect(rendered(zalgo).plain.unicodeScalars.count == 4)
    #expect(rendered("Tiê\u{301}ng Việt, Z\u{30C}\u{301}").plain == "Tiê\u{301}ng Việt, Z\u{30C}\u{301}")
  }

  @Test("Characters that turn the direction of what follows are taken out; the script's own direction stays")
  func direction() {
    let text = rendered("abc\u{202E}fdp.exe\u{202C} مرحبا \u{200F}x")
    #expect(text.plain == "abcfdp.exe مرحبا \u{200F}x")
    #expect(!text.html.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
  }
}
