import Commons
import Foundation
import HTTPTypes
import Hummingbird
import Pages
import Storehouse
import Testing

@testable import Bridges
@testable import Guerilla

/// Every operation there is, also those that are made tomorrow: whatever is sent to it, it answers with JSON and never ends in a fault.
@Suite struct EveryOperationTests {
  /// Values that somebody could send for anything.
  private static let values = [
    "", "x", "0", "-1", "9223372036854775807", "99999999999999999999", "true", "null", "a\u{0}b",
    "<script>alert(1)</script>",
    "' OR 1=1;-- %_\"", String(repeating: "é", count: 3000), "https://town.example/posts/1", "2026-01-01T00:00:00Z",
    "[]",
  ]

  private func bodies(for names: [String], turn: Int) -> [(type: String, bytes: [UInt8])] {
    let value = Self.values[turn % Self.values.count]
    let encoded = names.map {
      "\(Link.encoded($0))=\(Link.encoded(value))&\(Link.encoded($0))[]=\(Link.encoded(value))"
    }
    let quoted = String(decoding: (try? JSONEncoder().encode(value)) ?? Data("\"\"".utf8), as: UTF8.self)
    let members = names.map {
      "\"\($0)\": \(turn % 3 == 0 ? "[\(quoted)]" : turn % 3 == 1 ? "{\"a\": \(quoted)}" : quoted)"
    }
    return [
      ("application/x-www-form-urlencoded", Array(encoded.joined(separator: "&").utf8)),
      ("application/json", Array("{\(members.joined(separator: ", "))}".utf8)),
      ("application/json", Array((turn % 2 == 0 ? "{\"a\": " : "\u{1}").utf8)),
      (
        "multipart/form-data; boundary=edge",
        Array("--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nHi".utf8)
      ),
    ]
  }

  private func address(_ path: String, _ keys: [String], turn: Int) -> String {
    var address = path
    while let range = address.range(of: #"\{[^}]*\}"#, options: .regularExpression) {
      address.replaceSubrange(range, with: keys[turn % keys.count])
    }
    return address
  }

  @Test("Whatever is sent to any operation is answered in JSON", arguments: Town.engines) func operations(
    _ engine: String
  )
    async throws
  {
    try await Town.open(on: engine) { town in
      let steward = try await AppClient.of(
        town.person("first", role: .steward), scopes: AppClient.everything + " admin:read admin:write")
      let amina = try await AppClient.of(town.person("amina"))
      let said = try await amina.post("/api/v1/statuses", ["status": "The 61 is late. #buses @first"])
      let list = try await amina.post("/api/v1/lists", ["title": "Mine"])
      let account = try await amina.get("/api/v1/accounts/lookup?acct=first").id
      let keys = [
        said.id, list.id, account, "buses", "0", "-1", "x", "99999999999999999999", "%00", "%ff", "%2e%2e%2f",
      ]
      let clients: [(String, AppClient)] = [
        ("a visitor", AppClient(browser: town.visitor(), token: "")), ("an app alone", try await .alone(in: town)),
        ("a member", amina), ("a steward", steward),
      ]
      var turn = 0
      for (who, client) in clients {
        for operation in Bridges.operations {
          for step in 0..<4 {
            turn += 1
            let path = address(operation.path, keys, turn: turn)
            let body = bodies(for: operation.parameters.map(\.name), turn: turn)[(turn + step) % 4]
            let answer: AppClient.Answer
            if operation.method == .get {
              let value = Link.encoded(Self.values[turn % Self.values.count].replacing("\u{0}", with: "%"))
              let query = operation.parameters.map { "\(Link.encoded($0.name))=\(value)" }.joined(separator: "&")
              answer = try await client.get("\(path)?\(query)")
            } else {
              answer = try await client.send(
                operation.method.http, path, body: body.bytes, headers: [.contentType: body.type])
            }
            let what = "\(who): \(operation.method) \(path) \(body.type): \(answer.status) \(answer.body.prefix(200))"
            #expect(answer.status < 500 || answer.status == 503, "\(what)")
            if answer.status >= 400 { #expect(answer.error?.isEmpty == false, "\(what)") }
            // What needs a token is never done without.
            if case .member = operation.access, who == "a visitor" { #expect(answer.status == 401, "\(what)") }
            if case .moderator = operation.access, who != "a steward" {
              #expect([401, 403].contains(answer.status), "\(what)")
            }
          }
        }
      }
    }
  }
}
