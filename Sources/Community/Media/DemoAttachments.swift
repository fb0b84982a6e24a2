public import Commons
public import Doors
import Pictures
public import Storehouse

/// Pictures of a demonstration: kept before its posts are written, in one transaction, and put on them there.
public enum DemoAttachments {
  /// A picture that is kept, and not on a post yet.
  public struct Picture: Sendable {
    let row: AttachmentStore.NewRow
  }

  /// - Parameter drawings: image files by name.
  public static func keep(_ drawings: [String: [UInt8]], in house: House) async throws -> [String: Picture] {
    var kept: [String: Picture] = [:]
    for (name, bytes) in drawings.sorted(by: { $0.key < $1.key }) {
      kept[name] = Picture(
        row: try await Attachments.kept(try await Pictures.Picture.prepare(bytes), alt: "", in: house.media))
    }
    return kept
  }

  public static func attach(
    _ pictures: [(Picture, alt: String)], to post: Key<Post>, by owner: Key<Account>, in tx: WriteTx
  ) throws {
    var ids: [Key<MediaFile>] = []
    for (picture, alt) in pictures {
      let id = tx.mint(MediaFile.self)
      try AttachmentStore.insert(picture.row, id: id, owner: owner, in: tx)
      try AttachmentStore.setAlt(alt, of: id, owner: owner, in: tx)
      ids.append(id)
    }
    try AttachmentStore.attach(ids, to: post, by: owner, in: tx)
  }
}
