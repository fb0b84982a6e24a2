import ArgumentParser
import Commons
import Community
import Doors
import Foundation
import Storehouse

struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Make and mend accounts.",
    subcommands: [Create.self, ChangeRole.self, ResetPassword.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create a verified account.")

    @OptionGroup var options: Options
    @Option(help: "The short name in its address.") var handle: String
    @Option(help: "The name people see.") var name: String
    @Option(help: "Where its letters go.") var email: String
    @Flag(help: "Make an organisation rather than a person.") var organisation = false
    @Option(help: "steward, moderator or member.") var role = "member"
    @Flag(help: "Read the password from standard input.") var passwordStdin = false

    func run() async throws {
      let roles: [String: Role] = ["member": .member, "moderator": .moderator, "steward": .steward]
      guard let role = roles[role] else { throw ValidationError("--role is steward, moderator or member.") }
      guard passwordStdin, let password = readLine(strippingNewline: true), !password.isEmpty else {
        throw ValidationError("Give the password on standard input, with --password-stdin.")
      }
      try await refusing {
        let program = try await Program.open(try options.configuration(), log: Log.make())
        let newcomer = try Newcomer(name: name, handle: handle, email: email, password: password)
        let id = try await SignIns(store: program.house.store).create(
          organisation ? .organisation : .person, handle: newcomer.handle, name: newcomer.name, email: newcomer.email,
          password: password,
          role: role)
        print("Created @\(newcomer.handle) (\(id)).")
        await program.house.store.shutdown()
      }
    }
  }
}

extension AccountCommand {
  struct ChangeRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "role", abstract: "Say what somebody may do for the whole site.")

    @OptionGroup var options: Options
    @Option(help: "Whose.") var handle: String
    @Option(help: "steward, moderator or member.") var role: String

    func run() async throws {
      let roles: [String: Role] = ["member": .member, "moderator": .moderator, "steward": .steward]
      guard let wanted = roles[role] else { throw ValidationError("--role is steward, moderator or member.") }
      try await refusing {
        let program = try await Program.open(try options.configuration(), log: Log.make())
        try await Stewardship(house: program.house).setRole(wanted, of: handle, by: nil)
        print("@\(handle) is now a \(role).")
        await program.house.store.shutdown()
      }
    }
  }

  struct ResetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset-password", abstract: "Set somebody's password and sign them out everywhere.")

    @OptionGroup var options: Options
    @Option(help: "Whose.") var handle: String
    @Flag(help: "Read the password from standard input.") var passwordStdin = false

    func run() async throws {
      guard passwordStdin, let password = readLine(strippingNewline: true), !password.isEmpty else {
        throw ValidationError("Give the password on standard input, with --password-stdin.")
      }
      try await refusing {
        let program = try await Program.open(try options.configuration(), log: Log.make())
        try await PasswordChanges(house: program.house).set(password, of: Handle(handle))
        print("The password of @\(handle) is set, and every session of theirs is closed.")
        await program.house.store.shutdown()
      }
    }
  }
}

/// Runs `work`, turning a refusal into words on standard error and exit status 2.
func refusing(_ work: () async throws -> Void) async throws {
  do { try await work() } catch let refusal as Refusal {
    FileHandle.standardError.write(Data((refusal.problems.map(\.words.english).joined(separator: "\n") + "\n").utf8))
    throw ExitCode(2)
  }
}
