import Commons
import HTTPTypes
public import Hummingbird

/// The cookie that carries a session's token.
public enum SessionCookie {
  /// With `__Host-` a browser takes it only from this very host over HTTPS (RFC 6265bis section 4.1.3.2).
  public static func name(isSecure: Bool) -> String { isSecure ? "__Host-session" : "session" }

  static let lifetime = Span.days(60)

  /// The `Set-Cookie` that signs in; `nil` signs out.
  public static func header(_ token: String?, isSecure: Bool) -> String {
    let base =
      "\(name(isSecure: isSecure))=\(token ?? ""); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    return base + (token == nil ? "; Max-Age=0" : "; Max-Age=\(lifetime.seconds)")
  }
}

extension Response {
  /// Adds the cookie that signs in, or with nil the one that signs out.
  public func signing(_ token: String?, isSecure: Bool) -> Response {
    var response = self
    response.headers[values: .setCookie].append(SessionCookie.header(token, isSecure: isSecure))
    return response
  }
}
