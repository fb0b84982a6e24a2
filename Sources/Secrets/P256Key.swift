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
