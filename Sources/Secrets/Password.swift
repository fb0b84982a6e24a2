internal import CArgon2

/// How passwords are kept: hashed with Argon2id (RFC 9106), never stored, never logged.
public enum Password {
  /// A password as the store keeps it: an Argon2id PHC string with its own random salt
  /// (`$argon2id$v=19$m=19456,t=2,p=1$…`).
  ///
  /// Takes tens of milliseconds and 19 MiB on a thread of its own, so that no other request waits.
  /// - Throws: a `Refusal` of kind `unavailable` when too many people are waiting for theirs.
  public static func hash(_ typed: String) async throws -> String {
    try await counter.run { try hashNow(typed) }
  }

  /// Whether `typed` is the password that `stored` was made from. False, too, when `stored` is not a PHC string.
  ///
  /// - Throws: a `Refusal` of kind `unavailable` when too many people are waiting for theirs.
  public static func verify(_ typed: String, against stored: String) async throws -> Bool {
    try await counter.run { verifyNow(typed, against: stored) }
  }

  /// Takes as long as `verify` and tells nothing: for a sign-in with a name that nobody has, so that the time does not
  /// tell either.
  public static func pretendToVerify(_ typed: String) async throws {
    _ = try await verify(typed, against: nobodys)
  }

  /// Whether a stored hash was made with other costs than today's: hash the password again at the next sign-in.
  public static func isOutdated(_ stored: String) -> Bool {
    !stored.hasPrefix("$argon2id$v=19$m=\(memory),t=\(passes),p=1$")
  }

  // The costs that the OWASP Password Storage Cheat Sheet gives for Argon2id with least memory traffic: 19 MiB, two
  // passes, one lane.
  static let memory: UInt32 = 19456
  static let passes: UInt32 = 2
  static let saltLength = 16
  static let hashLength = 32
  // More than any password that passes `check`; what is longer is refused without the work.
  static let mostBytes = 1024

  // A hash that no password is known for.
  private static let nobodys =
    "$argon2id$v=19$m=\(memory),t=\(passes),p=1$" + String(repeating: "A", count: 22) + "$"
    + String(repeating: "A", count: 43)

  // Shared by the whole process, because the cores it protects are.
  private static let counter = HashingCounter()

  private static func hashNow(_ typed: String) throws -> String {
    let salt = Digest.random(saltLength)
    let password = Array(typed.utf8.prefix(mostBytes + 1))
    guard password.count <= mostBytes else { throw tooLong("password") }
    let length = argon2_encodedlen(passes, memory, 1, UInt32(saltLength), UInt32(hashLength), Argon2_id)
    var encoded = [CChar](repeating: 0, count: length)
    let result = argon2id_hash_encoded(
      passes, memory, 1, password, password.count, salt, salt.count, hashLength, &encoded, length)
    guard result == ARGON2_OK.rawValue else {
      throw SecretFault("Argon2 could not hash: \(String(cString: argon2_error_message(result)))")
    }
    return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func verifyNow(_ typed: String, against stored: String) -> Bool {
    let password = Array(typed.utf8.prefix(mostBytes + 1))
    guard password.count <= mostBytes, hasBearableCost(stored) else { return false }
    return argon2id_verify(stored, password, password.count) == ARGON2_OK.rawValue
  }

  // The costs in the string are obeyed by `argon2id_verify`; a hash from a bad import must not take the machine's
  // memory.
  private static func hasBearableCost(_ stored: String) -> Bool {
    guard stored.hasPrefix("$argon2id$v=19$"), stored.utf8.count <= 512, !stored.utf8.contains(0) else { return false }
    let parts = stored.split(separator: "$")
    guard parts.count == 5 else { return false }
    let costs = parts[2].split(separator: ",").compactMap { part -> (Substring, UInt32)? in
      let pair = part.split(separator: "=")
      return pair.count == 2 ? UInt32(pair[1]).map { (pair[0], $0) } : nil
    }
    return costs.count == 3 && costs[0].0 == "m" && costs[0].1 <= 1 << 18 && costs[1].0 == "t" && costs[1].1 <= 16
      && costs[2].0 == "p" && costs[2].1 <= 16
  }
}
