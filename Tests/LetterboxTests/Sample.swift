import Commons

@testable import Letterbox

/// One letter that the tests send, with Welsh, accents and long lines in it.
enum Sample {
  static let text =
    "Annwyl Siân,\n\nMae ateb newydd i’ch cwestiwn = da iawn.\nFrom: nobody\n.\nTrailing space \n"
    + String(repeating: "wŷ ", count: 60)
  static let html = "<!doctype html><p style=\"color:#123\">Annwyl Siân, " + String(repeating: "ŵ", count: 90) + "</p>"

  static func site() throws -> Letter.Party {
    Letter.Party("Fforwm Glan-yr-afon", try MailAddress("post@forum.example.org"))
  }

  static func letter(
    to address: String = "sian@example.org", name: String = "Siân ap Rhys",
    subject: String = "Ateb newydd: «Sut mae’r bws?»",
    text: String = Sample.text, html: String? = Sample.html, id: String = "7312.notice"
  ) throws -> Letter {
    Letter(
      to: Letter.Party(name, try MailAddress(address)), subject: subject, text: text, html: html,
      id: Letter.ID(id, host: "forum.example.org"), at: Moment(milliseconds: 1_795_424_700_000))
  }
}
