internal import CCrypto

/// A message to a browser or an app that the push service on the way cannot read.
public struct PushSealing: Sendable {
  /// How it is sealed.
  public enum Form: Sendable {
    /// RFC 8291, with the content coding of RFC 8188.
    case standard
    /// What browsers and apps did before it: drafts webpush-encryption-04 and http-encryption-encoding-03.
    case draft
  }

  /// The body, and the headers that go with it.
  public struct Sealed: Sendable {
    public let body: [UInt8]
    public let headers: [(name: String, value: String)]
  }

  /// The receiver's public key, uncompressed: 65 bytes.
  let receiver: [UInt8]
  /// The secret that the receiver has chosen for us: 16 bytes.
  let secret: [UInt8]

  /// Room in one message: push services take at least 4096 bytes (RFC 8030 section 7.2), of which 103 are the frame's.
  public static let longest = 3993

  /// - Parameters:
  ///   - key: `p256dh`, in URL-safe base 64 or plain.
  ///   - secret: `auth`, the same.
  /// - Returns: nil when they are none: 65 bytes that are a point of the curve, and 16 bytes.
  public init?(key: String, secret: String) {
    guard let receiver = PushSealing.bytes(key), let secret = PushSealing.bytes(secret), secret.count == 16,
      P256Key.random().sharedSecret(with: receiver) != nil
    else { return nil }
    self.receiver = receiver
    self.secret = secret
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let plain = text.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
    return Digest.bytes(base64url: String(plain))
  }

  /// Seals a message with a key and a salt of its own.
  /// - Throws: `SecretFault` when it is longer than `longest`, or libcrypto fails.
  public func seal(_ message: [UInt8], _ form: Form) throws(SecretFault) -> Sealed {
    try seal(message, form, sender: .random(), salt: Digest.random(16))
  }

  /// The same with a key and a salt that are given: for the examples of the RFC.
  func seal(_ message: [UInt8], _ form: Form, sender: P256Key, salt: [UInt8]) throws(SecretFault) -> Sealed {
    guard message.count <= PushSealing.longest else { throw SecretFault("the message is too long to be pushed") }
    guard let shared = sender.sharedSecret(with: receiver) else { throw SecretFault("no secret can be agreed on") }
    switch form {
    case .standard: return try standard(message, sender: sender, salt: salt, shared: shared)
    case .draft: return try draft(message, sender: sender, salt: salt, shared: shared)
    }
  }

  /// RFC 8291 section 3.4; the names are its own.
  private func standard(_ message: [UInt8], sender: P256Key, salt: [UInt8], shared: [UInt8]) throws(SecretFault)
    -> Sealed
  {
    let info = Array("WebPush: info\0".utf8) + receiver + sender.publicKey
    let ikm = PushSealing.derived(salt: secret, from: shared, info: info, count: 32)
    let cek = PushSealing.derived(salt: salt, from: ikm, info: Array("Content-Encoding: aes128gcm\0".utf8), count: 16)
    let nonce = PushSealing.derived(salt: salt, from: ikm, info: Array("Content-Encoding: nonce\0".utf8), count: 12)
    // One record, the last: the delimiter 2 ends it (RFC 8188 section 2). Its size is the usual one, whatever the message.
    let record = try PushSealing.encrypted(message + [2], key: cek, nonce: nonce)
    let header = salt + [0, 0, 16, 0, 65] + sender.publicKey
    return Sealed(body: header + record, headers: [("Content-Encoding", "aes128gcm")])
  }

  /// draft-ietf-webpush-encryption-04 section 3 and draft-ietf-httpbis-encryption-encoding-03.
  private func draft(_ message: [UInt8], sender: P256Key, salt: [UInt8], shared: [UInt8]) throws(SecretFault) -> Sealed
  {
    let ikm = PushSealing.derived(salt: secret, from: shared, info: Array("Content-Encoding: auth\0".utf8), count: 32)
    let context = Array("P-256\0".utf8) + [0, 65] + receiver + [0, 65] + sender.publicKey
    let cek = PushSealing.derived(
      salt: salt, from: ikm, info: Array("Content-Encoding: aesgcm\0".utf8) + context, count: 16)
    let nonce = PushSealing.derived(
      salt: salt, from: ikm, info: Array("Content-Encoding: nonce\0".utf8) + context, count: 12)
    // Two bytes say how much padding follows them: none.
    let record = try PushSealing.encrypted([0, 0] + message, key: cek, nonce: nonce)
    return Sealed(
      body: record,
      headers: [
        ("Content-Encoding", "aesgcm"), ("Encryption", "salt=\(Digest.base64url(salt))"),
        ("Crypto-Key", "dh=\(Digest.base64url(sender.publicKey))"),
      ])
  }

  /// HKDF with SHA-256 (RFC 5869) for at most 32 bytes.
  private static func derived(salt: [UInt8], from secret: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
    let key = Digest.hmacSHA256(key: salt, message: secret)
    return Array(Digest.hmacSHA256(key: key, message: info + [1]).prefix(count))
  }

  /// AES-128-GCM (NIST SP 800-38D), with the tag at the end.
  private static func encrypted(_ bytes: [UInt8], key: [UInt8], nonce: [UInt8]) throws(SecretFault) -> [UInt8] {
    guard let cipher = EVP_CIPHER_CTX_new() else { throw SecretFault("libcrypto has no memory") }
    defer { EVP_CIPHER_CTX_free(cipher) }
    var sealed = [UInt8](repeating: 0, count: bytes.count + 16)
    var tag = [UInt8](repeating: 0, count: 16)
    var length: Int32 = 0
    guard EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), nil, key, nonce) == 1,
      EVP_EncryptUpdate(cipher, &sealed, &length, bytes, Int32(bytes.count)) == 1, Int(length) == bytes.count,
      EVP_EncryptFinal_ex(cipher, &tag, &length) == 1,
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, &tag) == 1
    else { throw SecretFault("libcrypto could not seal") }
    sealed.replaceSubrange(bytes.count..., with: tag)
    return sealed
  }
}
