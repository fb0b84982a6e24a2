internal import CCrypto

/// A key pair on the curve P-256 (FIPS 186-4 D.1.2.3), as Web Push asks for (RFC 8291, RFC 8292).
public struct P256Key: Sendable, CustomStringConvertible, CustomReflectable {
  /// The private number, 32 bytes, most significant first.
  let scalar: [UInt8]
  /// The point that goes with it, uncompressed: 65 bytes.
  public let publicKey: [UInt8]

  /// The key that a secret stands for: the same for the same secret, for one use.
  ///
  /// Its number is the first of HMAC(secret, use ‖ 0), HMAC(secret, use ‖ 1), … that is one of the curve’s.
  public init(_ secret: SecretKey, for use: StaticString) {
    let name = use.withUTF8Buffer { Array($0) }
    var found: (scalar: [UInt8], point: [UInt8])?
    var counter: UInt8 = 0
    while found == nil {
      let scalar = secret.code(for: name + [counter])
      if let point = P256Key.point(of: scalar) { found = (scalar, point) }
      counter &+= 1
    }
    scalar = found?.scalar ?? []
    publicKey = found?.point ?? []
  }

  /// A fresh pair, for one message.
  public static func random() -> P256Key {
    while true {
      let scalar = Digest.random(32)
      if let point = point(of: scalar) { return P256Key(scalar: scalar, publicKey: point) }
    }
  }

  /// The pair of a private number; nil when it is not one of the curve’s.
  public init?(scalar: [UInt8]) {
    guard scalar.count == 32, let point = P256Key.point(of: scalar) else { return nil }
    self.init(scalar: scalar, publicKey: point)
  }

  private init(scalar: [UInt8], publicKey: [UInt8]) {
    self.scalar = scalar
    self.publicKey = publicKey
  }

  /// The secret that this pair shares with another one (ECDH, NIST SP 800-56A 5.7.1.2): the 32 bytes of the x coordinate; nil when `other` is
  /// no point of the curve.
  /// - Parameter other: a public key, uncompressed.
  public func sharedSecret(with other: [UInt8]) -> [UInt8]? {
    guard other.count == 65, other[0] == 4, let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1) else {
      return nil
    }
    defer { EC_GROUP_free(group) }
    guard let point = EC_POINT_new(group), let product = EC_POINT_new(group) else { return nil }
    defer {
      EC_POINT_free(point)
      EC_POINT_clear_free(product)
    }
    // Decoding checks that the point lies on the curve (SEC 1, 2.3.4); its order is prime, so no other check is needed.
    guard EC_POINT_oct2point(group, point, other, other.count, nil) == 1, EC_POINT_is_at_infinity(group, point) == 0,
      let number = BN_bin2bn(scalar, Int32(scalar.count), nil)
    else { return nil }
    defer { BN_clear_free(number) }
    guard let x = BN_new() else { return nil }
    defer { BN_clear_free(x) }
    var secret = [UInt8](repeating: 0, count: 32)
    guard EC_POINT_mul(group, product, nil, point, number, nil) == 1,
      EC_POINT_get_affine_coordinates(group, product, x, nil, nil) == 1, BN_bn2binpad(x, &secret, 32) == 32
    else { return nil }
    return secret
  }

  /// A signature of a message as JSON Web Signatures have it: ECDSA with SHA-256, r ‖ s, 64 bytes (RFC 7518 section 3.4).
  /// - Throws: `SecretFault` when libcrypto cannot sign.
  public func signature(of message: [UInt8]) throws(SecretFault) -> [UInt8] {
    guard let key = signingKey(), let work = EVP_MD_CTX_new() else { throw SecretFault("libcrypto has no P-256") }
    defer {
      EVP_PKEY_free(key)
      EVP_MD_CTX_free(work)
    }
    // Tag, length and two numbers in ASN.1: at most 72 bytes.
    var written = [UInt8](repeating: 0, count: 80)
    var length = written.count
    guard EVP_DigestSignInit(work, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(work, &written, &length, message, message.count) == 1
    else { throw SecretFault("libcrypto could not sign") }
    let signed = written.withUnsafeBufferPointer { written in
      var start = written.baseAddress
      return d2i_ECDSA_SIG(nil, &start, length)
    }
    guard let signed else { throw SecretFault("libcrypto could not read a signature") }
    defer { ECDSA_SIG_free(signed) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let isWritten = bytes.withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return false }
      return BN_bn2binpad(ECDSA_SIG_get0_r(signed), start, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(signed), start + 32, 32) == 32
    }
    guard isWritten else { throw SecretFault("libcrypto could not write a signature") }
    return bytes
  }

  /// This pair as libcrypto signs with it, to be freed; nil when it has no memory.
  private func signingKey() -> OpaquePointer? {
    // ECPrivateKey in DER (RFC 5915): version 1, the number, the name of the curve, the point.
    let der =
      [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20] + scalar
      + [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00]
      + publicKey
    return der.withUnsafeBufferPointer { der in
      var start = der.baseAddress
      return d2i_PrivateKey(EVP_PKEY_EC, nil, &start, der.count)
    }
  }

  /// The point of a number; nil when the number is not one of the curve’s.
  static func point(of scalar: [UInt8]) -> [UInt8]? {
    guard let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1) else { return nil }
    defer { EC_GROUP_free(group) }
    guard let number = BN_bin2bn(scalar, Int32(scalar.count), nil) else { return nil }
    defer { BN_clear_free(number) }
    guard BN_is_zero(number) == 0, let order = EC_GROUP_get0_order(group), BN_cmp(number, order) < 0,
      let point = EC_POINT_new(group)
    else { return nil }
    defer { EC_POINT_free(point) }
    guard EC_POINT_mul(group, point, number, nil, nil, nil) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 65)
    guard EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &bytes, 65, nil) == 65 else { return nil }
    return bytes
  }

  public var description: String { "P256Key(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
