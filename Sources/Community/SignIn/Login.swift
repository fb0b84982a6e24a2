public import Commons
public import Letterbox
import Secrets

/// A name that people see: one to sixty characters, no line breaks.
public struct PersonalName: Sendable, Hashable {
  public let text: String

  public init(_ typed: String) throws(Refusal) {
    guard !typed.isEmpty else { throw .invalid("name", "Enter the name that people will see.") }
    guard typed.count <= 60 else { throw .invalid("name", "A name has at most 60 characters.") }
    guard !typed.contains(where: \.isNewline) else { throw .invalid("name", "A name has no line breaks.") }
    text = typed
  }
}

/// Someone who wants an account, with everything they typed checked.
public struct Newcomer: Sendable {
  public let name: PersonalName
  public let handle: Handle
  public let email: MailAddress
  public let password: String

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(name: String, handle: String, email: String, password: String) throws(Refusal) {
    var problems = Problems()
    let checkedName = problems.check { () throws(Refusal) in try PersonalName(name) }
    let checkedHandle = problems.check { () throws(Refusal) in
      try Handle(handle.hasPrefix("@") ? String(handle.dropFirst()) : handle)
    }
    let checkedEmail = problems.check { () throws(Refusal) in try MailAddress(email) }
    _ = problems.check { () throws(Refusal) in try Password.check(password, avoiding: [handle, email, name]) }
    try problems.refuseIfAny()
    guard let checkedName, let checkedHandle, let checkedEmail else { throw .notFound }
    self.name = checkedName
    self.handle = checkedHandle
    self.email = checkedEmail
    self.password = password
  }
}
