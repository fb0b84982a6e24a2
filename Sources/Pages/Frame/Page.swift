public import Commons

/// What one page shows. The frame round it adds the head, the navigation, the columns and the foot.
///
/// `main` is what goes into the main column and starts with the `h1` (unless the hero has it): it brings no `wrap` or
/// `cols` of its own.
public struct Page: Sendable {
  /// How the page uses its width.
  public enum Layout: Sendable {
    /// A main column of two thirds, and beside it the aside (or air).
    case columns
    /// One column over the whole width: tables, maps.
    case wide
    /// Whatever `main` brings, from edge to edge.
    case bare
  }

  public var title: String
  public var description: String?
  /// Which part of the site this belongs to; nil takes it from the path.
  public var section: Section?
  public var layout: Layout
  /// The band over the page. Wrapped by the frame; made with `hero(…)`.
  public var hero: Markup?
  public var main: Markup
  public var aside: Markup?
  /// What a screen reader calls the aside.
  public var asideName: Phrase
  public var feeds: [Feed]
  /// Modules that this page needs beyond `forms` (and `live` for members): `["compose"]`.
  public var modules: [Module]
  /// False where somebody writes at length: nothing new is announced there, and the page is lighter by the script that would.
  public var hearsNews: Bool
  /// What is wrong in the form on this page: shown in a summary above everything else, and “Error: ” in the title.
  public var problems: [Refusal.Problem]
  /// Put before the names of fields to make the ids of the form that `problems` are about (`FormState.idPrefix`).
  public var problemPrefix: String
  /// The path that this page is best known by, when it is not its own.
  public var canonical: String?
  /// Whether search engines are asked to leave the page out.
  public var isUnlisted: Bool
  /// A picture for other sites that show a link to this page: its path.
  public var picture: String?

  public init(
    title: String, description: String? = nil, section: Section? = nil, layout: Layout = .columns, hero: Markup? = nil,
    main: Markup,
    aside: Markup? = nil, asideName: Phrase = "More", feeds: [Feed] = [], modules: [Module] = [],
    hearsNews: Bool = true,
    problems: [Refusal.Problem] = [],
    problemPrefix: String = "", canonical: String? = nil, isUnlisted: Bool = false, picture: String? = nil
  ) {
    self.title = title
    self.description = description
    self.section = section
    self.layout = layout
    self.hero = hero
    self.main = main
    self.aside = aside
    self.asideName = asideName
    self.feeds = feeds
    self.modules = modules
    self.hearsNews = hearsNews
    self.problems = problems
    self.problemPrefix = problemPrefix
    self.canonical = canonical
    self.isUnlisted = isUnlisted
    self.picture = picture
  }
}

/// A feed that a reader program can follow.
public struct Feed: Sendable {
  public let title: String
  public let path: String

  /// An Atom feed.
  public init(_ title: String, path: String) {
    self.title = title
    self.path = path
  }
}

/// One of the small scripts that add to a page; every page works without them.
public enum Module: String, Sendable, CaseIterable { case forms, live, compose, push }

/// A coloured band over a page, with its `h1`.
public enum HeroColour: Sendable { case violet, teal, amber }

/// The band over a page.
/// - Parameter hasTabs: whether its last part is `tabs(…)`, which then stand on the lower edge.
public func hero(_ colour: HeroColour = .violet, hasTabs: Bool = false, _ content: Markup) -> Markup {
  let hue: Markup =
    switch colour {
    case .violet: .empty
    case .teal: " teal-hero"
    case .amber: " amber-hero"
    }
  return "<div class=\"hero\(hue)\(if: hasTabs, " tabbed")\"><div class=\"wrap\">\(content)</div></div>\n"
}
