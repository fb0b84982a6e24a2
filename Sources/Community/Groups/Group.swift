public import Commons

/// Who may come in, and who may read.
public enum GroupDoor: Int, Sendable, CaseIterable {
  /// Anyone reads, anyone joins.
  case open = 0
  /// Anyone reads; joining is asked for.
  case ask = 1
  /// Listed by name and purpose; only members read.
  case `private` = 2
  /// Not listed: only members and the invited know it is there.
  case hidden = 3

  /// Whether only members read what is said.
  public var isClosed: Bool { self == .private || self == .hidden }

  /// How it is written in a form.
  var name: String {
    switch self {
    case .open: "open"
    case .ask: "ask"
    case .private: "private"
    case .hidden: "hidden"
    }
  }

  /// - Throws: a `Refusal` when nothing was chosen.
  init(typed: String) throws(Refusal) {
    guard let door = GroupDoor.allCases.first(where: { $0.name == typed }) else {
      throw .invalid("door", "Choose who can read and who can come in.")
    }
    self = door
  }
}

/// What a member may do in a group. Each role may do what the ones before it may.
public enum GroupRole: Int, Sendable, CaseIterable, Comparable {
  case member = 0, moderator = 1, steward = 2
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  var name: String {
    switch self {
    case .member: "member"
    case .moderator: "moderator"
    case .steward: "steward"
    }
  }

  init(typed: String) throws(Refusal) {
    guard let role = GroupRole.allCases.first(where: { $0.name == typed }) else {
      throw .invalid("role", "Choose what they may do.")
    }
    self = role
  }
}

/// How someone stands towards a group.
public enum MembershipState: Int, Sendable {
  case member = 0, asked = 1, invited = 2, shutOut = 3
}

/// What a group says of itself, with every rule checked.
public struct GroupProfile: Sendable {
  public let name: String
  public let purpose: String
  public let rules: String
  public let door: GroupDoor

  static let longestName = 80
  static let longestPurpose = 1000
  static let longestRules = 5000

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(name: String, purpose: String, rules: String = "", door: GroupDoor) throws(Refusal) {
    var problems = Problems()
    if name.isEmpty { problems.add("name", "Give the group a name.") }
    if name.count > GroupProfile.longestName {
      problems.add("name", "A group’s name has at most \(GroupProfile.longestName) characters.")
    }
    if name.contains(where: \.isNewline) { problems.add("name", "A name has no line breaks.") }
    if purpose.isEmpty { problems.add("purpose", "Say in a sentence what the group is for.") }
    if purpose.count > GroupProfile.longestPurpose {
      problems.add("purpose", "A purpose has at most 1,000 characters.")
    }
    if rules.count > GroupProfile.longestRules { problems.add("rules", "Rules have at most 5,000 characters.") }
    try problems.refuseIfAny()
    self.name = name
    self.purpose = purpose
    self.rules = rules
    self.door = door
  }
}

/// A group that someone wants to found, with every rule checked.
public struct NewGroup: Sendable {
  public let handle: Handle
  public let profile: GroupProfile

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(handle: String, name: String, purpose: String, rules: String = "", door: GroupDoor) throws(Refusal) {
    var problems = Problems()
    let checkedHandle = problems.check { () throws(Refusal) in
      try Handle(handle.hasPrefix("@") ? String(handle.dropFirst()) : handle)
    }
    let checkedProfile = problems.check { () throws(Refusal) in
      try GroupProfile(name: name, purpose: purpose, rules: rules, door: door)
    }
    try problems.refuseIfAny()
    guard let checkedHandle, let checkedProfile else { throw .notFound }
    self.handle = checkedHandle
    profile = checkedProfile
  }

  /// The same from what was typed into a form, where no door may have been chosen.
  init(handle: String, name: String, purpose: String, rules: String, typedDoor: String) throws(Refusal) {
    var problems = Problems()
    let door = problems.check { () throws(Refusal) in try GroupDoor(typed: typedDoor) }
    let group = problems.check { () throws(Refusal) in
      try NewGroup(handle: handle, name: name, purpose: purpose, rules: rules, door: door ?? .hidden)
    }
    try problems.refuseIfAny()
    guard let group else { throw .notFound }
    self = group
  }
}

/// Why someone would like to come in: one to five hundred characters.
public struct Reason: Sendable {
  static let longest = 500
  public let text: String

  public init(_ typed: String) throws(Refusal) {
    guard !typed.isEmpty else { throw .invalid("why", "Say in a sentence why you would like to join.") }
    guard typed.count <= Reason.longest else { throw .invalid("why", "That is too long: at most 500 characters.") }
    text = typed
  }
}
