import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Pages

/// Where somebody chooses whether this browser tells them what is new. Behind the threshold.
public struct PushRoutes: Sendable {
  let house: House
  private var pushing: BrowserPushing { BrowserPushing(house: house) }

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/settings/push") { _, context in context.page(try await page(context, context.fresh())) }
    members.post("/settings/push") { request, context -> Response in
      let form = try await FormBody(request)
      return try await context.mending(form) {
        try await page(context, $0)
      } work: {
        try await pushing.start(
          endpoint: form["endpoint"], key: form["p256dh"], secret: form["auth"], by: context.member)
        return .see("/settings/push")
      }
    }
    members.post("/settings/push/remove") { _, context -> Response in
      try await pushing.stop(context.member.session)
      return .see("/settings/push")
    }
  }

  private func page(_ context: MemberContext, _ form: FormState) async throws -> Page {
    let isOn = try await pushing.isOn(context.member.session)
    return PushPages.page(key: VAPIDKey.publicKey(of: house), isOn: isOn, form: form)
  }
}
