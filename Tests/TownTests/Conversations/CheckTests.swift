import Commons
import Community
import Foundation
import Storehouse
import Testing

@testable import Guerilla

/// Checks, what is taken up, and quiet posts, on our own pages.
@Suite struct CheckTests {
  private static func ask(
    _ browser: Browser, options: String = "Tuesday\nThursday\n", audience: String = "everyone", hides: String = "",
    multiple: String = ""
  ) async throws -> Browser.Page {
    try await browser.post(
      "/talk",
      [
        "text": "Which day? #days", "options": options, "ends": "60", "audience": audience, "hides": hides,
        "multiple": multiple, "once": UUID().uuidString,
      ])
  }

  @Test("A check is asked on the compose page, voted on once, and shows how it stands", arguments: Town.engines)
  func voting(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      #expect(try await amina.get("/talk/new").has("Options, one on each line"))
      let asked = try await CheckTests.ask(amina)
      #expect(asked.has("0%<span") && !asked.has("<input type=\"radio\""), "nobody votes on what they asked themselves")
      let ballot = try await bilal.get(asked.path)
      #expect(ballot.has("<input type=\"radio\"") && ballot.has("Choose one") && !ballot.has("%<span"))
      let vote = "/posts/\(asked.key)/vote"
      let nothing = try await bilal.post(vote, ["next": "/talk"])
      #expect(nothing.status == 422 && nothing.has("Error:") && nothing.has("Choose one of the options."))
      #expect(nothing.has("href=\"#check-\(asked.key)-choice\"") && nothing.has("id=\"check-\(asked.key)-choice\""))
      #expect(nothing.has("name=\"next\" value=\"/talk\""), "the vote that follows leads back to where it began")
      #expect(try await bilal.post(vote, ["choice": "7"]).status == 422)
      #expect(try await bilal.post(vote, ["choice": "0", "choice": "1"]).status == 422, "one only")
      let voted = try await bilal.post(vote, ["choice": "1", "next": asked.path])
      #expect(
        voted.path == asked.path && voted.has("100%<span") && voted.has("Your vote") && voted.has("1 person has voted"))
      let again = try await bilal.post(vote, ["choice": "0"])
      #expect(again.status == 422 && again.has("You have voted on this already.") && again.has("Your vote"), "once")
      #expect(try await amina.post(vote, ["choice": "0"]).status == 422, "not one’s own")
      #expect(try await bilal.get("/talk").has("100%<span"), "on cards too")
      let visitor = try await town.visitor().get(asked.path)
      #expect(visitor.has("100%<span") && visitor.has("Sign in to vote") && !visitor.has("<input type=\"radio\""))
      town.clock.pass(.hours(2))
      #expect(try await town.visitor().get(asked.path).has("This check is over."))
      let late = try await town.person("carol").signedIn().post(vote, ["choice": "0"])
      #expect(late.status == 422 && late.has("This check is over.") && late.has("100%<span"))
    }
  }

  @Test("Where it was asked so, numbers are hidden until the end, from everyone", arguments: Town.engines)
  func hidden(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      let asked = try await CheckTests.ask(amina, hides: "yes", multiple: "yes")
      let ballot = try await bilal.get(asked.path)
      #expect(ballot.has("<input type=\"checkbox\"") && ballot.has("Choose as many as you like"))
      let voted = try await bilal.post("/posts/\(asked.key)/vote", ["choice": "0", "choice": "1", "next": asked.path])
      #expect(voted.has("Your vote") && !voted.has("%<span") && voted.has("The numbers are shown when it is over."))
      #expect(try await !amina.get(asked.path).has("%<span"))
      town.clock.pass(.hours(2))
      #expect(try await town.visitor().get(asked.path).has("100%<span"))
    }
  }

  @Test("What is wrong with a check is said at its fields, with what is wrong with the rest", arguments: Town.engines)
  func mistakes(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let one = try await amina.post("/talk", ["text": "", "options": "Only one", "ends": "60", "once": "a"])
      #expect(one.status == 422 && one.has("href=\"#options\"") && one.has("href=\"#text\""))
      #expect(one.has("A check has two to ten options.") && one.has("Only one</textarea>"), "what was typed stays")
      let twice = try await CheckTests.ask(amina, options: "Yes\nYes")
      #expect(twice.status == 422 && twice.has("Two options are the same."))
      let many = try await CheckTests.ask(amina, options: (1...11).map { "Option \($0)" }.joined(separator: "\n"))
      #expect(many.status == 422)
      let odd = try await amina.post(
        "/talk", ["text": "Hm", "options": "a\nb", "ends": "999999999999999999999", "once": "b"])
      #expect(odd.status == 422 && odd.has("Choose how long it is open."))
    }
  }

  @Test("A check goes with its post, and people take their checks and votes with them", arguments: Town.engines)
  func leaving(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let bilal = try await town.person("bilal")
      let (aminas, bilals) = (try await amina.signedIn(), try await bilal.signedIn())
      let asked = try await CheckTests.ask(aminas)
      try await bilals.post("/posts/\(asked.key)/vote", ["choice": "1"])
      let (own, others) = try await town.store.read { tx in
        (try Checks.room.export?(amina.id, tx) ?? [], try Checks.room.export?(bilal.id, tx) ?? [])
      }
      #expect(own.map(\.name) == ["checks.json"] && others.map(\.name) == ["check-votes.csv"])
      let votes = try #require(others.first)
      #expect(String(decoding: votes.bytes, as: UTF8.self).contains("Thursday"))
      try await aminas.post("/posts/\(asked.key)/delete")
      for table in ["post_check", "check_option", "check_vote"] {
        let rows: Int = try await town.store.read { tx in
          switch table {
          case "post_check": try tx.value("SELECT count(*) FROM post_check") ?? -1
          case "check_option": try tx.value("SELECT count(*) FROM check_option") ?? -1
          default: try tx.value("SELECT count(*) FROM check_vote") ?? -1
          }
        }
        #expect(rows == 0, "\(table)")
      }
    }
  }

  @Test("A post is taken up by those who may read it, and shown in the other to those who may", arguments: Town.engines)
  func takingUp(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      let open = try await amina.post("/talk", ["text": "The bus was late.", "once": "a"])
      let members = try await amina.post("/talk", ["text": "Between us members.", "audience": "members", "once": "b"])
      let followers = try await amina.post("/talk", ["text": "For my friends.", "audience": "followers", "once": "c"])
      #expect(try await bilal.get(open.path).has("/talk/new?quote=\(open.key)"))
      #expect(try await !town.visitor().get(open.path).has("/talk/new?quote="))
      #expect(try await bilal.get("/talk/new?quote=\(open.key)").has("The bus was late."))
      #expect(try await bilal.get("/talk/new?quote=\(followers.key)").status == 404)
      #expect(try await amina.get("/talk/new?quote=\(followers.key)").status == 403, "not even by its writer")
      #expect(try await bilal.post("/talk", ["text": "Psst", "quote": followers.key, "once": "d"]).status == 404)
      let said = try await bilal.post("/talk", ["text": "Every day!", "quote": open.key, "once": "e"])
      #expect(said.has("The bus was late.") && said.has("<blockquote class=\"quoted"))
      #expect(try await town.visitor().get("/talk").body.components(separatedBy: "The bus was late.").count == 3)
      let quiet = try await bilal.post("/talk", ["text": "True.", "quote": members.key, "once": "f"])
      #expect(quiet.has("Between us members."))
      let outside = try await town.visitor().get(quiet.path)
      #expect(!outside.has("Between us") && outside.has("not for you to see"))
      try await amina.post("/posts/\(open.key)/delete")
      let after = try await bilal.get(said.path)
      #expect(!after.has("The bus was late.") && after.has("It takes up a post that is gone"))
    }
  }

  @Test("What is for everyone but in no public list is read by its address, and found in none", arguments: Town.engines)
  func quiet(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      #expect(try await amina.get("/talk/new").has("Everyone, but in no public list"))
      let said = try await amina.post(
        "/talk", ["kind": "question", "title": "Whisper?", "text": "Hush #hush", "audience": "unlisted", "once": "a"])
      #expect(said.has("in no public list"))
      #expect(try await town.visitor().get(said.path).has("Whisper?"))
      let lists = [
        "/talk", "/talk?order=unanswered", "/talk?order=busy", "/topics/hush", "/topics", "/search?q=whisper", "/",
        "/?tab=everything",
      ]
      try await bilal.post("/posts/\(said.key)/replies", ["text": "I hear you.", "once": "b"])
      for list in lists {
        #expect(try await !town.visitor().get(list).has("Whisper?"), "\(list)")
        #expect(try await !bilal.get(list).has("Whisper?"), "\(list) for a member")
      }
      for handle in ["carol", "dana", "eve"] { _ = try await town.person(handle) }
      for handle in ["amina", "carol", "dana", "eve"] { try await bilal.post("/@\(handle)/follow", ["on": "yes"]) }
      #expect(try await bilal.get("/").has("Whisper?"), "those who follow read it")
      #expect(try await town.visitor().get("/@amina").has("Whisper?"), "on the profile it stands")
    }
  }

  @Test("More is said on a profile in lines of a name and what it is", arguments: Town.engines)
  func fields(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      #expect(try await amina.get("/settings").has("href=\"/settings/apps\""))
      let wrong = try await amina.post("/settings/profile", ["name": "Amina", "fields": "no colon here"])
      #expect(wrong.status == 422 && wrong.has("href=\"#fields\"") && wrong.has("no colon here"))
      let page = try await amina.post(
        "/settings/profile",
        ["name": "Amina", "fields": "Pronouns: she, her\nSite: https://example.org/a\nEvil: javascript:alert(1)"])
      #expect(page.path == "/@amina" && page.has("Pronouns</dt>") && page.has("she, her</dd>"))
      #expect(page.has("href=\"https://example.org/") && !page.has("href=\"javascript:"))
      #expect(try await amina.get("/settings/profile").has("Pronouns: she, her"))
      let many = (1...9).map { "a\($0): b" }.joined(separator: "\n")
      #expect(try await amina.post("/settings/profile", ["name": "Amina", "fields": many]).status == 422)
    }
  }
}
