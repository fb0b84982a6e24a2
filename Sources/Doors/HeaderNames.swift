import HTTPTypes

extension HTTPField.Name {
  static let forwardedFor = named("X-Forwarded-For")
  static let fetchSite = named("Sec-Fetch-Site")
  static let referrerPolicy = named("Referrer-Policy")
  static let openerPolicy = named("Cross-Origin-Opener-Policy")
  static let permissionsPolicy = named("Permissions-Policy")
  static let requestID = named("X-Request-Id")

  private static func named(_ name: StaticString) -> Self {
    guard let made = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is not a header name") }
    return made
  }
}
