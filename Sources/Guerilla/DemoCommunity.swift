import Commons
import Community
import Doors
import Embedded
import FoundationEssentials
import Secrets
import Storehouse

/// The made-up community that `guerilla demo` loads: read from the JSON files in `Demo/Community`, whose README says what is in them.
struct DemoCommunity: Sendable {
  static let password = "a lively demo"

  struct Person: Decodable, Sendable {
    let handle: String
    let name: String
    let about: String
    let role: String?
    let place: String?
    let links: [String]?
    let language: String?
    let joined: String
    /// `steward` or `moderator` for the whole site.
    let duty: String?
  }
  struct Organisation: Decodable, Sendable {
    struct Membership: Decodable, Sendable {
      let who: String
      let role: String
    }
    let handle: String
    let name: String
    let kind: String
    let about: String
    let place: String?
    let number: String?
    let services: [String]?
    let members: [Membership]
  }
  struct Group: Decodable, Sendable {
    let handle: String
    let name: String
    let purpose: String
    let rules: String?
    let door: String
    let stewards: [String]
    let moderators: [String]?
    let members: [String]?
    let requests: [String]?
  }
  struct Follows: Decodable, Sendable {
    let people: [String: [String]]
    let topics: [String: [String]]
  }
  struct Picture: Decodable, Sendable {
    let file: String
    let alt: String
  }
  struct Version: Decodable, Sendable {
    let text: String
    let at: String
  }
  final class Post: Decodable, Sendable {
    let slug: String?
    let author: String
    let `as`: String?
    let group: String?
    let kind: String?
    let title: String?
    let text: String
    let audience: String?
    let named: [String]?
    let note: String?
    let language: String?
    let at: String
    let edited: [Version]?
    let supports: [String]?
    let shares: [String]?
    let helpful: [String]?
    let answer: Bool?
    let pinned: Bool?
    let images: [Picture]?
    let replies: [Post]?
  }

  struct PeopleList: Decodable, Sendable {
    let owner: String
    let name: String
    let members: [String]
  }
  struct Thread: Decodable, Sendable {
    struct Message: Decodable, Sendable {
      let from: String
      /// Who wrote it, when it is from an organisation.
      let by: String?
      let text: String
      let at: String
    }
    let people: [String]
    let messages: [Message]
  }
  struct Rule: Decodable, Sendable {
    let title: String
    let text: String
  }
  struct Report: Decodable, Sendable {
    let post: String
    let by: String
    let why: String
    let concern: String
    let outcome: String
    let reason: String
    let by_moderator: String
    let at: String
    let decided: String
  }

  struct Invitation: Decodable, Sendable {
    let by: String
    /// `site`, a group's handle or a conversation's slug.
    let to: String
    let note: String
  }

  let people: [Person]
  let organisations: [Organisation]
  let groups: [Group]
  let follows: Follows
  let conversations: [Post]
  let rules: [Rule]
  let reports: [Report]
  let invitations: [Invitation]
  let lists: [PeopleList]
  let threads: [Thread]

  /// - Throws: a `DecodingError` when a file is not as its README says; a test reads them all.
  static func read() throws -> DemoCommunity {
    let decoder = JSONDecoder()
    func decode<Value: Decodable>(_ name: String, as: Value.Type) throws -> Value {
      guard let bytes = embedded("demo/\(name)") else { throw Refusal(.notFound, "The demo has no file \(name).") }
      return try decoder.decode(Value.self, from: Data(bytes))
    }
    var conversations: [Post] = []
    for name in embeddedNames(under: "demo/conversations/") {
      conversations += try decode(String(name.dropFirst(5)), as: [Post].self)
    }
    return DemoCommunity(
      people: try decode("people.json", as: [Person].self),
      organisations: try decode("organisations.json", as: [Organisation].self),
      groups: try decode("groups.json", as: [Group].self), follows: try decode("follows.json", as: Follows.self),
      conversations: conversations,
      rules: try decode("rules.json", as: [Rule].self), reports: try decode("reports.json", as: [Report].self),
      invitations: try decode("invitations.json", as: [Invitation].self),
      lists: try decode("lists.json", as: [PeopleList].self), threads: try decode("messages.json", as: [Thread].self))
  }

  /// Loads the community in one transaction, unless the site has accounts already.
  /// - Returns: what was done, in words.
  func loadIfEmpty(into house: House) async throws -> String {
    let isEmpty = try await house.store.read { tx in try !tx.exists("SELECT 1 FROM account") }
    guard isEmpty else { return "This site has accounts already: the demo was not loaded." }
    let hash = try await Password.hash(DemoCommunity.password)
    let pictures = try await DemoAttachments.keep(DemoDrawing.all, in: house)
    let posts = try await house.store.write { tx in
      var loading = DemoLoading(
        community: self, passwordHash: hash, secret: house.secret, pictures: pictures, now: tx.now)
      return try loading.load(in: tx)
    }
    // Those who listen hear of it now, so that there is something to be told when somebody signs in.
    try await Ledger(store: house.store, listeners: Rooms.all(house).flatMap(\.listeners), log: house.log).runDue()
    try await house.store.write { tx in try Notices.settle(keepingUnread: 6, in: tx) }
    house.settings.forget()
    return
      "Loaded the demo: \(people.count) people, \(organisations.count) organisations, \(groups.count) groups, \(posts) posts. All of it is made up."
  }
}

extension Span {
  /// How long before now: `-3d4h20m`.
  init(ago text: String) {
    var minutes = 0
    var number = 0
    for character in text {
      switch character {
      case "d":
        minutes += number * 1440
        number = 0
      case "h":
        minutes += number * 60
        number = 0
      case "m":
        minutes += number
        number = 0
      default: number = number * 10 + (character.wholeNumberValue ?? 0)
      }
    }
    self = .minutes(minutes)
  }
}
