import Commons
import Pages
import Secrets
public import Storehouse

/// Forms that were sent by someone who was not signed in: kept for a day, and handed back once, to whoever has the token.
public struct KeptForms: Sendable {
  /// A form as it was sent, and where to.
  public struct KeptForm: Sendable {
    public let path: String
    public let form: FormBody
  }

  let store: any Store
  static let shelfLife = Span.days(1)

  public init(store: any Store) { self.store = store }

  /// Keeps the fields of a form (not its files, nor passwords).
  /// - Returns: the token that brings it back.
  public func keep(_ form: FormBody, for path: String) async throws -> String {
    let token = Token.random()
    let digest = Digest.hex(token.digest)
    let body = form.fields.filter { !$0.name.contains("password") }.map {
      Link.encoded($0.name) + "=" + Link.encoded($0.value)
    }
    .joined(separator: "&")
    try await store.write { tx in
      try tx.run("DELETE FROM kept_form WHERE kept_at < \(tx.now - KeptForms.shelfLife)")
      try tx.run("INSERT INTO kept_form (digest, path, body, kept_at) VALUES (\(digest), \(path), \(body), \(tx.now))")
    }
    return token.text
  }

  /// The form a token stands for.
  /// - Throws: `Refusal.notFound` when there is none, or it is older than a day.
  public func find(_ token: String) async throws -> KeptForm {
    guard let known = Token(token) else { throw Refusal.notFound }
    let digest = Digest.hex(known.digest)
    let now = store.clock()
    let found = try await store.read { tx in
      try tx.first(
        "SELECT path, body FROM kept_form WHERE digest = \(digest) AND kept_at > \(now - KeptForms.shelfLife)"
      ) { row in
        (try row.take() as String, try row.take() as String)
      }
    }
    guard let found else { throw Refusal.notFound }
    return KeptForm(path: found.0, form: try FormBody(urlencoded: found.1))
  }
}
