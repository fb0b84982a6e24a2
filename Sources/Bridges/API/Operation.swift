import Commons
import Doors
import Pages
import Storehouse

/// One operation of the API: where it is, who may ask for it, what it takes and what comes back. The routes, the checks of scopes and the
/// OpenAPI document are all made from this one list.
struct Operation: Sendable {
  enum Method: String, Sendable { case get, post, put, patch, delete }

  /// Who may ask.
  enum Access: Sendable, Equatable {
    /// Anybody, with a token or without. A token that is sent must be one.
    case anyone
    /// Anybody; a token that is sent must have this scope.
    case visitor(String)
    /// An app, whether it speaks for a person or not.
    case app
    /// An app that speaks for a person, with this scope.
    case member(String)
    /// The same, where the person is a moderator.
    case moderator(String)
  }

  /// Something that may be sent.
  struct Parameter: Sendable {
    enum Kind: Sendable { case text, number, flag, key, moment, file, texts, keys, objects }
    let name: String
    let kind: Kind
    let isRequired: Bool
    let about: String
  }

  /// What comes back when all is well.
  indirect enum Answer: Sendable {
    /// An entity, by its name among the schemas.
    case entity(String)
    /// A list of one kind of entity; with links to further pages where `isPaged`.
    case list(String, isPaged: Bool)
    case nothing
    /// A text that is no JSON.
    case text(String)
  }

  let method: Method
  /// With places in braces: `/api/v1/statuses/{id}`.
  let path: String
  let access: Access
  let about: String
  let parameters: [Parameter]
  let answer: Answer
  let run: @Sendable (Call) async throws -> Reply

  init(
    _ method: Method, _ path: String, _ access: Access, _ about: String, _ parameters: [Parameter] = [],
    _ answer: Answer, run: @escaping @Sendable (Call) async throws -> Reply
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.about = about
    self.parameters = parameters
    self.answer = answer
    self.run = run
  }
}

extension Operation.Parameter {
  static func string(_ name: String, _ about: String = "", required: Bool = false) -> Self {
    Self(name: name, kind: .text, isRequired: required, about: about)
  }
  static func integer(_ name: String, _ about: String = "", required: Bool = false) -> Self {
    Self(name: name, kind: .number, isRequired: required, about: about)
  }
  static func flag(_ name: String, _ about: String = "") -> Self {
    Self(name: name, kind: .flag, isRequired: false, about: about)
  }
  static func key(_ name: String, _ about: String = "", required: Bool = false) -> Self {
    Self(name: name, kind: .key, isRequired: required, about: about)
  }
  static func moment(_ name: String, _ about: String = "") -> Self {
    Self(name: name, kind: .moment, isRequired: false, about: about)
  }
  static func upload(_ name: String, _ about: String = "", required: Bool = false) -> Self {
    Self(name: name, kind: .file, isRequired: required, about: about)
  }
  static func texts(_ name: String, _ about: String = "") -> Self {
    Self(name: name, kind: .texts, isRequired: false, about: about)
  }
  static func keys(_ name: String, _ about: String = "") -> Self {
    Self(name: name, kind: .keys, isRequired: false, about: about)
  }
  static func objects(_ name: String, _ about: String = "") -> Self {
    Self(name: name, kind: .objects, isRequired: false, about: about)
  }
}

extension [Operation.Parameter] {
  /// The parameters of every list that goes by page.
  static let paging: Self = [
    .key("max_id", "Entries before this one."), .key("since_id", "Entries after this one, the newest page."),
    .key("min_id", "Entries after this one, the page just above it."), .integer("limit", "How many at most."),
  ]
}

/// One call of an operation.
struct Call: Sendable {
  let house: House
  let kept: KeptFacts
  /// Every room's manifest: what can be reported, and what goes with a person.
  var rooms: [Room] = []
  /// What stood in the places of the path.
  let places: [String: String]
  /// The path as it was asked for.
  let path: String
  let input: Input
  let grant: Grant?
  let words: Words
  let now: Moment
  /// The address the call came from.
  let address: String
  /// What the client says it is.
  let agent: String
  let idempotencyKey: String
  /// The header of this name, as it came.
  let authorization: String

  /// The person that the app speaks for, if any.
  var viewer: Key<Account>? { grant?.member?.id }

  /// - Throws: a `Refusal` (401) when there is nobody.
  var member: Grant.Person {
    get throws(Refusal) {
      guard let member = grant?.member else { throw Refusal(.signedOut, "This needs the token of a person.") }
      return member
    }
  }

  /// The key in a place of the path.
  /// - Throws: `Refusal.notFound` when it is none.
  func key<Of>(_ name: String = "id", of: Of.Type = Of.self) throws(Refusal) -> Commons.Key<Of> {
    guard let text = places[name], let key = Commons.Key<Of>(text) else { throw Refusal.notFound }
    return key
  }

  /// The text in a place of the path.
  func place(_ name: String) -> String { places[name] ?? "" }

  func url(_ path: String) -> String { house.address.url(path) }
}

/// Whom a token lets in, and for what.
struct Grant: Sendable {
  let token: Key<AppToken>
  let app: Key<App>
  let appName: String
  let appWebsite: String
  let scopes: Scopes
  let member: Person?
  /// Why the person may do nothing just now.
  let hindrance: Hindrance?
  let usedAt: Moment

  enum Hindrance: Sendable { case awaitingApproval, suspended, disabled }

  struct Person: Sendable {
    let id: Key<Account>
    let handle: Handle
    let role: Role
    let joinedAt: Moment
    let isVerified: Bool
  }
}

/// The row of `app` that a key points to: a program that somebody registered.
enum App {}
/// The row of `app_token`: what an app has been given.
enum AppToken {}

/// The answer to a call.
struct Reply: Sendable {
  var status = 200
  var body: [UInt8]
  var type = "application/json; charset=utf-8"
  /// Links to further pages (RFC 8288).
  var links: [(relation: String, url: String)] = []
  /// Set where others may keep the answer: it is the same whoever asks.
  var keep: Keeping?

  /// How long an answer may be kept, and when what it tells was last changed.
  struct Keeping: Sendable {
    let seconds: Int
    let changedAt: Moment?
  }

  init(body: [UInt8], status: Int = 200) {
    self.body = body
    self.status = status
  }

  static func json(status: Int = 200, capacity: Int = 4096, _ write: (inout JSON) throws -> Void) rethrows -> Reply {
    var json = JSON(capacity: capacity)
    try write(&json)
    return Reply(body: json.bytes, status: status)
  }

  /// `{}`
  static let empty = Reply(body: Array("{}".utf8))

  static func text(_ text: String) -> Reply {
    var reply = Reply(body: Array(text.utf8))
    reply.type = "text/plain; charset=utf-8"
    return reply
  }

  /// The same with links to the pages before and after, by the keys of the first and the last entry.
  func paged(_ call: Call, first: String?, last: String?) -> Reply {
    guard let first, let last else { return self }
    var reply = self
    let kept = call.input.query.filter { !["max_id", "min_id", "since_id"].contains($0.name) }
      .map { "&\(Link.encoded($0.name))=\(Link.encoded($0.value))" }.joined()
    reply.links = [
      ("next", call.url("\(call.path)?max_id=\(last)\(kept)")),
      ("prev", call.url("\(call.path)?min_id=\(first)\(kept)")),
    ]
    return reply
  }
}
