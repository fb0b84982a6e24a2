import Commons
import Community
import Testing

@testable import Guerilla

@Suite struct ConversationTests {
  @Test("A newcomer joins, posts, and a neighbour replies", arguments: Town.engines) func joinAndTalk(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = town.visitor()
      let home = try await amina.post(
        "/join",
        ["name": "Amina Yusuf", "handle": "amina", "email": "amina@town.example", "password": "three odd green words"])
      #expect(home.status == 200)
      #expect(home.has("Hello, Amina Yusuf"))
      let posted = try await amina.post("/talk", ["text": "The 61 bus is late **again**.", "once": "k1"])
      #expect(posted.status == 200)
      #expect(posted.has("<strong>again</strong>"))
      let again = try await amina.post("/talk", ["text": "The 61 bus is late **again**.", "once": "k1"])
      #expect(again.path == posted.path, "the same form sent twice makes one post")

      let bram = try await town.person("bram").signedIn()
      let replied = try await bram.post(
        "\(posted.path.replacing("/talk/", with: "/posts/"))/replies", ["text": "Mine never came."])
      #expect(replied.has("Mine never came."))
      #expect(try await town.visitor().get(posted.path).has("1 reply"))
    }
  }

  @Test("A post for members only is not found by a visitor", arguments: Town.engines) func membersOnly(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "For us here.", "audience": "members"])
      #expect(posted.has("For us here."))
      #expect(try await town.visitor().get(posted.path).status == 404)
      #expect(try await town.person("bram").signedIn().get(posted.path).status == 200)
    }
  }

  @Test("An empty post is refused in plain words and nothing typed is lost", arguments: Town.engines) func empty(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let refused = try await amina.post("/talk", ["text": "  ", "title": "A title I worked on"])
      #expect(refused.status == 422)
      #expect(refused.has("There is a problem"))
      #expect(refused.has("Write something first."))
      #expect(refused.has("A title I worked on"))
    }
  }
}
