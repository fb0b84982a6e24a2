public import Commons

/// A part of the site that the main navigation leads to.
public struct Section: Sendable, Hashable {
  public let name: Phrase
  public let path: String
  public let icon: Icon

  public init(_ name: Phrase, path: String, icon: Icon) {
    self.name = name
    self.path = path
    self.icon = icon
  }

  public static let home = Section("Home", path: "/", icon: .home)
  public static let talk = Section("Talk", path: "/talk", icon: .talk)
  public static let ideas = Section("Ideas", path: "/ideas", icon: .idea)
  public static let projects = Section("Projects", path: "/projects", icon: .project)
  public static let services = Section("Services", path: "/services", icon: .service)
  public static let people = Section("People", path: "/people", icon: .users)
  public static let groups = Section("Groups", path: "/groups", icon: .group)
}

/// A link in the foot of every page.
public struct FootLink: Sendable, Hashable {
  public let name: Phrase
  public let path: String

  public init(_ name: Phrase, path: String) {
    self.name = name
    self.path = path
  }

  public static let rules = FootLink("How we decide things", path: "/how-we-decide")
  public static let yourData = FootLink("Take your data with you", path: "/settings/data")
  public static let siteRules = FootLink("Rules", path: "/rules")
  public static let moderation = FootLink("What moderators did", path: "/moderation")
  public static let help = FootLink("Help", path: "/help")
  public static let accessibility = FootLink("Accessibility", path: "/accessibility")
  public static let privacy = FootLink("Privacy", path: "/privacy")
}
