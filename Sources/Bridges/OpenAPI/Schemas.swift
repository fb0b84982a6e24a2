/// Every entity that an answer can hold, by name. A new one is a line in the file of its subject.
enum Schemas {
  typealias Entities = KeyValuePairs<String, Schema>

  static let all: [(name: String, schema: Schema)] =
    [errors, apps, site, accounts, statuses, dailyUse, moderation, pages].flatMap {
      $0.map { (name: $0.key, schema: $0.value) }
    }

  static let errors: Entities = [
    // What went wrong, in words for people; an error of OAuth has a code, and words beside it (RFC 6749 section 5.2).
    "Error": .object([
      "error": .text, "error_description": .text.optional,
      "details": .map(.list(.object(["error": .text, "description": .text]))).optional,
    ]),
    // The description itself is not described.
    "Document": .anything,
  ]

  static let apps: Entities = [
    "Application": .object(application),
    "CredentialApplication": .object(
      application
        + Schema.members(["client_id": .text, "client_secret": .text, "client_secret_expires_at": .integer])),
    "Token": .object(["access_token": .text, "token_type": .oneOf(["Bearer"]), "scope": .text, "created_at": .integer]),
    "AuthorizationServer": .object([
      "issuer": .address, "service_documentation": .address, "authorization_endpoint": .address,
      "token_endpoint": .address, "revocation_endpoint": .address, "app_registration_endpoint": .address,
      "scopes_supported": .list(.text), "response_types_supported": .list(.text),
      "response_modes_supported": .list(.text), "grant_types_supported": .list(.text),
      "token_endpoint_auth_methods_supported": .list(.text), "code_challenge_methods_supported": .list(.text),
    ]),
  ]

  private static let application = Schema.members([
    "id": .key, "name": .text, "website": .address.orNull, "scopes": .list(.text), "redirect_uri": .text,
    "redirect_uris": .list(.text), "vapid_key": .text,
  ])
}
