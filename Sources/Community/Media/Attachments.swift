package import Commons
public import Doors
import Pages
import Pictures
import Storehouse

/// An uploaded picture or document: the row of `media` that a key points to.
public enum MediaFile {}

/// How long what is said about a file may be.
enum AttachmentText {
  static let longestAlt = 1500
}

/// An upload that is not on a post yet: the form it came with was not taken, or not sent again so far.
struct WaitingFile: Sendable {
  let id: Key<MediaFile>
  let isPicture: Bool
  let previewFile: String
  let title: String
  var alt: String
  /// Whether it is on a post that is being changed.
  var isOnPost = false
}

/// What came with a form: files that are kept already, and what is wrong with the others.
struct Uploads: Sendable {
  var files: [WaitingFile] = []
  /// What is on the post already and stays there, where one is being changed.
  var staying: [WaitingFile] = []
  var problems: [Refusal.Problem] = []

  var keys: [Key<MediaFile>] { files.map(\.id) }
  var all: [WaitingFile] { staying + files }

  /// - Throws: a `Refusal` with what is wrong; once, gently, for pictures that nobody described.
  func check(wasAsked: Bool) throws(Refusal) {
    guard problems.isEmpty else { throw Refusal(.invalid, problems) }
    guard !wasAsked else { return }
    let bare = files.filter { $0.isPicture && $0.alt.isEmpty }
    guard bare.isEmpty else {
      throw Refusal(
        .invalid,
        bare.map {
          Refusal.Problem(
            field: "alt-\($0.id)",
            "Say in a few words what the picture shows, for people who cannot see it. If you would rather not, send it as it is."
          )
        })
    }
  }
}

/// Receiving files with a form, and keeping them.
public struct Attachments: Sendable {
  let house: House
  static let mostPictures = 4

  public init(house: House) { self.house = house }

  /// Keeps the files of a form and finds those it brought earlier. What is wrong with a file is told with the form, so nothing is thrown for it.
  /// - Parameter staying: what is on the post already, where one is being changed.
  func receive(_ form: FormBody, by member: Key<Account>, beside staying: [WaitingFile] = []) async throws -> Uploads {
    var uploads = Uploads(staying: staying)
    let earlier = form.all("media").prefix(Self.mostPictures).compactMap { Key<MediaFile>($0) }.filter {
      !form.ticked("drop-\($0)")
    }
    uploads.files = try await house.store.read { tx in try AttachmentStore.waiting(earlier, of: member, in: tx) }
    for index in uploads.files.indices { uploads.files[index].alt = form["alt-\(uploads.files[index].id)"] }
    for number in 1...Self.mostPictures {
      for file in form.files("picture-\(number)") {
        await keep(file, field: "picture-\(number)", alt: form["alt-\(number)"], by: member, in: &uploads)
      }
    }
    for file in form.files("document") { await keep(file, field: "document", alt: "", by: member, in: &uploads) }
    for file in uploads.files where file.alt.count > AttachmentText.longestAlt {
      uploads.problems.append(
        Refusal.Problem(field: "alt-\(file.id)", "A description has at most \(AttachmentText.longestAlt) characters."))
    }
    let files = uploads.files
    if !files.isEmpty {
      _ = try await house.store.write { tx in
        for file in files {
          try AttachmentStore.setAlt(
            String(file.alt.prefix(AttachmentText.longestAlt)), of: file.id, owner: member, in: tx)
        }
      }
    }
    return uploads
  }

  private func keep(
    _ file: UploadedFile, field: String, alt: String, by member: Key<Account>, in uploads: inout Uploads
  ) async {
    do {
      let isDocument = file.bytes.starts(with: "%PDF-".utf8) || field == "document"
      guard uploads.all.isEmpty || (!isDocument && uploads.all.allSatisfy(\.isPicture)) else {
        throw Refusal.invalid(field, "A post can have up to four pictures or one PDF, not both.")
      }
      guard uploads.all.count < Self.mostPictures else {
        throw Refusal.invalid(field, "A post can have up to four pictures.")
      }
      let row = try await isDocument ? document(file) : picture(file, alt: alt)
      let id = try await insert(row, owner: member)
      uploads.files.append(
        WaitingFile(
          id: id, isPicture: row.isPicture, previewFile: row.smallFile ?? row.file, title: row.title, alt: alt))
    } catch let refusal as Refusal {
      uploads.problems += refusal.problems.map { Refusal.Problem(field: field, $0.words) }
    } catch {
      house.log("a file could not be kept: \(error)")
      uploads.problems.append(Refusal.Problem(field: field, "This file could not be kept just now. Try again."))
    }
  }

  private func insert(_ row: AttachmentStore.NewRow, owner: Key<Account>) async throws -> Key<MediaFile> {
    try await house.store.write { tx in
      let id = tx.mint(MediaFile.self)
      try AttachmentStore.insert(row, id: id, owner: owner, in: tx)
      return id
    }
  }

  /// Keeps one file by itself, before the post it will be on.
  /// - Throws: a `Refusal` when it is neither a picture nor a PDF, or too large.
  package func keep(_ file: UploadedFile, by member: Key<Account>) async throws -> Key<MediaFile> {
    let row = try await file.bytes.starts(with: "%PDF-".utf8) ? document(file) : picture(file, alt: "")
    return try await insert(row, owner: member)
  }

  private func document(_ file: UploadedFile) async throws -> AttachmentStore.NewRow {
    try PortableDocument.check(file.bytes)
    let name = MediaName(of: file.bytes, extension: "pdf")
    try await house.media.put(file.bytes, named: name)
    return AttachmentStore.NewRow(
      isPicture: false, file: name.text, smallFile: nil, title: Attachments.title(file.name), alt: "", width: 0,
      height: 0,
      byteCount: file.bytes.count, blurHash: nil, colour: nil)
  }

  private func picture(_ file: UploadedFile, alt: String) async throws -> AttachmentStore.NewRow {
    try await Attachments.kept(try await Picture.prepare(file.bytes), alt: alt, in: house.media)
  }

  /// Puts a prepared picture where files are kept.
  static func kept(_ picture: PreparedPicture, alt: String, in media: any MediaStore) async throws
    -> AttachmentStore.NewRow
  {
    let full = MediaName(of: picture.full.bytes, extension: "webp")
    let small = MediaName(of: picture.preview.bytes, extension: "webp")
    try await media.put(picture.full.bytes, named: full)
    try await media.put(picture.preview.bytes, named: small)
    return AttachmentStore.NewRow(
      isPicture: true, file: full.text, smallFile: small.text, title: "", alt: alt, width: picture.full.width,
      height: picture.full.height,
      byteCount: picture.full.bytes.count, blurHash: picture.blurHash, colour: picture.averageColour)
  }

  /// A file's name as its title: without folders, its extension and what cannot be shown.
  static func title(_ name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let plain = String(last.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.map(Character.init)).prefix(120)
    let stem = plain.lowercased().hasSuffix(".pdf") ? plain.dropLast(4) : plain
    return stem.isEmpty ? "PDF" : String(stem)
  }
}
