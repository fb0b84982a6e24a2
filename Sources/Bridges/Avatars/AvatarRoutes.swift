import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Pages
import Pictures
import Secrets
import Storehouse

/// Drawn faces as pictures, for programs that show no pages: `/avatars/{id}.png`, and what stands above a profile.
///
/// Open to everyone, because apps fetch pictures without a token: nothing here tells of anybody whom a visitor may not meet.
public struct AvatarRoutes: Sendable {
  let house: House
  // Drawing costs milliseconds, and many people share one face: the drawing itself is the name it is kept by, and so no version of
  // the store says more.
  private let drawn = Recent<[UInt8], [UInt8]>(most: 2 << 20, shelfLife: .days(1))

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) { router.get("/avatars/{file}", use: picture) }

  /// Six times the size of the drawing is 240 pixels a side.
  private static let scale = 6.0

  @Sendable private func picture(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let file = try context.parameters.require("file")
    guard file.hasSuffix(".png") else { throw Refusal.notFound }
    switch file.dropLast(4) {
    case "header": return try await answer(bandDrawing, scale: 1, to: request)
    case "group": return try await answer(groupDrawing, scale: Self.scale, to: request)
    case let name:
      guard let id = Key<Account>(String(name)) else { throw Refusal.notFound }
      let account = try await house.store.read { tx in try AccountStore.find(id.value, for: nil, in: tx) }
      guard let account else { throw Refusal.notFound }
      return try await answer(avatarDrawing(id: id.value, name: account.name), scale: Self.scale, to: request)
    }
  }

  private func answer(_ drawing: Markup, scale: Double, to request: Request) async throws -> Response {
    let tag = "\"\(Digest.hex(Digest.sha256(drawing.bytes)).prefix(32))\""
    var headers: HTTPFields = [
      .contentType: "image/png", .cacheControl: "public, max-age=86400", .xContentTypeOptions: "nosniff",
    ]
    headers[.eTag] = tag
    headers[.accessControlAllowOrigin] = "*"
    if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
    let now = house.now
    let bytes: [UInt8]
    if let known = drawn.value(of: drawing.bytes, version: 0, at: now) {
      bytes = known
    } else {
      bytes = try await Picture.png(drawing: drawing.bytes, scale: scale)
      drawn.keep(bytes, as: drawing.bytes, cost: bytes.count, version: 0, at: now)
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(bytes: bytes))
  }
}
