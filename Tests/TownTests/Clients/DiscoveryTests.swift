import Commons
import Community
import HTTPTypes
import Pages
import Testing

@testable import Bridges

/// Topics, other servers, what is talked about, and who is here, as apps ask for them.
@Suite struct DiscoveryTests {
  @Test("A topic is followed, shown on a profile, and let go again", arguments: Town.engines)
  func topics(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let phone = try await AppClient.of(amina)
      #expect(try await phone.get("/api/v1/tags/nobody")["name"] == "nobody")
      #expect(try await phone.post("/api/v1/tags/Respite/follow").object["following"] as? Bool == true)
      #expect(try await phone.get("/api/v1/followed_tags").list.map { $0["name"] as? String } == ["respite"])
      try await phone.post("/api/v1/statuses", ["status": "More #respite, please."])
      let suggested = try await phone.get("/api/v1/featured_tags/suggestions").list
      #expect(suggested.map { $0["name"] as? String } == ["respite"])
      let shown = try await phone.post("/api/v1/featured_tags", ["name": "#respite"])
      #expect(shown["name"] == "respite" && shown["statuses_count"] == "1")
      #expect(try await phone.post("/api/v1/featured_tags", ["name": "respite"]).id == shown.id, "twice is once")
      #expect(try await phone.get("/api/v1/featured_tags/suggestions").list.isEmpty)
      #expect(try await phone.get("/api/v1/tags/respite").object["featuring"] as? Bool == true)
      let other = try await AppClient.of(town.person("bilal"))
      #expect(try await other.send(.delete, "/api/v1/featured_tags/\(shown.id)").status == 404, "not theirs")
      #expect(try await other.get("/api/v1/accounts/\(amina.id)/featured_tags").list.count == 1)
      #expect(try await phone.send(.delete, "/api/v1/featured_tags/\(shown.id)").status == 200)
      #expect(try await phone.post("/api/v1/tags/respite/feature").object["featuring"] as? Bool == true)
      #expect(try await phone.post("/api/v1/tags/respite/unfeature").object["featuring"] as? Bool == false)
      #expect(try await phone.post("/api/v1/tags/respite/unfollow").object["following"] as? Bool == false)
      #expect(try await phone.post("/api/v1/featured_tags", ["name": "not a topic"]).status == 422)
      #expect(try await phone.post("/api/v1/tags/%00/follow").status < 500)
      for index in 1...10 { try await phone.post("/api/v1/featured_tags", ["name": "topic\(index)"]) }
      #expect(try await phone.post("/api/v1/featured_tags", ["name": "eleventh"]).status == 422)
    }
  }

  @Test("Another server is blocked by its name, and a DELETE says which in its body", arguments: Town.engines)
  func servers(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let phone = try await AppClient.of(town.person("amina"))
      for domain in ["loud.example", "BAD.example", "quiet.example"] {
        #expect(try await phone.post("/api/v1/domain_blocks", ["domain": domain]).status == 200)
      }
      let first = try await phone.get("/api/v1/domain_blocks?limit=2")
      #expect(first.value as? [String] == ["bad.example", "loud.example"])
      let next = try #require(first.links["next"]?.split(separator: "example", maxSplits: 1).last)
      #expect(try await phone.get(String(next)).value as? [String] == ["quiet.example"])
      #expect(try await phone.send(.delete, "/api/v1/domain_blocks", ["domain": "bad.example"]).status == 200)
      #expect(try await phone.get("/api/v1/domain_blocks").value as? [String] == ["loud.example", "quiet.example"])
      for wrong in ["", "town.example", "-x.example", "no dots", "https://a.example", "a..b"] {
        #expect(try await phone.post("/api/v1/domain_blocks", ["domain": wrong]).status == 422, "\(wrong)")
      }
      #expect(try await AppClient.of(town.person("bilal")).get("/api/v1/domain_blocks").value as? [String] == [])
    }
  }

  @Test(
    "What many support comes first among what is talked about; what is for few is not there", arguments: Town.engines)
  func trends(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bilal = try await AppClient.of(town.person("bilal"))
      let plain = try await amina.post("/api/v1/statuses", ["status": "One #bus"])
      let busy = try await amina.post("/api/v1/statuses", ["status": "Two #bus"])
      let private_ = try await amina.post("/api/v1/statuses", ["status": "Three #secret", "visibility": "private"])
      let quiet = try await amina.post("/api/v1/statuses", ["status": "Four #hush", "visibility": "unlisted"])
      for id in [plain.id, busy.id, private_.id, quiet.id] { try await amina.post("/api/v1/statuses/\(id)/favourite") }
      try await bilal.post("/api/v1/statuses/\(busy.id)/favourite")
      let nobody = AppClient(browser: town.visitor(), token: "")
      #expect(try await nobody.get("/api/v1/trends/statuses").list.map { $0["id"] as? String } == [busy.id, plain.id])
      #expect(try await nobody.get("/api/v1/trends/tags").list.map { $0["name"] as? String } == ["bus"])
      #expect(try await nobody.get("/api/v1/trends/links").value as? [String] == [])
      #expect(try await nobody.get("/api/v1/trends/tags?limit=x").status == 422)
    }
  }

  @Test(
    "People are suggested until they are followed or put away; the directory has those who want to be in it",
    arguments: Town.engines)
  func people(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bilal = try await town.person("bilal")
      let carol = try await town.person("carol")
      let (bilals, carols) = (try await AppClient.of(bilal), try await AppClient.of(carol))
      for app in [bilals, carols] { try await app.post("/api/v1/statuses", ["status": "Hello"]) }
      let names = { (answer: AppClient.Answer) in answer.list.compactMap { $0["username"] as? String } }
      #expect(try await names(amina.get("/api/v1/suggestions")) == ["carol", "bilal"])
      try await amina.post("/api/v1/accounts/\(bilal.id)/follow")
      try await bilals.post("/api/v1/accounts/\(carol.id)/follow")
      let why = try await amina.get("/api/v2/suggestions").list
      #expect(why.map { $0["sources"] as? [String] } == [["friends_of_friends"]])
      #expect(try await amina.send(.delete, "/api/v1/suggestions/\(carol.id)").status == 200)
      #expect(try await amina.get("/api/v1/suggestions").list.isEmpty)
      #expect(try await amina.send(.delete, "/api/v1/suggestions/7").status == 404)
      #expect(try await names(amina.get("/api/v1/directory?order=new&local=true")) == ["carol", "bilal", "amina"])
      #expect(try await names(amina.get("/api/v1/directory?order=active&offset=1&limit=1")) == ["bilal"])
      #expect(try await amina.get("/api/v1/directory?order=oldest").status == 422)
      try await carols.send(.patch, "/api/v1/accounts/update_credentials", ["discoverable": "false"])
      #expect(try await names(amina.get("/api/v1/directory")) == ["bilal", "amina"])
    }
  }

  @Test(
    "An announcement stands on the home page and in apps until it is read, from its first day to its last",
    arguments: Town.engines)
  func announcements(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("stella", role: .steward).signedIn()
      let amina = try await town.person("amina")
      let page = try await amina.signedIn()
      let phone = try await AppClient.of(amina)
      #expect(try await page.get("/steward/announcements").status == 404)
      #expect(try await page.post("/steward/announcements", ["text": "Mine"]).status == 404)
      let empty = try await steward.post("/steward/announcements", ["text": "", "from": "soon", "until": "2001-01-01"])
      #expect(empty.status == 422 && empty.has("Write what everyone should know.") && empty.has("Write the date like"))
      try await steward.post(
        "/steward/announcements", ["text": "We move house on **Friday**.", "from": "", "until": ""])
      let tomorrow = (town.clock.now + .days(1)).civil.isoDate
      try await steward.post("/steward/announcements", ["text": "Later.", "from": tomorrow, "until": tomorrow])
      let home = try await page.get("/")
      #expect(home.has("We move house on <strong>Friday</strong>.") && !home.has("Later."))
      #expect(try await !town.visitor().get("/").has("We move house"))
      let one = try #require(try await phone.get("/api/v1/announcements").list.first)
      let id = try #require(one["id"] as? String)
      #expect(one["read"] as? Bool == false && (one["content"] as? String)?.contains("Friday") == true)
      let smile = Link.encoded("😀")
      #expect(try await phone.send(.put, "/api/v1/announcements/\(id)/reactions/\(smile)").status == 200)
      #expect(try await phone.send(.put, "/api/v1/announcements/\(id)/reactions/hello").status == 422)
      #expect(try await phone.send(.put, "/api/v1/announcements/7/reactions/\(smile)").status == 404)
      let reactions = try await phone.get("/api/v1/announcements").list.first?["reactions"] as? [[String: Any]]
      #expect(reactions?.first?["name"] as? String == "😀" && reactions?.first?["me"] as? Bool == true)
      #expect(try await phone.send(.delete, "/api/v1/announcements/\(id)/reactions/\(smile)").status == 200)
      try await page.post("/announcements/\(id)/dismiss")
      #expect(try await !page.get("/").has("We move house"))
      #expect(try await phone.get("/api/v1/announcements").list.isEmpty)
      #expect(try await phone.get("/api/v1/announcements?with_dismissed=true").list.first?["read"] as? Bool == true)
      town.clock.pass(.days(1))
      #expect(try await page.get("/").has("Later."))
      town.clock.pass(.days(1))
      #expect(try await !page.get("/").has("Later."))
      try await steward.post("/steward/announcements/\(id)", ["text": "We have moved.", "from": "", "until": ""])
      #expect(try await AppClient.of(town.person("bilal")).get("/api/v1/announcements").body.contains("We have moved."))
      try await steward.post("/steward/announcements/\(id)/remove")
      #expect(try await phone.get("/api/v1/announcements?with_dismissed=true").list.isEmpty)
      #expect(try await phone.post("/api/v1/announcements/\(id)/dismiss").status == 404)
    }
  }
}
