package import Commons
package import Storehouse

/// Rows of uploaded pictures and documents.
package enum AttachmentStore {
  struct NewRow: Sendable {
    let isPicture: Bool
    let file: String
    let smallFile: String?
    let title: String
    let alt: String
    let width: Int
    let height: Int
    let byteCount: Int
    let blurHash: String?
    let colour: String?
  }

  static func insert(_ row: NewRow, id: Key<MediaFile>, owner: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO media (id, owner_id, kind, file, small_file, title, alt, width, height, bytes, blurhash, colour, uploaded_at)
      VALUES (\(id), \(owner), \(row.isPicture ? 1 : 2), \(row.file), \(row.smallFile), \(row.title), \(row.alt), \(row.width), \(row.height),
        \(row.byteCount), \(row.blurHash), \(row.colour), \(tx.now))
      """)
  }

  /// Those of these uploads that are the owner's and not on a post yet, in the order given.
  static func waiting(_ ids: [Key<MediaFile>], of owner: Key<Account>, in tx: ReadTx) throws -> [WaitingFile] {
    guard !ids.isEmpty else { return [] }
    let found = try tx.all(
      "SELECT id, kind, file, small_file, title, alt FROM media WHERE id \(anyOf: ids) AND owner_id = \(owner) AND post_id IS NULL"
    ) { row in
      let id: Key<MediaFile> = try row.take()
      let kind: Int = try row.take()
      let file: String = try row.take()
      let small: String? = try row.take()
      return WaitingFile(
        id: id, isPicture: kind == 1, previewFile: small ?? file, title: try row.take(), alt: try row.take())
    }
    return ids.compactMap { id in found.first { $0.id == id } }
  }

  package static func setAlt(_ alt: String, of id: Key<MediaFile>, owner: Key<Account>, in tx: WriteTx) throws {
    try tx.run("UPDATE media SET alt = \(alt) WHERE id = \(id) AND owner_id = \(owner) AND post_id IS NULL")
  }

  package static func setFocus(_ x: Double, _ y: Double, of id: Key<MediaFile>, owner: Key<Account>, in tx: WriteTx)
    throws
  {
    try tx.run("UPDATE media SET focus_x = \(x), focus_y = \(y) WHERE id = \(id) AND owner_id = \(owner)")
  }

  /// The owner's upload, on a post or not.
  package static func attachment(_ id: Key<MediaFile>, owner: Key<Account>, in tx: ReadTx) throws -> Attachment? {
    try tx.first(
      """
      SELECT id, kind, file, small_file, title, alt, width, height, bytes, blurhash, focus_x, focus_y FROM media
      WHERE id = \(id) AND owner_id = \(owner)
      """, attachment)
  }

  static func attachment(_ row: inout Row) throws -> Attachment {
    let id: Key<MediaFile> = try row.take()
    let kind: Int = try row.take()
    return Attachment(
      id: id, isPicture: kind == 1, file: try row.take(), smallFile: try row.take(), title: try row.take(),
      alt: try row.take(), width: try row.take(), height: try row.take(), byteCount: try row.take(),
      blurHash: try row.take(), focusX: try row.take(), focusY: try row.take())
  }

  /// Takes out an upload that is on no post.
  package static func discardWaiting(_ id: Key<MediaFile>, owner: Key<Account>, in tx: WriteTx) throws -> Bool {
    guard try tx.exists("SELECT 1 FROM media WHERE id = \(id) AND owner_id = \(owner) AND post_id IS NULL") else {
      return false
    }
    try discard("id = \(id)", in: tx)
    return true
  }

  /// Puts uploads on the post they were sent with.
  /// - Throws: a `Refusal` when one of them is not there any more.
  static func attach(
    _ ids: [Key<MediaFile>], to post: Key<Post>, from first: Int = 0, by owner: Key<Account>, in tx: WriteTx
  ) throws {
    guard !ids.isEmpty else { return }
    for (position, id) in ids.enumerated() {
      let moved = try tx.run(
        "UPDATE media SET post_id = \(post), position = \(first + position) WHERE id = \(id) AND owner_id = \(owner) AND post_id IS NULL"
      )
      guard moved == 1 else { throw Refusal.conflict("One of the files is not here any more. Choose it again.") }
    }
    try tx.run("UPDATE post SET has_media = TRUE WHERE id = \(post)")
  }

  /// What the pictures of a post are described as from now on.
  static func describe(_ alts: [Key<MediaFile>: String], of post: Key<Post>, in tx: WriteTx) throws {
    for (id, alt) in alts.sorted(by: { $0.key < $1.key }) {
      try tx.run("UPDATE media SET alt = \(alt) WHERE id = \(id) AND post_id = \(post)")
    }
  }

  /// What is on a post, in its order.
  static func files(of post: Key<Post>, in tx: ReadTx) throws -> [WaitingFile] {
    try tx.all(
      "SELECT id, kind, file, small_file, title, alt FROM media WHERE post_id = \(post) ORDER BY position"
    ) { row in
      let id: Key<MediaFile> = try row.take()
      let kind: Int = try row.take()
      let file: String = try row.take()
      let small: String? = try row.take()
      return WaitingFile(
        id: id, isPicture: kind == 1, previewFile: small ?? file, title: try row.take(), alt: try row.take(),
        isOnPost: true)
    }
  }

  /// Changes what is on a post: descriptions, files taken out for good, and files added.
  static func change(_ files: Revision.Files, of post: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws {
    try describe(files.alts, of: post, in: tx)
    if !files.dropped.isEmpty { try discard("post_id = \(post) AND id \(anyOf: files.dropped)", in: tx) }
    let last: Int? = try tx.value("SELECT max(position) FROM media WHERE post_id = \(post)")
    try attach(files.added, to: post, from: (last ?? -1) + 1, by: member, in: tx)
    let left = try AttachmentStore.files(of: post, in: tx)
    // Two who add at once: together it may be too much.
    guard left.count <= Attachments.mostPictures, left.allSatisfy(\.isPicture) || left.count == 1 else {
      throw Refusal.conflict("A post can have up to four pictures or one PDF, not both.")
    }
    if left.isEmpty { try tx.run("UPDATE post SET has_media = FALSE WHERE id = \(post)") }
  }

  /// Takes the files off a post; the job takes them off the disk, once no other row names them.
  static func discard(of post: Key<Post>, in tx: WriteTx) throws { try discard("post_id = \(post)", in: tx) }

  static func discard(_ condition: Query, in tx: WriteTx) throws {
    let files: [String] = try tx.all(
      "SELECT file FROM media WHERE \(condition) UNION SELECT small_file FROM media WHERE \(condition) AND small_file IS NOT NULL"
    ) { row in try row.take() }
    guard !files.isEmpty else { return }
    try tx.run("DELETE FROM media WHERE \(condition)")
    try tx.enqueue(Job(kind: MediaRoom.discarding, payload: files.joined(separator: " ")))
  }

  /// Uploads that never came onto a post; not those that are somebody's picture.
  static func discardForgotten(before: Moment, in tx: WriteTx) throws {
    let ids: [Key<MediaFile>] = try tx.all(
      """
      SELECT m.id FROM media m JOIN account a ON a.id = m.owner_id WHERE m.post_id IS NULL AND m.uploaded_at < \(before)
        AND (a.picture IS NULL OR a.picture NOT IN ('/pictures/' || m.file, '/media/' || m.file, '/pictures/' || COALESCE(m.small_file, ''),
          '/media/' || COALESCE(m.small_file, '')))
      ORDER BY m.uploaded_at LIMIT 200
      """
    ) { row in try row.take() }
    if !ids.isEmpty { try discard("id \(anyOf: ids)", in: tx) }
  }

  /// Whether any row still names a file.
  static func isNamed(_ file: String, in tx: ReadTx) throws -> Bool {
    if try tx.exists("SELECT 1 FROM media WHERE file = \(file)") { return true }
    if try tx.exists("SELECT 1 FROM media WHERE small_file = \(file)") { return true }
    if try tx.exists("SELECT 1 FROM account WHERE header = \("/pictures/" + file)") { return true }
    return try tx.exists("SELECT 1 FROM account WHERE picture IN (\("/pictures/" + file), \("/media/" + file))")
  }

  // MARK: Who may see a file

  struct Found: Sendable {
    let isPicture: Bool
    let title: String
  }

  /// A file by its name, if the viewer may see a post that has it, uploaded it themselves, or it is somebody's picture.
  static func find(_ file: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Found? {
    // Two searches, each by its index, rather than one that asks for either name.
    for column: Query in ["m.file", "m.small_file"] {
      let found = try tx.first(
        """
        SELECT m.kind, m.title FROM media m JOIN post p ON p.id = m.post_id JOIN account a ON a.id = p.author_id
        WHERE \(column) = \(file) AND p.state = 0 AND \(Visibility.of(viewer)) LIMIT 1
        """, found)
      if let found { return found }
      let own = try tx.first(
        """
        SELECT m.kind, m.title FROM media m JOIN account o ON o.id = m.owner_id WHERE \(column) = \(file) AND o.standing <> 3
          AND (\(isOwner(viewer)) OR (m.post_id IS NULL AND o.picture IN ('/media/' || m.file, '/media/' || m.small_file))) LIMIT 1
        """, self.found)
      if let own { return own }
    }
    let isFace = try tx.exists(
      "SELECT 1 FROM account WHERE picture IN (\("/pictures/" + file), \("/media/" + file)) AND standing <> 3")
    return isFace ? Found(isPicture: true, title: "") : nil
  }

  private static func found(_ row: inout Row) throws -> Found {
    let kind: Int = try row.take()
    return Found(isPicture: kind == 1, title: try row.take())
  }

  private static func isOwner(_ viewer: Key<Account>?) -> Query {
    if let viewer { "m.owner_id = \(viewer)" } else { "FALSE" }
  }
}
