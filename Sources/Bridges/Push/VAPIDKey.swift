import Doors
import Secrets

/// The key that push services know this site by (RFC 8292): the same for as long as the site's secret is, and in every process.
enum VAPIDKey {
  static func key(of house: House) -> P256Key { P256Key(house.secret, for: "vapid") }

  /// The public key in URL-safe base 64.
  static func publicKey(of house: House) -> String { Digest.base64url(key(of: house).publicKey) }
}
