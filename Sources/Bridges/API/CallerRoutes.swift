import Commons
import Doors
import Hummingbird
import NIOCore
import Pages
import Storehouse

/// Who calls, and whether they may.
extension APIRoutes {
  /// Who a request speaks for, by its token.
  /// - Throws: a `Refusal` (401) when there is a token and it is none of ours.
  func grant(_ request: Request, at now: Moment) async throws -> Grant? {
    guard let text = APIRoutes.token(request) else { return nil }
    return try await grant(token: text, at: now)
  }

  /// The same by the token itself.
  func grant(token: String, at now: Moment) async throws -> Grant {
    let version = house.store.version
    let known = grants.value(of: token, version: version, at: now)
    let found: Grant?
    if let known {
      found = known
    } else {
      found = try await Apps(store: house.store).grant(token)
      grants.keep(found, as: token, cost: 1, version: version, at: now)
    }
    guard let found else { throw Refusal(.signedOut, "The access token is invalid.") }
    return found
  }

  static func token(_ request: Request) -> String? {
    if let header = request.headers[.authorization] { return bearer(header) }
    guard request.uri.query?.contains("access_token=") == true else { return nil }
    let query = request.query("access_token")
    return query.isEmpty ? nil : query
  }

  /// The token in a header `Authorization` (RFC 6750 section 2.1).
  static func bearer(_ header: String) -> String? {
    header.count > 7 && header.prefix(7).lowercased() == "bearer " ? String(header.dropFirst(7)) : nil
  }

  /// - Throws: a `Refusal`: 401 without the token that is needed, 403 when it is not good for this.
  static func check(_ access: Operation.Access, _ grant: Grant?) throws(Refusal) {
    let scope: String
    switch access {
    case .anyone: return
    case .visitor(let needed):
      guard let grant else { return }
      guard grant.scopes.allows(needed) else { throw outside }
      return
    case .app:
      guard grant != nil else { throw signedOut }
      return
    case .member(let needed), .moderator(let needed): scope = needed
    }
    guard let grant else { throw signedOut }
    switch grant.hindrance {
    case .awaitingApproval: throw Refusal(.forbidden, "A steward looks at new accounts first. Yours is waiting.")
    case .suspended: throw Refusal(.forbidden, "This account is suspended.")
    case .disabled: throw Refusal(.forbidden, "This account cannot be used just now.")
    case nil: break
    }
    guard let member = grant.member else { throw Refusal(.forbidden, "This needs the token of a person.") }
    guard grant.scopes.allows(scope) else { throw outside }
    if case .moderator = access, member.role < .moderator {
      throw Refusal(.forbidden, "Only moderators may do that.")
    }
  }

  private static let signedOut = Refusal(.signedOut, "The access token is missing.")
  private static let outside = Refusal(.forbidden, "This is outside the scopes that the token was given.")

  func address(of request: Request, _ context: VisitorContext) -> String {
    if trustsProxy, let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last {
      return Input.trimmed(String(forwarded))
    }
    return context.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}
