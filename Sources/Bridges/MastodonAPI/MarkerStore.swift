import Commons
import Community
import Storehouse

/// How far somebody has read in a timeline, on whatever device: the row of `reading_place`.
struct Marker: Sendable {
  let timeline: String
  let lastRead: Key<Post>
  /// Grows with every change.
  let version: Int
  let at: Moment
}

enum MarkerStore {
  static let timelines = ["home", "notifications"]

  static func markers(_ timelines: [String], of reader: Key<Account>, in tx: ReadTx) throws -> [Marker] {
    let found = try tx.all(
      "SELECT timeline, last_read_id, version, at FROM reading_place WHERE account_id = \(reader) ORDER BY timeline"
    ) { row in
      Marker(timeline: try row.take(), lastRead: try row.take(), version: try row.take(), at: try row.take())
    }
    return found.filter { timelines.contains($0.timeline) }
  }

  /// - Parameter version: the version that is changed; nil is whichever it is.
  /// - Returns: whether it was that version still.
  static func set(
    _ timeline: String, to lastRead: Key<Post>, over version: Int?, of reader: Key<Account>, in tx: WriteTx
  ) throws -> Bool {
    if let version, version > 0 {
      return try tx.run(
        """
        UPDATE reading_place SET last_read_id = \(lastRead), version = version + 1, at = \(tx.now)
        WHERE account_id = \(reader) AND timeline = \(timeline) AND version = \(version)
        """) == 1
    }
    // Version 0 is a marker that is not there yet.
    let isNew: Query = version == nil ? "TRUE" : "FALSE"
    return try tx.run(
      """
      INSERT INTO reading_place (account_id, timeline, last_read_id, version, at)
      VALUES (\(reader), \(timeline), \(lastRead), 1, \(tx.now))
      ON CONFLICT (account_id, timeline) DO UPDATE
        SET last_read_id = excluded.last_read_id, version = reading_place.version + 1, at = excluded.at WHERE \(isNew)
      """) == 1
  }
}
