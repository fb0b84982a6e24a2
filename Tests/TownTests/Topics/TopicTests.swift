import Commons
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct TopicTests {
  @Test("A topic has one address, its posts, followers and what it is talked about with", arguments: Town.engines)
  func topic(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/talk", ["text": "About #Youth-Fund and #Buses."])
      #expect(try await amina.get("/topics/YOUTH-FUND").path == "/topics/youth-fund")
      let page = try await town.visitor().get("/topics/youth-fund")
      #expect(page.has("About"))
      #expect(page.has("/topics/buses"), "what it is talked about with")
      try await amina.post("/topics/youth-fund/follow", ["on": "yes"])
      #expect(try await amina.post("/topics/youth-fund/follow", ["on": "yes"]).has("1 follower"))
      #expect(try await amina.get("/topics?order=followed").body.lowercased().contains("#youth-fund"))
      #expect(try await amina.get("/?tab=topics").has("About"))
      #expect(try await !amina.post("/topics/youth-fund/follow", ["on": "no"]).has("1 follower"))
      #expect(try await town.visitor().post("/topics/youth-fund/follow", ["on": "yes"], follow: false).status == 303)
    }
  }

  @Test(
    "A topic nobody used gives an empty page with a way to begin; what can be no topic is not found",
    arguments: Town.engines)
  func unknown(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let visitor = town.visitor()
      let page = try await visitor.get("/topics/allotments")
      #expect(page.status == 200)
      #expect(page.has("Start the conversation"))
      #expect(try await visitor.get("/topics/caf%C3%A9").has("#café"))
      for path in [
        "/topics/a%20b", "/topics/%3Cscript%3E", "/topics/-x", "/topics/123", "/topics/%FF", "/topics/a&b",
        "/topics/" + String(repeating: "a", count: 300),
      ] {
        let status = try await visitor.get(path).status
        #expect(status == 404 || status == 400, "\(path) \(status)")
      }
    }
  }

  @Test("A topic used only in a private group is like one nobody used", arguments: Town.engines)
  func privateTopic(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let stella = try await town.person("stella")
      let group = try await town.store.write { tx in
        try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "To talk", door: .private), by: stella.id, in: tx)
      }
      let browser = try await stella.signedIn()
      try await browser.post("/talk", ["text": "Our #secretplan with #buses", "audience": "group-\(group)"])
      #expect(try await browser.get("/topics/secretplan").has("Our"))
      let outside = try await town.visitor().get("/topics/secretplan").body
      let never = try await town.visitor().get("/topics/neverused").body
      #expect(outside.replacing("secretplan", with: "neverused") == never)
      #expect(try await !town.visitor().get("/topics").has("secretplan"))
      #expect(try await !town.visitor().get("/topics?order=followed").has("secretplan"))
      #expect(try await !town.visitor().get("/topics/buses").has("secretplan"))
    }
  }

  @Test("Names are suggested while they are typed, private topics never", arguments: Town.engines)
  func suggestions(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/talk", ["text": "About #buses"])
      try await amina.post("/talk", ["text": "About #busysecret", "audience": "followers"])
      let names = try await amina.get("/suggest?q=@am")
      #expect(names.body == "[{\"text\":\"@amina\",\"label\":\"Amina\"}]")
      #expect(try await amina.get("/suggest?q=%23bus").body == "[{\"text\":\"#buses\",\"label\":\"\"}]")
      for odd in ["", "@", "%22", "@%25", "x", "%23%3Cb%3E"] {
        #expect(try await amina.get("/suggest?q=\(odd)").body == "[]")
      }
      #expect(try await town.visitor().get("/suggest?q=@am").path.hasPrefix("/sign-in"))
    }
  }

  @Test("The page that starts something leads to what there is", arguments: Town.engines)
  func start(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let page = try await amina.get("/start")
      #expect(page.has("What would you like to start?"))
      for path in page.all("<a class=\"cover\" href=\"([^\"]+)\"") {
        #expect(try await amina.get(path).status == 200, "\(path)")
      }
    }
  }
}
