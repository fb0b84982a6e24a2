public import Commons
import Storehouse

/// Where a home page's posts come from: someone's first posts and shares, a group's, or a topic's.
public enum TimelineSource: Sendable, Hashable {
  case account(Key<Account>), space(Key<Space>), topic(Int64)
}

/// Reads the newest posts of many sources without reading all of any: the sources that posted last are found by a number kept on each, and
/// from each of those only as many posts as a page holds are read, by index. The cost depends on how many one follows, not on how much was written.
enum Timeline {
  /// The newest keys of first posts and shares below `before`, from sources given in order of their latest post.
  static func newest(from sources: [TimelineSource], before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    guard !sources.isEmpty else { return [] }
    let parts = sources.prefix(limit).map { source -> Query in
      switch source {
      case .account(let id):
        """
        SELECT * FROM (SELECT id FROM post WHERE author_id = \(id) AND parent_id IS NULL AND id < \(before) ORDER BY id DESC LIMIT \(limit)) x
        """
      case .space(let id):
        """
        SELECT * FROM (SELECT id FROM post WHERE space_id = \(id) AND parent_id IS NULL AND id < \(before) ORDER BY id DESC LIMIT \(limit)) x
        """
      case .topic(let id):
        """
        SELECT * FROM (SELECT post_id AS id FROM post_topic WHERE topic_id = \(id) AND post_id < \(before) ORDER BY post_id DESC LIMIT \(limit)) x
        """
      }
    }
    return try tx.all("SELECT DISTINCT id FROM (\(Query.joined(parts, separator: " UNION ALL "))) y ORDER BY id DESC LIMIT \(limit)") { row in
      try row.take()
    }
  }
}
