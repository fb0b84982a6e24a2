internal import CCrypto

extension SecretKey {
  /// `bytes`, encrypted and protected from change (AES-256-GCM, NIST SP 800-38D), for secrets that the site must be
  /// able to read again: a copy of the database without the key file shows nothing of them. 28 bytes longer than what
  /// goes in.
  ///
  /// - Parameter context: where it belongs, such as the account's key: it opens only there, so rows cannot be swapped.
  public func seal(_ bytes: [UInt8], context: String) throws(SecretFault) -> [UInt8] {
    let nonce = Digest.random(12)
    let cipher = try Cipher()
    guard let sealed = cipher.seal(bytes, key: sealingKey, nonce: nonce, context: Array(context.utf8)) else {
      throw SecretFault("libcrypto could not seal")
    }
    return nonce + sealed
  }

  /// What was sealed under this key in this context; nil when it was changed, or sealed with another key or elsewhere.
  public func unseal(_ sealed: [UInt8], context: String) throws(SecretFault) -> [UInt8]? {
    guard sealed.count >= 28 else { return nil }
    return try Cipher().unseal(
      Array(sealed.dropFirst(12)), key: sealingKey, nonce: Array(sealed.prefix(12)), context: Array(context.utf8))
  }

  private var sealingKey: [UInt8] { code(for: Array("sealing".utf8)) }
}

// One use of libcrypto's AES-256-GCM; freed at the end of it.
private final class Cipher {
  private let handle: OpaquePointer

  init() throws(SecretFault) {
    guard let handle = EVP_CIPHER_CTX_new() else { throw SecretFault("libcrypto has no memory") }
    self.handle = handle
  }
  deinit { EVP_CIPHER_CTX_free(handle) }

  func seal(_ bytes: [UInt8], key: [UInt8], nonce: [UInt8], context: [UInt8]) -> [UInt8]? {
    var sealed = [UInt8](repeating: 0, count: bytes.count + 16)
    var tag = [UInt8](repeating: 0, count: 16)
    var length: Int32 = 0
    guard EVP_EncryptInit_ex(handle, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_EncryptUpdate(handle, nil, &length, context, Int32(context.count)) == 1,
      EVP_EncryptUpdate(handle, &sealed, &length, bytes, Int32(bytes.count)) == 1, Int(length) == bytes.count,
      EVP_EncryptFinal_ex(handle, &tag, &length) == 1,
      EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_GET_TAG, 16, &tag) == 1
    else { return nil }
    sealed.replaceSubrange(bytes.count..., with: tag)
    return sealed
  }

  func unseal(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], context: [UInt8]) -> [UInt8]? {
    let count = sealed.count - 16
    var bytes = [UInt8](repeating: 0, count: sealed.count)
    var tag = Array(sealed.suffix(16))
    var length: Int32 = 0
    guard EVP_DecryptInit_ex(handle, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_DecryptUpdate(handle, nil, &length, context, Int32(context.count)) == 1,
      EVP_DecryptUpdate(handle, &bytes, &length, sealed, Int32(count)) == 1,
      EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_SET_TAG, 16, &tag) == 1,
      EVP_DecryptFinal_ex(handle, &tag, &length) == 1
    else { return nil }
    return Array(bytes.prefix(count))
  }
}
