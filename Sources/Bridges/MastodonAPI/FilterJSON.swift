import Commons
import Community
import Pages

extension JSON {
  /// The members of a Filter, without its words and posts.
  mutating func members(of filter: WordFilter) {
    field("id", filter.id)
    field("title", filter.title)
    name("context")
    array(FilterContext.allCases.filter { filter.holds(in: $0) }) { $0.value(String(describing: $1)) }
    field("expires_at", filter.endsAt)
    field("filter_action", String(describing: filter.action))
  }

  /// A whole Filter.
  mutating func filter(_ filter: WordFilter) {
    object {
      $0.members(of: filter)
      $0.field("keywords", each: filter.words) { $0.filterWord($1) }
      $0.field("statuses", each: filter.posts) { $0.filterPost($1) }
    }
  }

  mutating func filterWord(_ word: WordFilter.Word) {
    object {
      $0.field("id", word.id)
      $0.field("keyword", word.word)
      $0.field("whole_word", word.isWhole)
    }
  }

  mutating func filterPost(_ listed: WordFilter.Listed) {
    object {
      $0.field("id", listed.id)
      $0.field("status_id", listed.post)
    }
  }
}
