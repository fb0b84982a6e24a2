import Commons
import Testing

@testable import Pages

@Suite("Markup: literals are trusted, values are escaped")
struct MarkupTests {
  @Test("A value cannot become a tag or leave its attribute")
  func escaping() {
    let typed = "<img src=x onerror=\"alert('1')\"> & more"
    let markup: Markup = "<p title=\"\(typed)\">\(typed)</p>"
    let safe = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; more"
    #expect(markup.string == "<p title=\"\(safe)\">\(safe)</p>")
  }

  @Test(
    "Text without special characters is copied as it is, in any script",
    arguments: ["", "plain", "Sgŵrs", "مرحبا", "👩🏽‍🦽", "a\nb"])
  func copying(text: String) {
    #expect(Markup(text: text).string == text)
  }

  @Test("Special characters at both ends and next to each other are all escaped")
  func edges() {
    #expect(Markup(text: "&&a<").string == "&amp;&amp;a&lt;")
    #expect(Markup(text: ">").string == "&gt;")
  }

  @Test(
    "Numbers and keys are written in full",
    arguments: [0, 9, 10, 99, 100, 1_234_567_890, -1, -10, Int64.max, Int64.min])
  func numbers(number: Int64) {
    let markup: Markup = "\(number)"
    #expect(markup.string == String(number))
    let key: Markup = "\(Key<Account>(number))"
    #expect(key.string == String(number))
  }

  @Test("Markup inside markup is not escaped again; nil is nothing; a list is joined")
  func nesting() {
    let inner: Markup = "<b>\("a&b")</b>"
    let none: Markup? = nil
    let noText: String? = nil
    let whole: Markup = "<p>\(inner)\(none)\(noText)\([inner, inner])</p>"
    #expect(whole.string == "<p><b>a&amp;b</b><b>a&amp;b</b><b>a&amp;b</b></p>")
  }

  @Test("Numbers are written whole, the least and the greatest too", arguments: [0, 7, 10, -1, 1_780_619, .min, .max])
  func numbers(_ number: Int64) { #expect(("\(number)" as Markup).string == number.description) }

  @Test("What hangs on a condition is written only when it holds")
  func conditions() {
    let isOn = true
    let markup: Markup = "<input\(if: isOn, " checked")\(if: !isOn, " disabled")\(if: isOn, " value=\"\(1)\"")>"
    #expect(markup.string == "<input checked value=\"1\">")
  }

  @Test("A sequence is written element by element")
  func sequences() {
    #expect([1, 2, 3].markup { "<li>\($0)</li>" }.string == "<li>1</li><li>2</li><li>3</li>")
    #expect([Int]().markup { "<li>\($0)</li>" }.isEmpty)
  }

  @Test(
    "An address that could run a script becomes # in every attribute that a browser follows",
    arguments: [
      "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
      "vbscript:x", "//evil.example",
      "/\\evil.example", "/\t/evil.example", "evil", "\u{1}javascript:alert(1)",
    ])
  func dangerousAddresses(address: String) {
    let link: Markup = "<a href=\"\(address)\">x</a>"
    #expect(link.string == "<a href=\"#\">x</a>")
    let form: Markup = "<form action=\"\(address)\">"
    #expect(form.string == "<form action=\"#\">")
    let picture: Markup = "<img src=\"\(address)\">"
    #expect(picture.string == "<img src=\"#\">")
  }

  @Test(
    "Good addresses stay",
    arguments: [
      "/talk", "/", "?page=2", "#main", "https://example.org/a?b=c", "HTTP://EXAMPLE.ORG", "mailto:a@example.org", "",
    ])
  func goodAddresses(address: String) {
    let link: Markup = "<a href=\"\(address)\">x</a>"
    #expect(link.string == "<a href=\"\(address)\">x</a>")
  }

  @Test("An attribute that is not an address takes any text")
  func otherAttributes() {
    let markup: Markup = "<p title=\"\("javascript:")\">"
    #expect(markup.string == "<p title=\"javascript:\">")
  }

  @Test("A name with direction marks cannot turn the sentence round it")
  func names() {
    #expect(bdi("\u{202E}evil").string == "<bdi>\u{202E}evil</bdi>")
  }
}

@Suite("Links")
struct LinkTests {
  @Test("An untrusted address is a link only with a safe scheme or as a path here")
  func untrusted() {
    for good in ["https://example.org", "http://example.org", "mailto:a@b.c", "/talk/1"] {
      #expect(Link(good as String)?.text == good)
    }
    for bad in ["", "javascript:x", "//example.org", "/\\x", "ftp://x", "?q", "#x", "talk", " https://example.org"] {
      #expect(Link(bad as String) == nil)
    }
  }

  @Test("Values in a link are percent-encoded as one component")
  func encoding() {
    let typed = "a b/c?d=e&f#g é"
    let link: Link = "/search?q=\(typed)&page=\(2)"
    #expect(link.text == "/search?q=a%20b%2Fc%3Fd%3De%26f%23g%20%C3%A9&page=2")
    let markup: Markup = "<a href=\"\(link)\">"
    #expect(markup.string == "<a href=\"/search?q=a%20b%2Fc%3Fd%3De%26f%23g%20%C3%A9&amp;page=2\">")
  }
}
