public import Commons
public import Storehouse

/// People who spoke somewhere else and are here only by a number: nobody can sign in as them.
public enum Participants {
  /// Adds participant `number` of what is being brought in.
  /// - Parameter stem: what their handles begin with.
  public static func add(number: String, stem: String, in tx: WriteTx) throws -> Key<Account> {
    let suffix = number.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    let handle = try Handle("\(stem)-p\(suffix.prefix(6))")
    let id = try SignInStore.create(
      .person, handle: handle, name: "Participant \(number)", language: "en", role: .member, mayFound: false, in: tx)
    try tx.run("UPDATE account SET in_directory = FALSE WHERE id = \(id)")
    return id
  }
}
