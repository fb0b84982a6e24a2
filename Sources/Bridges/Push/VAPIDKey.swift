import Commons
import Doors
import Pages
import Secrets

/// The key that push services know this site by (RFC 8292): the same for as long as the site's secret is, and in every process.
enum VAPIDKey {
  static func key(of house: House) -> P256Key { P256Key(house.secret, for: "vapid") }

  /// The public key in URL-safe base 64.
  static func publicKey(of house: House) -> String { Digest.base64url(key(of: house).publicKey) }

  /// How long a proof holds; a push service takes one of at most a day (section 2).
  static let proofLasts = Span.hours(12)

  /// A token that proves to one push service who sends (RFC 8292 section 2).
  /// - Parameter audience: the origin of the push service.
  static func proof(to audience: String, of house: House) throws -> String {
    var header = JSON(capacity: 32)
    header.object {
      $0.field("typ", "JWT")
      $0.field("alg", "ES256")
    }
    var claims = JSON(capacity: 128)
    claims.object {
      $0.field("aud", audience)
      $0.field("exp", Int((house.now + proofLasts).milliseconds / 1000))
      $0.field("sub", house.address.text)
    }
    let signed = Digest.base64url(header.bytes) + "." + Digest.base64url(claims.bytes)
    return signed + "." + Digest.base64url(try key(of: house).signature(of: Array(signed.utf8)))
  }
}
