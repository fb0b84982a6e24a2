public import Commons
public import Letterbox

/// The row of `invitation` that a key points to.
public enum Invitation {}

/// What an invitation is to.
public enum InvitationTarget: Sendable, Hashable {
  case site
  case group(Key<Space>)
  /// The key of its first post.
  case conversation(Key<Post>)

  /// How it is written in a form: `site`, `group-` or `talk-` and a key.
  public var name: String {
    switch self {
    case .site: "site"
    case .group(let key): "group-\(key)"
    case .conversation(let key): "talk-\(key)"
    }
  }

  /// - Throws: a `Refusal` when nothing of that kind was chosen.
  init(typed: String) throws(Refusal) {
    if typed == "site" {
      self = .site
    } else if typed.hasPrefix("group-"), let key = Key<Space>(String(typed.dropFirst(6))) {
      self = .group(key)
    } else if typed.hasPrefix("talk-"), let key = Key<Post>(String(typed.dropFirst(5))) {
      self = .conversation(key)
    } else {
      throw .invalid("to", "Choose what you invite people to.")
    }
  }

  var sort: Int {
    switch self {
    case .site: 0
    case .group: 1
    case .conversation: 2
    }
  }
}

/// An invitation that someone wants to make, with every rule checked.
public struct NewInvitation: Sendable {
  public let target: InvitationTarget
  public let note: String
  /// How many people may come in by it; nil is any number.
  public let mostUses: Int?
  public let lasting: Span
  public let needsApproval: Bool
  /// Addresses to mail it to, each a link of its own that works once; none makes a link to hand out.
  public let addresses: [MailAddress]

  static let longestNote = 500
  static let mostAddresses = 10
  static let uses = ["1", "5", "25", "any"]
  static let days = ["1", "7", "30", "90"]

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(to: String, note: String, uses: String, days: String, needsApproval: Bool, addresses typed: String = "")
    throws(Refusal)
  {
    var problems = Problems()
    let target = problems.check { () throws(Refusal) in try InvitationTarget(typed: to) }
    if note.count > NewInvitation.longestNote { problems.add("note", "A note has at most 500 characters.") }
    if !NewInvitation.uses.contains(uses) { problems.add("uses", "Choose how many people may come in by it.") }
    if !NewInvitation.days.contains(days) { problems.add("days", "Choose how long it works.") }
    var addresses: [MailAddress] = []
    for line in typed.split(whereSeparator: { " ,;\n".contains($0) }) {
      if let address = problems.check({ () throws(Refusal) in try MailAddress(String(line), field: "emails") }) {
        addresses.append(address)
      }
      if !problems.found.isEmpty { break }
    }
    if addresses.count > NewInvitation.mostAddresses { problems.add("emails", "Write at most ten addresses at once.") }
    try problems.refuseIfAny()
    guard let target else { throw .notFound }
    self.target = target
    self.note = note
    mostUses = addresses.isEmpty ? Int(uses) : 1
    lasting = .days(Int(days) ?? 7)
    self.needsApproval = needsApproval
    var seen: Set<String> = []
    self.addresses = addresses.filter { seen.insert($0.key).inserted }
  }

  /// The same, with a steward's yes asked for.
  func withApproval() -> NewInvitation { NewInvitation(self, needsApproval: true) }

  private init(_ other: NewInvitation, needsApproval: Bool) {
    target = other.target
    note = other.note
    mostUses = other.mostUses
    lasting = other.lasting
    addresses = other.addresses
    self.needsApproval = needsApproval
  }
}

/// What becomes a letter: the payload of a job of the kind `letter`.
struct InvitationLetter: Encodable, Sendable {
  let to: String
  let toName: String
  let subject: String
  let text: String
  let language: String
}
