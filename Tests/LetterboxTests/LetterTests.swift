import Commons
import Foundation
import Testing

@testable import Letterbox

/// What the bytes of a letter are. Python's `email` package, which nobody here wrote, says what they mean.
@Suite(
  .enabled(if: MailServer.python != nil, "python3-aiosmtpd is not installed: no letter was read by another program"))
struct LetterTests {
  @Test("Every field means what was put in") func fields() throws {
    var letter = try Sample.letter()
    letter.from = Letter.Party("Amina Yusuf, via the forum", try MailAddress("amina@forum.example.org"))
    letter.replyTo = Letter.Party("", try MailAddress("reply+4711@forum.example.org"))
    letter.unsubscribe = "https://forum.example.org/unsubscribe/NDcxMQ.0.abc_def-ghi?kind=weekly"
    letter.inReplyTo = [
      Letter.ID("1.first", host: "forum.example.org"), Letter.ID("2.second", host: "forum.example.org"),
    ]
    let read = try MailServer.parse(letter.message(from: Sample.site()))
    #expect(read.defects.isEmpty)
    #expect(read.addresses["from"] == [["Amina Yusuf, via the forum", "amina@forum.example.org"]])
    #expect(read.addresses["sender"] == [["Fforwm Glan-yr-afon", "post@forum.example.org"]])
    #expect(read.addresses["to"] == [["Siân ap Rhys", "sian@example.org"]])
    #expect(read.addresses["reply-to"] == [["", "reply+4711@forum.example.org"]])
    #expect(read.header("Subject") == "Ateb newydd: «Sut mae’r bws?»")
    #expect(read.header("Date") == "Mon, 23 Nov 2026 09:05:00 +0000")
    #expect(read.header("Message-ID") == "<7312.notice@forum.example.org>")
    #expect(read.header("In-Reply-To") == "<2.second@forum.example.org>")
    #expect(read.header("References") == "<1.first@forum.example.org> <2.second@forum.example.org>")
    #expect(
      read.header("List-Unsubscribe") == "<https://forum.example.org/unsubscribe/NDcxMQ.0.abc_def-ghi?kind=weekly>")
    #expect(read.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
    #expect(read.header("Auto-Submitted") == "auto-generated")
    #expect(read.header("Content-Type")?.hasPrefix("multipart/alternative") == true)
    // Only an address on the internet cannot be folded.
    #expect(
      read.raw.split(separator: "\r\n").allSatisfy {
        $0.utf8.count <= 78 || $0.hasPrefix("List-Unsubscribe: <https://")
      })
    #expect(read.raw.utf8.allSatisfy { $0 < 128 })
  }

  @Test("A letter without an HTML part is plain text") func plain() throws {
    let read = try MailServer.parse(Sample.letter(html: nil).message(from: Sample.site()))
    #expect(read.parts.map(\.type) == ["text/plain"])
    #expect(read.parts.first?.text == Sample.text + "\n")
    #expect(read.header("Sender") == nil && read.header("List-Unsubscribe") == nil && read.header("References") == nil)
    #expect(read.defects.isEmpty)
  }

  @Test(
    "Nothing that a person writes can add a header or a recipient",
    arguments: [
      "x\r\nBcc: victim@example.org", "x\nBcc: victim@example.org", "x\rBcc: victim@example.org",
      "x\r\n\r\n<h1>body</h1>",
      "x\u{2028}Bcc: victim@example.org", "x\u{85}Bcc: victim@example.org", "x\0\u{b}\u{c}Bcc: victim@example.org",
      "=?utf-8?Q?=0D=0ABcc:_victim@example.org?=", "\" <victim@example.org>, \"", "é\r\n\tBcc: victim@example.org",
      "a, victim@example.org", "\\\"\r\nBcc: victim@example.org",
      String(repeating: "x", count: 300) + "\r\nBcc: victim@example.org",
    ]) func injection(typed: String) throws
  {
    var letter = try Sample.letter(name: typed, subject: typed)
    letter.from = Letter.Party(typed, try MailAddress("amina@forum.example.org"))
    letter.replyTo = Letter.Party(typed, try MailAddress("amina@forum.example.org"))
    letter.unsubscribe = "https://forum.example.org/\(typed)"
    letter.inReplyTo = [Letter.ID(typed, host: typed)]
    let read = try MailServer.parse(letter.message(from: Sample.site()))
    #expect(
      read.headers.map { $0[0] } == [
        "Date", "From", "Sender", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References",
        "List-Unsubscribe",
        "List-Unsubscribe-Post", "Auto-Submitted", "MIME-Version", "Content-Type",
      ])
    #expect(read.addresses["to"]?.map { $0[1] } == ["sian@example.org"])
    #expect(read.addresses["from"]?.map { $0[1] } == ["amina@forum.example.org"])
    #expect(read.parts.count == 2)
  }

  @Test(
    "Subjects and names of every length and script are read as they were written",
    arguments: [
      "", "a", "Plain words", "Wales — Cymru", "日本語の件名はとても長いので何行にもわたって折り返される必要がありますよね、きっと", "👩🏽‍🦽 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿 together",
      String(repeating: "long ", count: 60) + "end", String(repeating: "unbroken", count: 30), "?=", "=?",
      "100% = all_of_it",
      "\"quoted\" and \\slashed\\", "comma, semicolon; <angle> (comment) @ at", "שלום עולם",
      String(repeating: "é", count: 200),
    ]) func everyScript(text: String) throws
  {
    let read = try MailServer.parse(Sample.letter(name: text, subject: text).message(from: Sample.site()))
    #expect(read.header("Subject") == text)
    #expect(read.addresses["to"] == [[text, "sian@example.org"]])
    #expect(read.defects.isEmpty)
    #expect(read.longestLine <= 78)
  }

  @Test("Text of every length and with every line end is read as it was written") func everyLength() throws {
    let texts = (0..<160).map { length in String((0..<length).map { Array("abc .=é\tF\n")[($0 * 7 + length) % 10] }) }
    let site = try Sample.site()
    let received = try MailServer.parse(texts.map { try Sample.letter(text: $0, html: nil).message(from: site) })
    #expect(received.count == texts.count)
    for (text, read) in zip(texts, received) {
      #expect(read.parts.first?.text == (text.hasSuffix("\n") ? text : text + "\n"))
      #expect(read.longestLine <= 78)
    }
    let ends = try MailServer.parse(Sample.letter(text: "a\r\nb\rc\nd\r\n", html: nil).message(from: Sample.site()))
    #expect(ends.parts.first?.text == "a\nb\nc\nd\n")
  }
}

@Suite struct MailAddressTests {
  @Test(
    "Ordinary addresses are accepted",
    arguments: [
      "amina@example.org", "a.b-c_d+tag@sub.example.co.uk", "o'neill@example.org", "x@localhost",
      " padded@example.org ",
      "\(String(repeating: "a", count: 64))@example.org", "1@2.example",
    ]) func accepted(typed: String) throws
  {
    #expect(try MailAddress(typed).text == typed.filter { $0 != " " })
  }

  @Test(
    "What is no address, or could end a command, is refused",
    arguments: [
      "", " ", "amina", "@example.org", "amina@", "amina@example", "amina@@example.org", "a b@example.org",
      "amina@exam ple.org",
      "amina@example..org", ".amina@example.org", "amina.@example.org", "a..b@example.org", "amina@-example.org",
      "amina@example-.org",
      "amina@example.org\r\nRCPT TO:<victim@example.org>", "amina@example.org\n", "<amina@example.org>",
      "\"a b\"@example.org",
      "amina@[127.0.0.1]", "amina@example.org,victim@example.org", "sïan@example.org", "amina@exämple.org",
      "amina\0@example.org",
      "\(String(repeating: "a", count: 65))@example.org", "a@\(String(repeating: "b", count: 64)).org",
      "a@\(String(repeating: "bcd.", count: 70))org",
    ]) func refused(typed: String)
  {
    #expect(throws: Refusal.self) { try MailAddress(typed) }
  }

  @Test("Capitals are kept before the @ and do not make another address") func capitals() throws {
    let address = try MailAddress("Amina.Yusuf@Example.ORG")
    #expect(address.text == "Amina.Yusuf@example.org")
    #expect(address.key == "amina.yusuf@example.org")
    #expect(address.domain == "example.org")
  }

  @Test("A refusal names the field it was asked about") func field() {
    let refusal = #expect(throws: Refusal.self) { try MailAddress("x", field: "new-email") }
    #expect(refusal?.problems.first?.field == "new-email")
  }
}
