import Commons
import Dispatch
import Testing

@testable import Secrets

@Suite struct PasswordTests {
  @Test("A hash is an Argon2id PHC string, the right password fits it and another does not") func hashing() async throws
  {
    let stored = try await Password.hash("vier häuser am Fluß")
    #expect(stored.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await Password.verify("vier häuser am Fluß", against: stored))
    #expect(try await !Password.verify("vier häuser am Fluss", against: stored))
    #expect(!Password.isOutdated(stored))
    #expect(Password.isOutdated("$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHQ$aGFzaA"))
  }

  @Test("The same password hashed twice gives two different hashes") func salt() async throws {
    let first = try await Password.hash("three old bridges")
    let second = try await Password.hash("three old bridges")
    #expect(first != second)
  }

  // A known answer of the reference implementation's own tests (test.c).
  @Test("A hash that another program made is understood") func otherProgram() async throws {
    let stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
    #expect(try await Password.verify("password", against: stored))
    #expect(try await !Password.verify("Password", against: stored))
  }

  @Test(
    "A string that is no hash, or asks for too much memory, fits no password",
    arguments: [
      "", "x", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=19456,t=2,p=1$",
      "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2id$v=19$m=19456,t=4000000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ]) func badHash(stored: String) async throws
  {
    #expect(try await !Password.verify("", against: stored))
    #expect(try await !Password.verify("password", against: stored))
  }

  @Test("A password of a megabyte is refused without the work of hashing it") func huge() async throws {
    let huge = String(repeating: "é", count: 500_000)
    await #expect(throws: Refusal.self) { try await Password.hash(huge) }
    let stored = try await Password.hash("three old bridges")
    #expect(try await !Password.verify(huge, against: stored))
  }

  @Test(
    "When every queue is full the next person is refused politely, and those who wait are served",
    .timeLimit(.minutes(10)))
  func fullQueue() async throws {
    let counter = HashingCounter(clerks: 2, mostWaiting: 3)
    let gate = DispatchSemaphore(value: 0)
    var served: Set<Int> = []
    var refusals: [Refusal] = []
    await withTaskGroup(of: Result<Int, any Error>.self) { group in
      for number in 0..<20 {
        group.addTask {
          do {
            return .success(
              try await counter.run {
                gate.wait()
                return number
              })
          } catch { return .failure(error) }
        }
      }
      for await result in group {
        switch result {
        case .success(let number): served.insert(number)
        case .failure(let error):
          if let refusal = error as? Refusal { refusals.append(refusal) }
          // Two queues of three are full and everybody else was sent away: now let the work go on.
          if refusals.count == 14 { for _ in 0..<6 { gate.signal() } }
        }
      }
    }
    #expect(served.count == 6)
    #expect(refusals.count == 14)
    #expect(refusals.allSatisfy { $0.kind == .unavailable && $0.retryAfter != nil })
    #expect(try await counter.run { 7 } == 7)
  }

  @Test("Work that fails gives back its place") func failing() async throws {
    struct Broken: Error {}
    let counter = HashingCounter(clerks: 1, mostWaiting: 1)
    for _ in 0..<5 { await #expect(throws: Broken.self) { try await counter.run { throw Broken() } } }
  }

  @Test(
    "Passwords that many people use, or that follow a pattern, are refused",
    arguments: [
      "password", "Password1", "P4ssw0rd!", "passw0rd123456", "password2026", "letmein!!", "qwertyuiop", "qwerty123",
      "1q2w3e4r5t",
      "1qaz2wsx", "zxcvbnm,./", "abcdefgh", "hgfedcba", "12345678", "87654321", "123456789012", "aaaaaaaa", "abababab",
      "198419841984",
      "19850412", "12/04/1985", "Liverpool2019!", "arsenal123", "iloveyou2", "monkey1985", "Summer2026!",
      "welcomewelcome", "adminadmin1",
      "$unshine1", "asdfghjkl", "azertyuiop", "abc12345", "football!!", "Guerilla2026",
    ]) func common(typed: String)
  {
    #expect(throws: Refusal.self) { try Password.check(typed) }
  }

  @Test(
    "Passwords that are hard to guess are accepted",
    arguments: [
      "three old bridges", "correct horse battery staple", "kx8#Vq2m", "Tuesday heron kettle", "blue horse cat tree",
      "mae hen wlad",
      "пять тихих улиц", "五つの静かな通りの話", "velvet-otter-91", "jH4kd9slPq", "0xfe12ab9c77", "gwyrdd glas coch",
    ]) func accepted(typed: String) throws
  {
    try Password.check(typed, avoiding: ["amina", "amina.yusuf@example.org", "Amina Yusuf", "Riverside Forum"])
  }

  @Test(
    "A password made of the person's own names is refused",
    arguments: [
      "amina.yusuf", "Amina1985!", "yusufamina1", "riverside99", "RiversideForum1", "4m1n4yusuf",
    ]) func ownName(typed: String)
  {
    #expect(throws: Refusal.self) {
      try Password.check(typed, avoiding: ["amina", "amina.yusuf@example.org", "Amina Yusuf", "Riverside Forum"])
    }
  }

  @Test("Seven characters are too few, eight and two hundred are right, two hundred and one are too many") func length()
    throws
  {
    let long = String((0..<201).map { "kvxw tjqz ploh rmdn suge byfa"[$0 * 7 % 29] })
    #expect(throws: Refusal.self) { try Password.check("kx8#Vq2") }
    try Password.check("kx8#Vq2m")
    try Password.check(String(long.dropLast()))
    #expect(throws: Refusal.self) { try Password.check(long) }
    #expect(throws: Refusal.self) {
      try Password.check(String(repeating: "e\u{301}\u{302}\u{303}\u{304}\u{305}", count: 150))
    }
  }

  @Test("The refusal names the form field it was asked about") func field() {
    let refusal = #expect(throws: Refusal.self) { try Password.check("short", field: "new-password") }
    #expect(refusal?.problems.first?.field == "new-password")
    #expect(refusal?.kind == .invalid)
  }
}

extension String {
  fileprivate subscript(_ place: Int) -> Character { self[index(startIndex, offsetBy: place)] }
}
