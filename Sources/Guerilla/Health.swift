import Commons
import Doors
import Hummingbird
import NIOCore
import Storehouse

/// What machines ask: is it alive, is it ready, how is it doing.
struct Health: Sendable {
  let program: Program

  func add(to router: Router<VisitorContext>) {
    // Nothing but "ok": this is also the fixed reference that benchmarks are measured against.
    router.get("/health/live") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: "ok")))
    }
    router.get("/health/ready") { _, _ in await ready() }
    router.get("/metrics") { _, context in try metrics(context) }
  }

  private func ready() async -> Response {
    do {
      let answer: Int? = try await program.house.store.read { tx in try tx.value("SELECT 1") }
      guard answer == 1 else { return text("not ready", .serviceUnavailable) }
      return text("ready", .ok)
    } catch {
      return text("not ready", .serviceUnavailable)
    }
  }

  private func metrics(_ context: VisitorContext) throws -> Response {
    var response = text(program.measures.prometheus(), .ok)
    response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
    return response
  }

  private func text(_ words: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: words)))
  }
}
