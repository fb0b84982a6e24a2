import Commons
import Testing

@testable import Pages

private func moment(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 12, _ minute: Int = 0) -> Moment {
  // Days from civil, H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  let shifted = month <= 2 ? year - 1 : year
  let era = shifted / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  let days = era * 146_097 + dayOfEra - 719_468
  return Moment(milliseconds: Int64(days * 86400 + hour * 3600 + minute * 60) * 1000)
}

@Suite("Words in English")
struct EnglishWordsTests {
  let words = Words(.english)

  @Test("Places are filled, and what fills them is not read again")
  func places() {
    let who = "{2}"
    #expect(words("You: \(who)") == "You: {2}")
    #expect(words("\("a") and \("b")") == "a and b")
  }

  @Test("A sentence with markup is escaped round its parts; its own arguments come first")
  func around() {
    let link: Markup = "<a href=\"/x\">x</a>"
    #expect(
      words.around("Is 1 < 2? {1} & {2}", link, "<b>y</b>").string == "Is 1 &lt; 2? <a href=\"/x\">x</a> &amp; <b>y</b>"
    )
    let name = "<A>"
    #expect(words.around("\(name) shared {2}", link).string == "&lt;A&gt; shared <a href=\"/x\">x</a>")
    #expect(words.around("{9} {x} {").string == "{9} {x} {")
    #expect(
      words.around(.count(1200, one: "{1} answer in {2}", other: "{1} answers in {2}"), link).string
        == "1,200 answers in <a href=\"/x\">x</a>")
  }

  @Test("Numbers have commas; one is singular, all others plural")
  func numbers() {
    #expect(
      [0, 7, 999, 1000, 1234, 1_234_567, -12_345].map { words.number($0) } == [
        "0", "7", "999", "1,000", "1,234", "1,234,567", "-12,345",
      ])
    let answers: (Int) -> String = { words(.count($0, one: "{1} answer", other: "{1} answers")) }
    #expect([0, 1, 2, 1500].map(answers) == ["0 answers", "1 answer", "2 answers", "1,500 answers"])
  }

  @Test("Lists and sizes of files")
  func listsAndSizes() {
    #expect(words.list([]) == "")
    #expect(words.list(["a"]) == "a")
    #expect(words.list(["a", "b", "c"]) == "a, b and c")
    #expect(words.bytes(10) == "1 kB")
    #expect(words.bytes(340_400) == "340 kB")
    #expect(words.bytes(2_149_000) == "2.1 MB")
  }

  @Test("Dates are those of clocks in London, in winter and in summer")
  func dates() {
    #expect(words.date(moment(2026, 11, 23)) == "23 November 2026")
    #expect(words.longDate(moment(2026, 11, 23)) == "Monday 23 November 2026")
    #expect(words.dateTime(moment(2026, 11, 23, 9, 5)) == "23 November 2026, 9:05 am")
    #expect(words.dateTime(moment(2026, 7, 1, 23, 30)) == "2 July 2026, 12:30 am")
    #expect(words.timeOfDay(moment(2026, 1, 1, 12, 0)) == "12:00 pm")
    #expect(words.timeOfDay(moment(2026, 1, 1, 18, 30)) == "6:30 pm")
  }

  @Test(
    "Summer time begins and ends at 01:00 UTC on the last Sunday of March and October",
    arguments: [
      (moment(2026, 3, 29, 0, 59), false), (moment(2026, 3, 29, 1, 0), true), (moment(2026, 10, 25, 0, 59), true),
      (moment(2026, 10, 25, 1, 0), false),
      (moment(2024, 3, 31, 0, 59), false), (moment(2024, 3, 31, 1, 0), true), (moment(2027, 10, 31, 0, 59), true),
      (moment(2027, 10, 31, 1, 0), false),
      (moment(2026, 3, 28, 23, 0), false), (moment(2026, 3, 30, 0, 0), true), (moment(2026, 10, 26, 0, 0), false),
      (moment(2026, 6, 1), true),
    ])
  func summerTime(at: Moment, isSummer: Bool) {
    #expect(London.isSummer(at) == isSummer)
  }

  @Test("How long ago something was")
  func ago() {
    let now = moment(2026, 11, 23, 15, 0)
    let cases: [(Moment, String)] = [
      (now, "Just now"), (now - .seconds(59), "Just now"), (now + .seconds(30), "Just now"),
      (now - .minutes(1), "1 minute ago"),
      (now - .minutes(59), "59 minutes ago"), (now - .hours(1), "1 hour ago"), (now - .hours(14), "14 hours ago"),
      (now - .hours(16), "Yesterday"),
      (now - .hours(38), "Yesterday"), (now - .hours(40), "21 November"), (moment(2026, 3, 3), "3 March"),
      (moment(2025, 3, 3), "3 March 2025"),
      (moment(2025, 11, 23, 14), "23 November 2025"), (moment(2026, 12, 24), "24 December"),
      (moment(2027, 1, 2), "2 January 2027"),
    ]
    for (then, expected) in cases { #expect(words.ago(then, now: now) == expected) }
    // A little after midnight, three hours ago is still three hours ago.
    #expect(words.ago(moment(2026, 11, 22, 22), now: moment(2026, 11, 23, 1)) == "3 hours ago")
    #expect(words.ago(moment(2026, 11, 22, 18), now: moment(2026, 11, 23, 1)) == "Yesterday")
  }

  @Test("How long is left")
  func left() {
    let now = moment(2026, 11, 23)
    #expect(words.left(until: now, now: now) == nil)
    #expect(words.left(until: now + .minutes(59), now: now) == "Less than an hour left")
    #expect(words.left(until: now + .hours(1), now: now) == "1 hour left")
    #expect(words.left(until: now + .hours(47), now: now) == "47 hours left")
    #expect(words.left(until: now + .days(2), now: now) == "2 days left")
  }

  @Test("A time element holds the moment in UTC")
  func timeElement() {
    let markup = words.time(moment(2026, 7, 3, 8, 7), now: moment(2026, 7, 3, 8, 32))
    #expect(
      markup.string == "<time datetime=\"2026-07-03T08:07:00Z\" title=\"3 July 2026, 9:07 am\">25 minutes ago</time>")
  }

  @Test("What people wrote has its own direction, and its language when that is another")
  func passages() {
    #expect(words.passage("en").string == " dir=\"auto\"")
    #expect(words.passage("ar").string == " lang=\"ar\" dir=\"auto\"")
    #expect(words.passage("\"><script>").string == " lang=\"&quot;&gt;&lt;script&gt;\" dir=\"auto\"")
    #expect(words.languageName("ar").string == "<span lang=\"ar\" dir=\"rtl\">العربية</span>")
    #expect(words.languageName("xx").string == "xx")
  }
}

@Suite("Words in Welsh")
struct WelshWordsTests {
  let words = Words(.welsh)

  @Test(
    "Welsh has six kinds of number",
    arguments: [(0, 0), (1, 1), (2, 2), (3, 3), (6, 4), (4, 5), (5, 5), (7, 5), (100, 5)])
  func kinds(number: Int, form: Int) {
    #expect(PluralForm.welsh(number).rawValue == form)
  }

  @Test("The form goes with the number")
  func plurals() {
    let shown = [1, 2, 3, 6, 10].map { words(.count($0, one: "Show {1} new post", other: "Show {1} new posts")) }
    #expect(
      shown == [
        "Dangos 1 postiad newydd", "Dangos 2 bostiad newydd", "Dangos 3 phostiad newydd", "Dangos 6 phostiad newydd",
        "Dangos 10 postiad newydd",
      ])
  }

  @Test("Dates and times are in Welsh")
  func dates() {
    #expect(words.dateTime(moment(2026, 11, 23, 9, 5)) == "23 Tachwedd 2026, 9:05 yb")
    #expect(words.ago(moment(2026, 11, 23, 11, 58), now: moment(2026, 11, 23, 12)) == "2 funud yn ôl")
  }

  @Test("A sentence that is not translated is in English")
  func missing() {
    #expect(words("A sentence that nobody wrote: \("x")") == "A sentence that nobody wrote: x")
    #expect(words(.count(3, one: "{1} unwritten thing", other: "{1} unwritten things")) == "3 unwritten things")
  }

  @Test("“And” is “ac” before a vowel")
  func lists() {
    #expect(words.list(["Aled", "Siân"]) == "Aled a Siân")
    #expect(words.list(["Siân", "Owain"]) == "Siân ac Owain")
  }

  @Test("Scripts get every form of a sentence")
  func forms() {
    let attributes = words.forms(one: "Show {1} new post", other: "Show {1} new posts", as: "new").string
    for kind in ["zero", "one", "two", "few", "many", "other"] {
      #expect(attributes.contains(" data-new-\(kind)=\"Dangos {1} "))
    }
  }
}

@Suite("Which language a visitor gets")
struct LanguageTests {
  @Test(
    "The cookie decides, then what the browser likes best",
    arguments: [
      (nil, nil, Language.english), ("cy", nil, .welsh), ("cy-GB,cy;q=0.9,en;q=0.8", nil, .welsh),
      ("en-GB,en;q=0.9,cy;q=0.8", nil, .english),
      ("fr, cy;q=0.4, en;q=0.3", nil, .welsh), ("cy;q=0, en", nil, .english), ("cy", "en", .english),
      ("en", "cy", .welsh), ("en", "xx", .english),
      ("*;q=0.5,,;;=,cy;q=zero", nil, .english),
    ] as [(String?, String?, Language)])
  func choice(header: String?, cookie: String?, expected: Language) {
    #expect(Language.choose(acceptLanguage: header, cookie: cookie) == expected)
  }
}

@Suite("PO files")
struct CatalogueTests {
  @Test("Entries are read with their long lines, escapes and plurals; fuzzy ones are left out")
  func reading() {
    let text = """
      msgid ""
      msgstr "Language: cy\\n"

      # A remark
      #: Sources/Somewhere.swift
      msgid "one \\"line\\""
      msgstr ""
      "un "
      "llinell\\n"

      #, fuzzy
      msgid "unsure"
      msgstr "ansicr"

      msgid "{1} cat"
      msgid_plural "{1} cats"
      msgstr[0] ""
      msgstr[1] "{1} gath"
      msgstr[2] "{1} gath fach"
      msgstr[3] ""
      msgstr[4] ""
      msgstr[5] "{1} o gathod"
      """
    let catalogue = Catalogue(po: text) { PluralForm.welsh($0).rawValue }
    #expect(catalogue.sentence("one \"line\"") == "un llinell\n")
    #expect(catalogue.sentence("unsure") == "unsure")
    #expect(
      [1, 2, 3, 0, 9].map { catalogue.sentence("{1} cat", other: "{1} cats", for: $0) } == [
        "{1} gath", "{1} gath fach", "{1} o gathod", "{1} o gathod", "{1} o gathod",
      ])
    #expect(catalogue.sentence("dog", other: "dogs", for: 2) == "dogs")
  }

  @Test("The Welsh catalogue says nothing with places that its English has not")
  func welshPlaces() {
    for entry in PortableObject.entries(of: String(decoding: Assets.welshCatalogue, as: UTF8.self))
    where !entry.id.isEmpty {
      let allowed = places(entry.id).union(places(entry.pluralID ?? ""))
      for (form, words) in entry.strings where !words.isEmpty {
        #expect(places(words).isSubset(of: allowed), "\(entry.id) [\(form)]")
      }
      if entry.pluralID != nil { #expect(entry.strings.count == PluralForm.count, "\(entry.id)") }
    }
  }

  private func places(_ text: String) -> Set<String> {
    Set((1...9).map { "{\($0)}" }.filter { text.contains($0) })
  }
}
