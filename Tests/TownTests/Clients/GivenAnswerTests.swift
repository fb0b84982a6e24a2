import Commons
import Foundation
import HTTPTypes
import Pages
import Testing

@testable import Bridges

/// What was answered once is answered again only to whom it was meant for, and only while it is true.
@Suite struct GivenAnswerTests {
  @Test("A write is in the very next answer, whoever asks", arguments: Town.engines)
  func nothingIsStale(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bilal = try await AppClient.of(town.person("bilal"))
      let path = "/api/v1/timelines/public"
      for number in 1...5 {
        #expect(try await bilal.get(path).list.count == number - 1)
        let written = try await amina.post("/api/v1/statuses", ["status": "Number \(number)"])
        #expect(try await bilal.get(path).list.first?["id"] as? String == written.id)
        let status = "/api/v1/statuses/\(written.id)"
        #expect(try await amina.get(status).object["favourited"] as? Bool == false)
        _ = try await amina.post("\(status)/favourite", [:])
        #expect(try await amina.get(status).object["favourited"] as? Bool == true)
        // The same address, and another who asks.
        #expect(try await bilal.get(status).object["favourited"] as? Bool == false)
        #expect(try await bilal.get(status).object["favourites_count"] as? Int == 1)
      }
    }
  }

  @Test("What only some may read is given to nobody else at the same address", arguments: Town.engines)
  func eachTheirOwn(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let outsider = try await AppClient.of(town.person("outsider"))
      let nobody = AppClient(browser: town.visitor(), token: "")
      let letter = try await amina.post("/api/v1/statuses", ["status": "For me alone", "visibility": "direct"])
      let path = "/api/v1/statuses/\(letter.id)"
      for _ in 1...2 {
        #expect(try await amina.get(path).status == 200)
        #expect(try await outsider.get(path).status == 404)
        #expect(try await nobody.get(path).status == 404)
      }
    }
  }

  @Test("An answer is smaller on the way for those who can read it so", arguments: Town.engines)
  func compressed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      for number in 1...9 { _ = try await amina.post("/api/v1/statuses", ["status": "Number \(number)"]) }
      let path = "/api/v1/timelines/home"
      for _ in 1...2 {
        let plain = try await amina.send(.get, path, [:])
        let small = try await amina.send(.get, path, [:], headers: [.acceptEncoding: "gzip"])
        #expect(plain.headers[.contentEncoding] == nil && small.headers[.contentEncoding] == "gzip")
        #expect(small.bytes.count * 3 < plain.bytes.count)
        #expect(small.headers[.vary]?.contains("Accept-Encoding") == true)
      }
    }
  }
}
