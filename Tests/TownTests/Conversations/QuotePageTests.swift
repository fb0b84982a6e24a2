import Commons
import Community
import Foundation
import Storehouse
import Testing

@testable import Guerilla

/// Who took a post up, who may, and taking it out again, on our own pages.
@Suite struct QuotePageTests {
  private static func say(_ browser: Browser, _ text: String, quote: String = "", audience: String = "everyone")
    async throws -> Browser.Page
  {
    try await browser.post(
      "/talk", ["text": text, "quote": quote, "audience": audience, "once": UUID().uuidString])
  }

  @Test(
    "Whoever wrote a post finds who took it up, and takes it out of there; their words stay", arguments: Town.engines)
  func takingOut(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      let carol = try await town.person("carol").signedIn()
      let post = try await QuotePageTests.say(amina, "The bus was late.")
      let list = "/posts/\(post.key)/quotes"
      #expect(try await amina.get(post.path).has("href=\"\(list)\""))
      #expect(try await amina.get(list).has("Nobody has taken this up"))
      #expect(try await !bilal.get(post.path).has("href=\"\(list)\""), "there is nothing to see yet")
      let taken = try await QuotePageTests.say(bilal, "Every day!", quote: post.key)
      let hidden = try await QuotePageTests.say(bilal, "Among friends.", quote: post.key, audience: "followers")
      let found = try await amina.get(list)
      #expect(found.has("Every day!") && !found.has("Among friends."))
      #expect(try await bilal.get(list).has("Among friends."))
      let outside = try await town.visitor().get(list)
      #expect(outside.has("Every day!") && !outside.has("revoke") && !outside.has("Who may take this post up"))
      let out = "\(list)/\(taken.key)/revoke"
      #expect(found.has("href=\"\(out)\"") && !found.has("\(hidden.key)/revoke"))
      #expect(try await amina.get(taken.path).has("href=\"\(out)\""), "from the other post too")
      #expect(try await !carol.get(taken.path).has("revoke"))

      #expect(try await carol.get(out).status == 403)
      #expect(try await carol.post(out).status == 403)
      #expect(try await town.visitor().get(out).has("Sign in"))
      #expect(try await amina.get("\(list)/\(hidden.key)/revoke").status == 404, "it may not be known that it is there")
      #expect(try await amina.get("\(list)/\(post.key)/revoke").status == 404)
      let asked = try await amina.get(out)
      #expect(asked.has("The words of") && asked.has("Every day!") && asked.has("The bus was late."))
      #expect(try await bilal.get("/posts/\(taken.key)/delete").has("The bus was late."), "deleted is what is shown")
      #expect(try await carol.get("/report?kind=post&id=\(taken.key)").status == 200)
      let after = try await amina.post(out)
      #expect(after.has("Every day!") && !after.has("The bus was late.") && after.has("has taken that back"))
      #expect(try await amina.post(out).status == 200, "twice is once")
      #expect(try await amina.get(out).status == 404)
      #expect(try await !amina.get(list).has("Every day!"))
    }
  }

  @Test("Whoever wrote a post says who may take it up from now on", arguments: Town.engines)
  func policy(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bilal = try await town.person("bilal").signedIn()
      let post = try await QuotePageTests.say(amina, "The bus was late.")
      let list = "/posts/\(post.key)/quotes"
      _ = try await QuotePageTests.say(bilal, "Every day!", quote: post.key)
      let wrong = try await amina.post(list, ["who": "the moon"])
      #expect(wrong.status == 422 && wrong.has("Choose who may take it up.") && wrong.has("Every day!"))
      #expect(try await bilal.post(list, ["who": "nobody"]).status == 403)
      #expect(try await amina.post(list, ["who": "nobody"]).has("value=\"nobody\" checked"))
      #expect(try await bilal.get("/talk/new?quote=\(post.key)").status == 403)
      #expect(try await amina.get("/talk/new?quote=\(post.key)").status == 200, "its writer always may")
      #expect(try await bilal.get(list).has("Every day!"), "what took it up before stays")
      #expect(try await amina.post(list, ["who": "public"]).has("value=\"public\" checked"))
      #expect(try await bilal.get("/talk/new?quote=\(post.key)").status == 200)
      try await amina.post(list, ["who": "followers"])
      #expect(try await bilal.get("/talk/new?quote=\(post.key)").status == 403)
      try await bilal.post("/@amina/follow", ["on": "yes"])
      #expect(try await bilal.get("/talk/new?quote=\(post.key)").status == 200)
    }
  }

  @Test("A list of many is read page by page", arguments: Town.engines)
  func pages(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let post = try await QuotePageTests.say(amina, "The bus was late.")
      for number in 1...21 { _ = try await QuotePageTests.say(amina, "Take \(number)!", quote: post.key) }
      let first = try await town.visitor().get("/posts/\(post.key)/quotes")
      #expect(first.has("Take 21!") && first.has("Take 2!") && !first.has("Take 1!"))
      let link = try #require(first.body.firstMatch(of: /href="([^"]*quotes\?before=\d+)"/)).1
      let second = try await town.visitor().get(String(link))
      #expect(second.has("Take 1!") && !second.has("Take 2!") && !second.has("Older posts"))
    }
  }
}
