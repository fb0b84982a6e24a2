public import Commons
import Pages

/// What sort of organisation it is.
public enum OrganisationKind: Int, Sendable, CaseIterable {
  case other = 0, userLed = 1, charity = 2, socialEnterprise = 3, provider = 4, council = 5, funder = 6

  /// How it is written in a form and in an address.
  public var name: String {
    switch self {
    case .other: "other"
    case .userLed: "user-led"
    case .charity: "charity"
    case .socialEnterprise: "social-enterprise"
    case .provider: "provider"
    case .council: "council"
    case .funder: "funder"
    }
  }

  public init?(name: String) {
    guard let kind = OrganisationKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  var words: Phrase {
    switch self {
    case .other: "Organisation"
    case .userLed: "User-led organisation"
    case .charity: "Charity"
    case .socialEnterprise: "Social enterprise"
    case .provider: "Provider"
    case .council: "Council"
    case .funder: "Funder"
    }
  }

  /// In the order a form offers them.
  static let offered: [OrganisationKind] = [
    .userLed, .charity, .socialEnterprise, .provider, .council, .funder, .other,
  ]
}

/// What a member of an organisation may do for it. Each role may do what the ones before it may.
public enum OrganisationRole: Int, Sendable, CaseIterable, Comparable {
  case member = 0, speaker = 1, editor = 2, owner = 3
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  var name: String {
    switch self {
    case .member: "member"
    case .speaker: "speaker"
    case .editor: "editor"
    case .owner: "owner"
    }
  }

  init(typed: String) throws(Refusal) {
    guard let role = OrganisationRole.allCases.first(where: { $0.name == typed }) else {
      throw .invalid("role", "Choose what they may do.")
    }
    self = role
  }

  var words: Phrase {
    switch self {
    case .member: "Member"
    case .speaker: "Speaker"
    case .editor: "Editor"
    case .owner: "Owner"
    }
  }

  var hint: Phrase {
    switch self {
    case .member: "Belongs to it. Speaks only for themselves."
    case .speaker: "Can also write as the organisation."
    case .editor: "Can also change what this page says."
    case .owner: "Can also say who belongs to it."
    }
  }
}

/// How a person stands towards an organisation.
public enum OrganisationTie: Int, Sendable { case accepted = 0, requested = 1, invited = 2 }

/// What an organisation says of itself, with every rule checked.
public struct OrganisationProfile: Sendable {
  public let name: String
  public let kind: OrganisationKind
  public let number: String
  public let about: String
  public let place: String
  public let services: [String]
  public let links: [String]

  static let longestAbout = 2000
  static let mostServices = 20
  static let mostLinks = 5

  /// - Parameters:
  ///   - services: one on each line.
  ///   - links: addresses on the web, one on each line.
  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(name: String, kind: String, number: String, about: String, place: String, services: String, links: String)
    throws(Refusal)
  {
    var problems = Problems()
    if name.isEmpty { problems.add("name", "Enter the organisation’s name.") }
    if name.count > 80 || name.contains(where: \.isNewline) {
      problems.add("name", "A name has at most 80 characters, on one line.")
    }
    let checkedKind = OrganisationKind(name: kind)
    if checkedKind == nil { problems.add("kind", "Choose what sort of organisation it is.") }
    if number.count > 40 || number.contains(where: \.isNewline) {
      problems.add("number", "A registration number has at most 40 characters.")
    }
    if about.isEmpty { problems.add("about", "Say in a sentence what the organisation does.") }
    if about.count > OrganisationProfile.longestAbout {
      problems.add("about", "That is too long: at most 2,000 characters.")
    }
    if place.count > 80 || place.contains(where: \.isNewline) {
      problems.add("place", "A place has at most 80 characters.")
    }
    let services = OrganisationProfile.lines(services)
    if services.count > OrganisationProfile.mostServices { problems.add("services", "Name at most 20 services.") }
    if services.contains(where: { $0.count > 100 }) {
      problems.add("services", "The name of a service has at most 100 characters.")
    }
    let links = OrganisationProfile.lines(links)
    if links.count > OrganisationProfile.mostLinks { problems.add("links", "Give at most five links.") }
    if !links.allSatisfy(OrganisationProfile.isWebAddress) {
      problems.add("links", "A link starts with https:// or http://.")
    }
    try problems.refuseIfAny()
    guard let checkedKind else { throw .notFound }
    self.name = name
    self.kind = checkedKind
    self.number = number
    self.about = about
    self.place = place
    self.services = services
    self.links = links
  }

  private static func lines(_ typed: String) -> [String] {
    typed.split(separator: "\n").map { line in
      String(String(line.drop { $0.isWhitespace }).reversed().drop { $0.isWhitespace }.reversed())
    }.filter { !$0.isEmpty }
  }

  static func isWebAddress(_ typed: String) -> Bool {
    (typed.hasPrefix("https://") || typed.hasPrefix("http://")) && typed.utf8.count <= 300
      && typed.utf8.allSatisfy { $0 > 32 && $0 != 127 }
      && Link(typed) != nil
  }
}

/// An organisation that someone wants to bring in.
public struct NewOrganisation: Sendable {
  public let handle: Handle
  public let profile: OrganisationProfile

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(
    handle: String, name: String, kind: String, number: String, about: String, place: String, services: String,
    links: String
  ) throws(Refusal) {
    var problems = Problems()
    let checkedHandle = problems.check { () throws(Refusal) in
      try Handle(handle.hasPrefix("@") ? String(handle.dropFirst()) : handle)
    }
    let checkedProfile = problems.check { () throws(Refusal) in
      try OrganisationProfile(
        name: name, kind: kind, number: number, about: about, place: place, services: services, links: links)
    }
    try problems.refuseIfAny()
    guard let checkedHandle, let checkedProfile else { throw .notFound }
    self.handle = checkedHandle
    profile = checkedProfile
  }
}
