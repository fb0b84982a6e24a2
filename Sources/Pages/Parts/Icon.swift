/// The small pictures of the sprite `icons.svg`.
public enum Icon: Int, Sendable, CaseIterable {
  case home, talk, idea, project, service, search, inbox, bell, plus, reply, heart, share, save, check, clock, pin,
    users, doc, chart, shield
  case calendar, quote, globe, flag, lock, edit, trash, mail, settings, file, image, mute, user, organisation, group,
    link, more, close, moon, sun
  case question, star, eye, hidden, download, exit, arrow, tick, warning, pinned, topic, key, list
}

extension Icon {
  /// Its name in the sprite.
  var name: String { String(describing: self) }

  // A page has a hundred of them, so each is written once and then copied.
  fileprivate static let drawn: [Markup] = allCases.map {
    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"\(Assets.icons.path)#\($0.name)\"/></svg>"
  }
}

/// An icon beside words that say the same.
public func icon(_ icon: Icon) -> Markup { Icon.drawn[icon.rawValue] }

/// An icon that stands alone, with the words it stands for.
public func icon(_ icon: Icon, meaning words: String) -> Markup {
  "<svg class=\"icon\" role=\"img\" aria-label=\"\(words)\"><use href=\"\(Assets.icons.path)#\(icon.name)\"/></svg>"
}
