import Commons
import Storehouse

/// What someone asked and chose in checks.
enum CheckExport {
  private struct Asked: Encodable {
    let post: String, ends: String, severalChoices: Bool, numbersHiddenUntilTheEnd: Bool, people: Int
    var options: [Option] = []
    struct Option: Encodable { let words: String, votes: Int }
  }

  static func checks(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    let now = try tx.all(
      """
      SELECT c.post_id, c.ends_at, c.is_multiple, c.hides_totals, c.voter_count FROM post_check c JOIN post p ON p.id = c.post_id
      WHERE p.author_id = \(id) OR p.writer_id = \(id) ORDER BY c.post_id
      """
    ) { row in
      let post: Key<Post> = try row.take()
      return (
        post,
        Asked(
          post: "/posts/\(post)", ends: (try row.take() as Moment).iso8601, severalChoices: try row.take(),
          numbersHiddenUntilTheEnd: try row.take(), people: try row.take())
      )
    }
    let asked = try now.map { post, asked in
      var asked = asked
      asked.options = try tx.all(
        "SELECT words, vote_count FROM check_option WHERE post_id = \(post) ORDER BY position"
      ) { row in Asked.Option(words: try row.take(), votes: try row.take()) }
      return asked
    }
    let votes = try tx.all(
      """
      SELECT v.post_id, o.words, v.at FROM check_vote v JOIN check_option o ON o.post_id = v.post_id AND o.position = v.position
      WHERE v.account_id = \(id) ORDER BY v.at, v.post_id, v.position
      """
    ) { row in
      ["/posts/\(try row.take() as Key<Post>)", try row.take() as String, (try row.take() as Moment).iso8601]
    }
    return (asked.isEmpty ? [] : [ExportFile("checks.json", try JSONText.pretty(asked))])
      + (votes.isEmpty ? [] : [ExportFile("check-votes.csv", csvFile(["post", "choice", "at"], votes))])
  }
}
