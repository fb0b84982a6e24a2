import Commons
import Community
import Doors
import Letterbox
import Pages
import Secrets
import Storehouse

/// Who and what is kept out: other servers, domains of e-mail addresses, addresses, and networks.
enum AdminBlockOperations {
  static let all: [Operation] = domainBlocks + domainAllows + mailDomains + mails + networks

  // MARK: Other servers

  private static let domainParts: [Operation.Parameter] = [
    .string("severity", "silence, suspend or noop."), .flag("reject_media"), .flag("reject_reports"),
    .string("private_comment"), .string("public_comment"), .flag("obfuscate"),
  ]

  private static let domainBlocks: [Operation] = crud(
    "domain_blocks", "AdminDomainBlock", "Servers that are kept away.", read: "admin:read:domain_blocks",
    write: "admin:write:domain_blocks", parts: [.string("domain", required: true)] + domainParts,
    list: { before, limit, tx in
      try AdminBlockStore.domains("id < \(before)", limit: limit, in: tx).map { ($0.id, $0) }
    },
    find: { id, tx in try AdminBlockStore.domains("id = \(id)", limit: 1, in: tx).first },
    make: { call in
      let domain = try DomainName(call.input["domain"])
      let severity = try AdminBlockOperations.severity(call.input["severity"]) ?? "silence"
      let flags = try AdminBlockOperations.flags(call.input)
      return try await call.house.store.write { tx in
        try AdminBlockStore.addDomain(domain.text, severity: severity, flags, in: tx)
      }
    },
    change: { id, call in
      let severity = try AdminBlockOperations.severity(call.input["severity"])
      let flags = try AdminBlockOperations.flags(call.input)
      try await call.house.store.write { tx in
        guard try AdminBlockStore.changeDomain(id, severity: severity, flags, in: tx) else { throw Refusal.notFound }
      }
    }, changeParts: domainParts, remove: { id, tx in try AdminBlockStore.remove(id, from: .domains, in: tx) },
    json: { json, block in json.domainBlock(block) })

  private static func severity(_ typed: String) throws(Refusal) -> String? {
    guard !typed.isEmpty else { return nil }
    guard ["silence", "suspend", "noop"].contains(typed) else {
      throw Refusal.invalid("severity", "The severity is silence, suspend or noop.")
    }
    return typed
  }

  private static func flags(_ input: Input) throws(Refusal) -> AdminBlockStore.DomainFlags {
    let comments = [input.text("private_comment"), input.text("public_comment")]
    guard comments.allSatisfy({ ($0 ?? "").count <= 2000 }) else {
      throw Refusal.invalid("private_comment", "A comment has at most 2,000 characters.")
    }
    return AdminBlockStore.DomainFlags(
      rejectsMedia: try input.flag("reject_media"), rejectsReports: try input.flag("reject_reports"),
      isObfuscated: try input.flag("obfuscate"), privateComment: comments[0], publicComment: comments[1])
  }

  private static let domainAllows: [Operation] = crud(
    "domain_allows", "AdminDomainAllow", "Servers that are let in, where only those are.",
    read: "admin:read:domain_allows", write: "admin:write:domain_allows", parts: [.string("domain", required: true)],
    list: { before, limit, tx in
      try AdminBlockStore.names(in: .allows, "id < \(before)", limit: limit, tx).map { ($0.id, $0) }
    },
    find: { id, tx in try AdminBlockStore.names(in: .allows, "id = \(id)", limit: 1, tx).first },
    make: { call in
      let domain = try DomainName(call.input["domain"])
      return try await call.house.store.write { tx in try AdminBlockStore.add(domain.text, to: .allows, in: tx) }
    }, remove: { id, tx in try AdminBlockStore.remove(id, from: .allows, in: tx) },
    json: { json, allow in
      json.object {
        $0.field("id", String(allow.id))
        $0.field("domain", allow.name)
        $0.field("created_at", allow.madeAt)
      }
    })

  // MARK: E-mail

  private static let mailDomains: [Operation] = crud(
    "email_domain_blocks", "AdminEmailDomainBlock", "Domains whose e-mail addresses nobody joins with.",
    read: "admin:read:email_domain_blocks", write: "admin:write:email_domain_blocks",
    parts: [.string("domain", required: true)],
    list: { before, limit, tx in
      let found = try AdminBlockStore.names(in: .mailDomains, "id < \(before)", limit: limit, tx)
      return try AdminBlockStore.withHistory(found, in: tx).map { ($0.0.id, $0) }
    },
    find: { id, tx in
      try AdminBlockStore.withHistory(
        AdminBlockStore.names(in: .mailDomains, "id = \(id)", limit: 1, tx), in: tx
      ).first
    },
    make: { call in
      let domain = try DomainName(call.input["domain"])
      return try await call.house.store.write { tx in try AdminBlockStore.add(domain.text, to: .mailDomains, in: tx) }
    }, remove: { id, tx in try AdminBlockStore.remove(id, from: .mailDomains, in: tx) },
    json: { json, block in
      json.object {
        $0.field("id", String(block.0.id))
        $0.field("domain", block.0.name)
        $0.field("created_at", block.0.madeAt)
        $0.field("history", each: block.1) { json, day in
          json.object {
            $0.field("day", String(day.start.milliseconds / 1000))
            $0.field("accounts", String(day.accounts))
            $0.field("uses", String(day.accounts))
          }
        }
        $0.field("allow_with_approval", false)
      }
    })

  private static let mails: [Operation] =
    [
      Operation(
        .post, "/api/v1/admin/canonical_email_blocks/test", .moderator("admin:read:canonical_email_blocks"),
        "Which blocks an address meets.", [.string("email", required: true)],
        .list("AdminCanonicalEmailBlock", isPaged: false)
      ) { call in
        let digest = Barriers.digest(of: try MailAddress(call.input["email"]))
        let found = try await call.house.store.read { tx in
          try AdminBlockStore.names(in: .mails, "digest = \(digest)", limit: 1, tx)
        }
        return Reply.json { json in json.array(found) { $0.mailBlock($1) } }
      }
    ]
    + crud(
      "canonical_email_blocks", "AdminCanonicalEmailBlock", "Addresses that nobody joins with, as digests.",
      read: "admin:read:canonical_email_blocks", write: "admin:write:canonical_email_blocks",
      parts: [
        .string("email", "However it is written: dots and what follows a plus sign do not count."),
        .string("canonical_email_hash", "Its SHA-256 in hexadecimal, in place of the address."),
      ],
      list: { before, limit, tx in
        try AdminBlockStore.names(in: .mails, "id < \(before)", limit: limit, tx).map { ($0.id, $0) }
      },
      find: { id, tx in try AdminBlockStore.names(in: .mails, "id = \(id)", limit: 1, tx).first },
      make: { call in
        let typed = call.input["canonical_email_hash"].lowercased()
        let digest: String
        if typed.isEmpty {
          digest = Barriers.digest(of: try MailAddress(call.input["email"]))
        } else {
          guard typed.utf8.count == 64, typed.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
          else { throw Refusal.invalid("canonical_email_hash", "That is no SHA-256 in hexadecimal.") }
          digest = typed
        }
        return try await call.house.store.write { tx in try AdminBlockStore.add(digest, to: .mails, in: tx) }
      }, remove: { id, tx in try AdminBlockStore.remove(id, from: .mails, in: tx) },
      json: { json, block in json.mailBlock(block) })

  // MARK: Networks

  private static let networkParts: [Operation.Parameter] = [
    .string("ip", "An address or a network, like 192.0.2.0/24 or 2001:db8::/32."),
    .string("severity", "sign_up_requires_approval, sign_up_block or no_access."), .string("comment"),
    .integer("expires_in", "Seconds from now; nothing is for good."),
  ]

  private static let networks: [Operation] = crud(
    "ip_blocks", "AdminIpBlock", "Networks that nobody joins or comes in from.", read: "admin:read:ip_blocks",
    write: "admin:write:ip_blocks", parts: networkParts,
    list: { before, limit, tx in
      try BarrierStore.networks(in: tx).filter { $0.id < before }.prefix(limit).map { ($0.id, $0) }
    },
    find: { id, tx in try BarrierStore.networks(in: tx).first { $0.id == id } },
    make: { call in
      guard let network = Network(call.input["ip"]) else { throw AdminBlockOperations.noNetwork }
      guard let severity = Barriers.Severity(rawValue: call.input["severity"]) else {
        throw AdminBlockOperations.unknown
      }
      let change = try AdminBlockOperations.change(network, severity, call)
      let id = try await call.house.store.write { tx in
        try AdminBlockStore.addNetwork(network, severity, change, in: tx)
      }
      call.house.networks.forget()
      return id
    },
    change: { id, call in
      let known = try await call.house.store.read { tx in try BarrierStore.networks(in: tx).first { $0.id == id } }
      guard let known else { throw Refusal.notFound }
      var (network, severity) = (known.network, known.severity)
      if call.input.holds("ip") {
        guard let typed = Network(call.input["ip"]) else { throw AdminBlockOperations.noNetwork }
        network = typed
      }
      if call.input.holds("severity") {
        guard let typed = Barriers.Severity(rawValue: call.input["severity"]) else {
          throw AdminBlockOperations.unknown
        }
        severity = typed
      }
      let change = try AdminBlockOperations.change(network, severity, call)
      let (newNetwork, newSeverity) = (network, severity)
      try await call.house.store.write { tx in
        try AdminBlockStore.changeNetwork(id, newNetwork, newSeverity, change, in: tx)
      }
      call.house.networks.forget()
    }, changeParts: networkParts,
    remove: { id, tx in try AdminBlockStore.remove(id, from: .networks, in: tx) },
    json: { json, block in
      json.object {
        $0.field("id", String(block.id))
        $0.field("ip", block.network.description)
        $0.field("severity", block.severity.rawValue)
        $0.field("comment", block.comment)
        $0.field("created_at", block.madeAt)
        $0.field("expires_at", block.endsAt)
      }
    })

  private static let noNetwork = Refusal.invalid(
    "ip", "An address or a network is written like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.")
  private static let unknown = Refusal.invalid(
    "severity", "The severity is sign_up_requires_approval, sign_up_block or no_access.")

  /// - Throws: a `Refusal` when it would shut out whoever asks for it.
  private static func change(_ network: Network, _ severity: Barriers.Severity, _ call: Call) throws(Refusal)
    -> AdminBlockStore.NetworkChange
  {
    if severity == .noAccess, let own = Network.bits(of: call.address), network.contains(own) {
      throw Refusal.invalid("ip", "You come from there yourself, and would shut yourself out.")
    }
    let comment = call.input.text("comment")
    guard (comment ?? "").count <= 2000 else {
      throw Refusal.invalid("comment", "A comment has at most 2,000 characters.")
    }
    let seconds = try call.input.number("expires_in")
    let end = seconds.map { $0 > 0 ? Optional(call.now + .seconds(min($0, 1 << 31))) : nil }
    return AdminBlockStore.NetworkChange(comment: comment, endsAt: end)
  }

  // MARK: One like the other

  /// The operations of one kind of block: list, one, make, change where it can be, remove.
  private static func crud<Entry: Sendable>(
    _ name: String, _ entity: String, _ about: String, read: String, write: String, parts: [Operation.Parameter],
    list: @escaping @Sendable (Int64, Int, ReadTx) throws -> [(Int64, Entry)],
    find: @escaping @Sendable (Int64, ReadTx) throws -> Entry?,
    make: @escaping @Sendable (Call) async throws -> Int64,
    change: (@Sendable (Int64, Call) async throws -> Void)? = nil, changeParts: [Operation.Parameter] = [],
    remove: @escaping @Sendable (Int64, WriteTx) throws -> Bool,
    json write1: @escaping @Sendable (inout JSON, Entry) -> Void
  ) -> [Operation] {
    let path = "/api/v1/admin/\(name)"
    let one: @Sendable (Int64, Call) async throws -> Reply = { id, call in
      guard let entry = try await call.house.store.read({ tx in try find(id, tx) }) else { throw Refusal.notFound }
      return Reply.json { write1(&$0, entry) }
    }
    var operations = [
      Operation(.get, path, .moderator(read), about, .paging, .list(entity, isPaged: true)) { call in
        let limit = try call.input.limit(100, most: 200)
        let before = call.input.key("max_id", of: Account.self)?.value ?? .max
        let since = (call.input.key("since_id", of: Account.self) ?? call.input.key("min_id"))?.value ?? 0
        let found = try await call.house.store.read { tx in try list(before, limit, tx) }.filter { $0.0 > since }
        return Reply.json { json in json.array(found) { write1(&$0, $1.1) } }
          .paged(call, first: found.first.map { String($0.0) }, last: found.last.map { String($0.0) })
      },
      Operation(.get, path + "/{id}", .moderator(read), "One of them.", [], .entity(entity)) { call in
        try await one(call.key(of: Account.self).value, call)
      },
      Operation(.post, path, .moderator(write), "Add one.", parts, .entity(entity)) { call in
        try await one(make(call), call)
      },
      Operation(.delete, path + "/{id}", .moderator(write), "Remove one.", [], .nothing) { call in
        let id = try call.key(of: Account.self).value
        try await call.house.store.write { tx in guard try remove(id, tx) else { throw Refusal.notFound } }
        call.house.networks.forget()
        return .empty
      },
    ]
    if let change {
      operations.append(
        Operation(.put, path + "/{id}", .moderator(write), "Change one.", changeParts, .entity(entity)) { call in
          let id = try call.key(of: Account.self).value
          try await change(id, call)
          return try await one(id, call)
        })
    }
    return operations
  }
}

extension JSON {
  fileprivate mutating func domainBlock(_ block: AdminBlockStore.Domain) {
    object {
      $0.field("id", String(block.id))
      $0.field("domain", block.domain)
      $0.field("digest", Digest.hex(Digest.sha256(block.domain)))
      $0.field("created_at", block.madeAt)
      $0.field("severity", block.severity)
      $0.field("reject_media", block.rejectsMedia)
      $0.field("reject_reports", block.rejectsReports)
      $0.field("private_comment", block.privateComment)
      $0.field("public_comment", block.publicComment)
      $0.field("obfuscate", block.isObfuscated)
    }
  }

  fileprivate mutating func mailBlock(_ block: AdminBlockStore.Name) {
    object {
      $0.field("id", String(block.id))
      $0.field("canonical_email_hash", block.name)
    }
  }
}
