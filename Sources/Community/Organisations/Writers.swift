import Commons
import Storehouse

/// Who held the pen of what an organisation says: known to those who belong to it and to the stewards of the site, and to nobody else.
enum Writers {
  /// The same cards, with the writer's handle on those whose writer the viewer may know.
  static func named(_ cards: [PostCard], for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    guard let viewer,
      cards.contains(where: {
        $0.writer != $0.author.id || ($0.shared.map { $0.card.writer != $0.card.author.id } ?? false)
      })
    else {
      return cards
    }
    let ids = cards.flatMap { card in [card.id] + (card.shared.map { [$0.card.id] } ?? []) }
    let found = try tx.all(
      """
      SELECT p.id, w.handle FROM post p JOIN account w ON w.id = p.writer_id
      WHERE p.id \(anyOf: ids) AND p.writer_id <> p.author_id AND w.standing <> 3
        AND (EXISTS (SELECT 1 FROM organisation_member m WHERE m.organisation_id = p.author_id AND m.person_id = \(viewer) AND m.state = 0)
          OR p.author_id = \(viewer) OR EXISTS (SELECT 1 FROM account v WHERE v.id = \(viewer) AND v.role = 2))
      """
    ) { row in (try row.take() as Key<Post>, try row.take() as Handle) }
    guard !found.isEmpty else { return cards }
    let byPost = Dictionary(found, uniquingKeysWith: { first, _ in first })
    return cards.map { card in
      var card = card
      card.writtenBy = byPost[card.id]
      if var shared = card.shared?.card, let handle = byPost[shared.id] {
        shared.writtenBy = handle
        card.shared = PostCard.Shared(shared)
      }
      return card
    }
  }
}
