import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Pages
import Storehouse

/// Letting apps in and shutting them out: pages for people, behind the threshold.
public struct ConsentRoutes: Sendable {
  let apps: Apps

  public init(house: House) { apps = Apps(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    router.get("/oauth/authorize", use: ask)
    let members = router.group(context: MemberContext.self)
    members.post("/oauth/authorize", use: answer)
    members.get("/settings/apps") { _, context in
      let found = try await apps.letIn(by: context.member.id)
      return context.page(ConsentPages.letIn(found, words: context.words, now: context.now))
    }
    members.post("/settings/apps/{id}/remove") { _, context -> Response in
      try await apps.shutOut(context.parameters.key("id"), by: context.member.id)
      return .see("/settings/apps")
    }
  }

  /// Why an app is not let in: what a person is told, or what the app is told at its address.
  private enum Refused: Error {
    case person(Phrase)
    case app(redirectURI: String, code: String, state: String)
  }

  /// - Throws: a `Refused`. An address that the app has not registered is never led to (RFC 6749 section 3.1.2.4).
  private func asking(_ value: (String) -> String) async throws -> Apps.Asking {
    guard let app = try await apps.app(clientID: value("client_id")) else {
      throw Refused.person("The app is not known here. It has to register first.")
    }
    let asked = value("redirect_uri")
    let redirect = asked.isEmpty && app.redirectURIs.count == 1 ? app.redirectURIs.first ?? "" : asked
    guard app.redirectURIs.contains(redirect) else {
      throw Refused.person("The app asks to send you to an address that it has not registered.")
    }
    let state = value("state")
    guard value("response_type") == "code" else {
      throw Refused.app(redirectURI: redirect, code: "unsupported_response_type", state: state)
    }
    guard let scopes = Scopes(asked: value("scope").isEmpty ? "read" : value("scope")), app.scopes.holds(scopes) else {
      throw Refused.app(redirectURI: redirect, code: "invalid_scope", state: state)
    }
    let challenge = value("code_challenge")
    // Only S256: `plain` would protect nothing (RFC 9700 section 2.1.1).
    guard challenge.isEmpty || (value("code_challenge_method") == "S256" && (43...128).contains(challenge.utf8.count))
    else { throw Refused.app(redirectURI: redirect, code: "invalid_request", state: state) }
    return Apps.Asking(
      app: app, redirectURI: redirect, scopes: scopes, state: String(state.prefix(2000)),
      challenge: challenge.isEmpty ? nil : challenge)
  }

  @Sendable private func ask(_ request: Request, _ context: VisitorContext) async throws -> Response {
    do {
      let asking = try await asking { request.query($0) }
      // Whoever is not signed in signs in first and comes back here.
      let member = try MemberContext(context: context).member
      let page = context.page(ConsentPages.ask(asking, member: member, form: context.fresh()))
      return leading(page, to: asking.redirectURI)
    } catch let refused as Refused { return refuse(refused, context) }
  }

  @Sendable private func answer(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    do {
      let asking = try await asking { form.exact($0) }
      guard form["answer"] != "cancel" else {
        throw Refused.app(redirectURI: asking.redirectURI, code: "access_denied", state: asking.state)
      }
      let code = try await apps.consent(asking, by: context.member.id)
      guard asking.redirectURI != NewApp.shown else {
        return context.page(ConsentPages.code(code, app: asking.app.name, words: context.words))
      }
      return .see(ConsentRoutes.address(asking.redirectURI, ["code": code, "state": asking.state]))
    } catch let refused as Refused { return refuse(refused, context) }
  }

  private func refuse(_ refused: Refused, _ context: some DoorContext) -> Response {
    switch refused {
    case .person(let words):
      return context.page(ConsentPages.refused(words, words: context.words), status: .badRequest)
    case .app(let redirect, let code, let state):
      guard redirect != NewApp.shown else {
        return context.page(
          ConsentPages.refused("The app was not let in.", words: context.words), status: .badRequest)
      }
      return .see(ConsentRoutes.address(redirect, ["error": code, "state": state]))
    }
  }

  /// The app's address with these items added to its query.
  private static func address(_ uri: String, _ items: KeyValuePairs<String, String>) -> String {
    let query = items.filter { !$0.value.isEmpty }.map { "\($0.key)=\(Link.encoded($0.value))" }.joined(separator: "&")
    return uri + (uri.contains("?") ? "&" : "?") + query
  }

  /// The page with leave for its form to lead to the app: browsers hold `form-action` against the redirect that follows, too.
  private func leading(_ response: Response, to redirect: String) -> Response {
    var response = response
    var place = redirect
    if let start = redirect.firstRange(of: "://") {
      let scheme = redirect[..<start.lowerBound]
      let host = redirect[start.upperBound...].prefix { $0 != "/" && $0 != "?" }
      let isPlain = host.utf8.allSatisfy {
        ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 45 && $0 <= 58) || $0 == 91 || $0 == 93
      }
      place = ["http", "https"].contains(scheme.lowercased()) && isPlain ? "\(scheme)://\(host)" : "\(scheme):"
    } else {
      place = String(redirect.prefix { $0 != ":" }) + ":"
    }
    response.headers[.contentSecurityPolicy] = Threshold.policy(formsTo: place)
    return response
  }
}
