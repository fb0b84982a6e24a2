import Commons
import Community
import Doors
import Pages
import Storehouse

/// Pictures and documents on their way to a status.
enum MediaOperations {
  private static let parts: [Operation.Parameter] = [
    .upload("file", "A picture or a PDF.", required: true),
    .string("description", "What it shows, for those who cannot see it."),
    .string("focus", "Two numbers from -1 to 1 with a comma between."), .upload("thumbnail"),
  ]

  static let all: [Operation] = [
    Operation(
      .post, "/api/v2/media", .member("write:media"), "Upload a picture or a document.", parts,
      .entity("MediaAttachment"), run: upload),
    Operation(
      .post, "/api/v1/media", .member("write:media"), "The same, as older apps ask for it.", parts,
      .entity("MediaAttachment"), run: upload),
    Operation(
      .get, "/api/v1/media/{id}", .member("write:media"), "An upload that is on no status yet.", [],
      .entity("MediaAttachment")
    ) { call in try await reply(call.key(), call) },
    Operation(
      .put, "/api/v1/media/{id}", .member("write:media"), "Describe an upload.",
      [.string("description"), .string("focus"), .upload("thumbnail")], .entity("MediaAttachment")
    ) { call in
      let id = try call.key(of: MediaFile.self)
      _ = try await reply(id, call)
      try await describe(id, call)
      return try await reply(id, call)
    },
    Operation(
      .delete, "/api/v1/media/{id}", .member("write:media"), "Take an upload back that is on no status.", [], .nothing
    ) { call in
      let id = try call.key(of: MediaFile.self)
      let member = try call.member.id
      try await call.house.store.write { tx in
        guard try AttachmentStore.discardWaiting(id, owner: member, in: tx) else { throw Refusal.notFound }
      }
      return .empty
    },
  ]

  @Sendable private static func upload(_ call: Call) async throws -> Reply {
    guard let file = call.input.file("file") else { throw Refusal.invalid("file", "Send a picture or a PDF.") }
    let id = try await Attachments(house: call.house).keep(file, by: call.member.id)
    try await describe(id, call)
    return try await reply(id, call)
  }

  private static func describe(_ id: Key<MediaFile>, _ call: Call) async throws {
    let member = try call.member.id
    let words = call.input.text("description")
    let focus = try focus(call.input)
    if let words, words.count > 1500 {
      throw Refusal.invalid("description", "A description has at most 1500 characters.")
    }
    guard words != nil || focus != nil else { return }
    try await call.house.store.write { tx in
      if let words { try AttachmentStore.setAlt(words, of: id, owner: member, in: tx) }
      if let focus { try AttachmentStore.setFocus(focus.x, focus.y, of: id, owner: member, in: tx) }
    }
  }

  private static func focus(_ input: Input) throws(Refusal) -> (x: Double, y: Double)? {
    let typed = input["focus"]
    guard !typed.isEmpty else { return nil }
    let parts = typed.split(separator: ",").compactMap { Double(Input.trimmed(String($0))) }
    guard parts.count == 2, parts.allSatisfy({ (-1...1).contains($0) }) else {
      throw Refusal.invalid("focus", "The focus is two numbers from -1 to 1.")
    }
    return (parts[0], parts[1])
  }

  private static func reply(_ id: Key<MediaFile>, _ call: Call) async throws -> Reply {
    let member = try call.member.id
    let file = try await call.house.store.read { tx in try AttachmentStore.attachment(id, owner: member, in: tx) }
    guard let file else { throw Refusal.notFound }
    return Reply.json { $0.attachment(file, Writing(call)) }
  }
}
