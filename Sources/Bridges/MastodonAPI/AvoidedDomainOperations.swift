import Commons
import Doors
import Pages
import Storehouse

/// Other servers whose people somebody does not want to meet.
enum AvoidedDomainOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/domain_blocks", .member("read:blocks"), "Servers one blocks.", .paging,
      .list("Domain", isPaged: true)
    ) { call in
      let member = try call.member.id
      let limit = try call.input.limit(100, most: 200)
      let before = call.input.text("max_id").map { Input.trimmed($0) }
      let after = (call.input.text("since_id") ?? call.input.text("min_id")).map { Input.trimmed($0) }
      let domains = try await call.house.store.read { tx in
        try AvoidedDomainStore.domains(of: member, after: before ?? "", limit: limit, in: tx)
      }
      // In the order of the alphabet: the key of a page is a domain, told by the links alone.
      let shown = domains.prefix { domain in after.map { domain < $0 } ?? true }
      return Reply.json { json in json.array(shown) { $0.value($1) } }
        .paged(call, first: shown.first.map(Link.encoded), last: shown.last.map(Link.encoded))
    },
    Operation(
      .post, "/api/v1/domain_blocks", .member("write:blocks"), "Block a server.", [.string("domain", required: true)],
      .nothing
    ) { call in
      let member = try call.member.id
      let domain = try DomainName(call.input["domain"])
      guard domain.text != call.house.address.host.lowercased() else {
        throw Refusal.invalid("domain", "That is this site. Block its people one by one.")
      }
      try await call.house.store.write { tx in try AvoidedDomainStore.add(domain.text, by: member, in: tx) }
      return .empty
    },
    Operation(
      .delete, "/api/v1/domain_blocks", .member("write:blocks"), "Block a server no longer.",
      [.string("domain", required: true)], .nothing
    ) { call in
      let member = try call.member.id
      let domain = try DomainName(call.input["domain"])
      try await call.house.store.write { tx in try AvoidedDomainStore.remove(domain.text, by: member, in: tx) }
      return .empty
    },
  ]
}

/// The name of a host on the internet, in lower case (RFC 1123 section 2.1), perhaps with a port.
struct DomainName: Sendable, Hashable {
  let text: String

  /// - Throws: a `Refusal` (422) when it is none.
  init(_ typed: String, field: String = "domain") throws(Refusal) {
    let text = typed.lowercased()
    let host = text.prefix { $0 != ":" }
    let port = text.dropFirst(host.count).dropFirst()
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    let isHost =
      text.utf8.count <= 253 && labels.count > 1
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
      }
    let hasPort = host.count == text.count || (1...5).contains(port.utf8.count) && UInt16(port) != nil
    guard isHost, hasPort else { throw .invalid(field, "A domain is written like example.org.") }
    self.text = text
  }
}
