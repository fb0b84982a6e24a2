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
}

/// What a member may do in a group. Each role may do what the ones before it may.
public enum GroupRole: Int, Sendable, CaseIterable, Comparable {
  case member = 0, moderator = 1, steward = 2
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A group that someone wants to found, with every rule checked.
public struct NewGroup: Sendable {
  public let handle: Handle
  public let name: String
  public let purpose: String
  public let rules: String
  public let door: GroupDoor

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(handle: String, name: String, purpose: String, rules: String = "", door: GroupDoor) throws(Refusal) {
    var problems = Problems()
    let checkedHandle = problems.check { () throws(Refusal) in try Handle(handle.hasPrefix("@") ? String(handle.dropFirst()) : handle) }
    if name.isEmpty { problems.add("name", "Give the group a name.") }
    if name.count > 80 { problems.add("name", "A group’s name has at most 80 characters.") }
    if name.contains(where: \.isNewline) { problems.add("name", "A name has no line breaks.") }
    if purpose.isEmpty { problems.add("purpose", "Say in a sentence what the group is for.") }
    if purpose.count > 1000 { problems.add("purpose", "A purpose has at most 1,000 characters.") }
    if rules.count > 5000 { problems.add("rules", "Rules have at most 5,000 characters.") }
    try problems.refuseIfAny()
    guard let checkedHandle else { throw .notFound }
    self.handle = checkedHandle
    self.name = name
    self.purpose = purpose
    self.rules = rules
    self.door = door
  }
}
