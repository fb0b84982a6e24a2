import Commons
import HTTPTypes
import Hummingbird
import Pages

/// What this site lets a browser do: which forms it takes, and the headers that every answer carries.
extension Threshold {
  /// A form may only be sent from this site's own pages. Browsers say where it came from in `Sec-Fetch-Site` or `Origin`, old ones in `Referer`;
  /// a request with none of these does not come from a page in a browser, and the session cookie is `SameSite=Lax` besides.
  /// (The method of Go's `net/http.CrossOriginProtection`, with `Referer` for old phones.)
  static func refuseStrangersForms(_ request: Request, from address: SiteAddress) throws(Refusal) {
    guard request.method != .get, request.method != .head, request.method != .options else { return }
    let stranger = Refusal(
      .forbidden, "That came from another site, so it was not done. Open the page here and try again.")
    if let site = request.headers[.fetchSite] {
      guard site == "same-origin" || site == "none" else { throw stranger }
      return
    }
    guard let origin = request.headers[.origin] ?? request.headers[.referer] else { return }
    guard origin != "null", let start = origin.firstRange(of: "://") else { throw stranger }
    let authority = String(origin[start.upperBound...].prefix { $0 != "/" })
    guard authority == address.authority || authority == request.head.authority else { throw stranger }
  }

  // MARK: Headers

  func dress(_ response: inout Response, for request: Request, in context: VisitorContext) {
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.requestID] = context.visit.reference
    // What a page may do says nothing of news, which stays as long as its reader.
    if response.headers[.contentType]?.hasPrefix("text/event-stream") == true { return }
    // A file that people uploaded comes with a stricter policy of its own.
    if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Threshold.policy }
    response.headers[.referrerPolicy] = "same-origin"
    response.headers[.openerPolicy] = "same-origin"
    response.headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
    if house.address.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    guard response.headers[.contentType]?.hasPrefix("text/html") == true else { return }
    response.headers[.vary] = "Accept, Cookie, Accept-Language, Accept-Encoding"
    if !context.visit.frame.hasStylesheetCached {
      response.headers[values: .setCookie].append(
        "style=\(Assets.styleVersion); Path=/; Max-Age=2592000; SameSite=Lax"
          + (house.address.isSecure ? "; Secure" : ""))
    }
  }

  static let policy = policy(formsTo: nil)

  /// Nothing from elsewhere, no inline script; the one inline style allowed is our own sheet on a first visit, by its hash.
  /// - Parameter place: another site that a form may lead to.
  package static func policy(formsTo place: String?) -> String {
    "default-src 'none'; script-src 'self'; style-src 'self' '\(Assets.styleHash)'; img-src 'self' data: blob:; connect-src 'self'; "
      + "form-action 'self'\(place.map { " " + $0 } ?? ""); frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
  }
}
