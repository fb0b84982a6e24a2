import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Pages
import Storehouse

/// Handing out files: only to whoever may see a post that has them.
public struct MediaRoutes: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) { router.get("/media/{file}", use: file) }

  @Sendable func file(_ request: Request, _ context: VisitorContext) async throws -> Response {
    guard let name = MediaName(try context.parameters.require("file")) else { throw Refusal.notFound }
    let viewer = context.viewer
    let found = try await house.store.read { tx in try AttachmentStore.find(name.text, for: viewer, in: tx) }
    guard let found else { throw Refusal.notFound }
    var headers: HTTPFields = [.contentType: MediaRoutes.type(of: name), .xContentTypeOptions: "nosniff"]
    // The name is a digest of the bytes: what a browser has kept is still right. Private: another person may not be allowed to see it.
    headers[.cacheControl] = "private, max-age=31536000, immutable"
    headers[.eTag] = "\"\(name.text.prefix(32))\""
    headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers[.contentDisposition] =
      found.isPicture
      ? "inline; filename=\"\(name.text)\""
      : "attachment; filename=\"document.pdf\"; filename*=UTF-8''\(Link.encoded(found.title)).pdf"
    if request.headers[.ifNoneMatch] == headers[.eTag] { return Response(status: .notModified, headers: headers) }
    guard let bytes = try await house.media.get(name) else { throw Refusal.notFound }
    return Response(status: .ok, headers: headers, body: ResponseBody(bytes: bytes))
  }

  private static func type(of name: MediaName) -> String {
    switch name.fileExtension {
    case "webp": "image/webp"
    case "pdf": "application/pdf"
    default: "application/octet-stream"
    }
  }
}
