import Commons
import Doors
import Hummingbird
import NIOCore
import Pages

/// The stylesheet, scripts and pictures of the site: compressed once, kept by browsers for ever because a changed file has another name.
struct AssetRoutes: Sendable {
  private let compressed: [String: [UInt8]]

  init() {
    compressed = Dictionary(uniqueKeysWithValues: Assets.all.map { ($0.name, Gzip.compress($0.bytes, level: 9)) })
  }

  func add(to router: Router<VisitorContext>) {
    router.get("/assets/{name}") { request, context in try asset(request, context) }
    router.get("/worker.js") { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: Assets.worker.contentType, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
        ], body: ResponseBody(bytes: Assets.worker.bytes))
    }
    router.get("/favicon.ico") { _, _ in Response.moved(to: Assets.logo.path) }
    router.get("/robots.txt") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(
          byteBuffer: ByteBuffer(string: "User-agent: *\nDisallow: /search\nDisallow: /settings\nDisallow: /health\n")))
    }
  }

  private func asset(_ request: Request, _ context: VisitorContext) throws -> Response {
    guard let (asset, isCurrent) = Assets.file(named: try context.parameters.require("name")) else {
      return Response(status: .notFound)
    }
    var headers: HTTPFields = [
      .contentType: asset.contentType, .xContentTypeOptions: "nosniff", .vary: "Accept-Encoding",
    ]
    headers[.cacheControl] = isCurrent ? "public, max-age=31536000, immutable" : "no-cache"
    if request.headers[.acceptEncoding]?.contains("gzip") == true, let small = compressed[asset.name],
      small.count < asset.bytes.count
    {
      headers[.contentEncoding] = "gzip"
      return Response(status: .ok, headers: headers, body: ResponseBody(bytes: small))
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(bytes: asset.bytes))
  }
}
