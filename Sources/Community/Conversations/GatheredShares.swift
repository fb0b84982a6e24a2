import Commons

/// Several shares of one post in a list: it stands there once, where it was shared last, and says who shared it.
enum GatheredShares {
  /// - Parameter cards: newest first.
  static func of(_ cards: [PostCard]) -> [PostCard] {
    var places: [Key<Post>: Int] = [:]
    var kept: [PostCard] = []
    kept.reserveCapacity(cards.count)
    for card in cards {
      let shown = card.shared?.card.id ?? card.id
      guard let place = places[shown] else {
        places[shown] = kept.count
        kept.append(card)
        continue
      }
      if card.shared != nil { kept[place].alsoSharedBy.append(card.author) }
    }
    return kept
  }
}
