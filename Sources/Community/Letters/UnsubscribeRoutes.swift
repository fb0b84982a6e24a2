import Commons
public import Doors
public import Hummingbird
import Pages
import Secrets
import Storehouse

extension SignedToken.Purpose {
  static let unsubscribe = SignedToken.Purpose("unsubscribe")
}

/// Ending letters of one kind: by one POST from a mail program (RFC 8058), or by a person on a page. Needs no signing in.
public struct UnsubscribeRoutes: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  public func add(to router: Router<VisitorContext>) {
    router.get("/unsubscribe/{token}", use: ask)
    router.post("/unsubscribe/{token}", use: stop)
    router.get("/unsubscribed", use: { _, context in context.page(UnsubscribingPages.done(words: context.words)) })
  }

  /// The path that ends letters of `kind` for `account`. It holds for as long as the site's key does.
  static func path(_ account: Key<Account>, kind: String, key: SecretKey) -> String {
    "/unsubscribe/" + SignedToken.make("\(account)/\(kind)", for: .unsubscribe, until: nil, key: key)
  }

  @Sendable func ask(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    _ = try read(token, at: context.now)
    return context.page(UnsubscribingPages.ask(token: token, form: context.fresh()))
  }

  @Sendable func stop(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let (account, kind) = try read(context.parameters.require("token"), at: context.now)
    let form = try await FormBody(request)
    try await Letters.stop(kind, for: account, in: house.store)
    // A mail program's click must not be led elsewhere (RFC 8058 section 3.1).
    guard form["List-Unsubscribe"].isEmpty else { return context.page(UnsubscribingPages.done(words: context.words)) }
    return .see("/unsubscribed")
  }

  private func read(_ token: String, at now: Moment) throws -> (account: Key<Account>, kind: String) {
    let carried = try SignedToken.read(token, for: .unsubscribe, at: now, key: house.secret)
    let parts = carried.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let account = Key<Account>(String(parts[0])) else { throw Refusal.notFound }
    return (account, String(parts[1]))
  }
}

enum UnsubscribingPages {
  static func ask(token: String, form: FormState) -> Page {
    let words = form.words
    return Page(
      title: words("Stop these letters"),
      main: """
        <h1>\(words("Stop these letters"))</h1><section class="card stack"><p>\(words("You will get no more letters of this kind. Nothing else changes."))</p>
        \(form.start("/unsubscribe/\(token)"))\(form.button("Stop these letters"))\(form.end)</section>
        """, isUnlisted: true)
  }

  static func done(words: Words) -> Page {
    Page(
      title: words("These letters have stopped"),
      main: """
        <h1>\(words("These letters have stopped"))</h1><section class="card stack"><p>\(words("You will get no more letters of this kind."))</p>
        <p><a href="/settings/email">\(words("Choose which letters you get"))</a></p></section>
        """, isUnlisted: true)
  }
}
