import ArgumentParser
import Commons
import Community
import Deliberation
import Doors
import FoundationEssentials
import Pages
import Storehouse

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring in what people said elsewhere.", subcommands: [Conversation.self])

  struct Conversation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring in a conversation in the Polis export format (comments.csv, votes).",
      discussion:
        "Statements that were not moderated out become posts in an open group; their authors become numbered participants; votes of agreement become support."
    )

    @OptionGroup var options: Options
    @Argument(
      help: "The folder with comments.csv, and summary.csv and votes.csv or participants-votes.csv if there are any.")
    var folder: String
    @Option(help: "The handle of the group (default: made from the folder's name).") var handle: String?
    @Option(help: "The name of the group (default: the topic in summary.csv).") var name: String?

    func run() async throws {
      try await refusing {
        let export = try PolisExport.read(folder)
        let program = try await Program.open(try options.configuration(), log: Log.make())
        let outcome = try await ImportedConversation(export, handle: handle, name: name, folder: folder).load(
          into: program.house.store)
        await program.house.store.shutdown()
        print(
          "Brought in \(outcome.posts) statements by \(outcome.people) participants, with \(outcome.supports) votes of agreement, as the group /g/\(outcome.handle)."
        )
      }
    }
  }
}

extension PolisExport {
  /// What a folder holds of an export. Of the votes, `votes.csv` is read where it is there, else the matrix.
  /// - Throws: a `Refusal` with the file and line of what cannot be read.
  static func read(_ folder: String) throws(Refusal) -> PolisExport {
    let bytes = { (file: File) in FileManager.default.contents(atPath: "\(folder)/\(file.rawValue)").map(Array.init) }
    guard let comments = bytes(.comments) else {
      throw Refusal(.notFound, "\(folder)/\(File.comments.rawValue) cannot be read.")
    }
    let votes = bytes(.votes)
    let matrix = votes == nil ? bytes(.matrix) : nil
    // Nobody may have voted: then there is only the heading.
    let none = matrix == nil ? Array("comment-id,voter-id,vote\n".utf8) : nil
    do throws(Failure) {
      return try PolisExport(comments: comments, votes: votes ?? none, matrix: matrix, summary: bytes(.summary))
    } catch {
      let place = error.malformed.line.map { ", line \($0)" } ?? ""
      throw Refusal(.malformed, "\(error.file.rawValue)\(place): \(error.malformed.words)")
    }
  }
}

/// A conversation on its way into a group.
struct ImportedConversation: Sendable {
  struct Outcome: Sendable {
    let handle: String
    let posts: Int
    let people: Int
    let supports: Int
  }

  struct Statement: Sendable {
    let id: Int
    let author: Int
    let at: Moment
    let text: String
  }
  struct Agreement: Hashable, Sendable {
    let statement: Int
    let voter: Int
  }

  /// Those that were let in or never looked at, in the order in which they were made.
  let statements: [Statement]
  /// Only agreement, as the word a post has for it is support; the last vote of a person on a statement is the one that holds.
  let agreements: [Agreement]
  let group: NewGroup
  let stem: String

  init(_ export: PolisExport, handle: String?, name: String?, folder: String) throws(Refusal) {
    statements = export.statements
      .filter { $0.moderation >= 0 }
      .map { Statement(id: $0.id, author: $0.author, at: Moment(milliseconds: $0.time), text: $0.text.trimmed) }
      .filter { !$0.text.isEmpty }
      .sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    let known = Set(statements.map(\.id))
    var stances: [Agreement: Stance] = [:]
    for vote in export.votes where known.contains(vote.statement) {
      stances[Agreement(statement: vote.statement, voter: vote.participant)] = vote.stance
    }
    agreements = stances.filter { $0.value == .agree }.keys
      .sorted { ($0.statement, $0.voter) < ($1.statement, $1.voter) }
    guard !statements.isEmpty else {
      throw Refusal(.malformed, "There is no statement in comments.csv that was not moderated out.")
    }
    let last = folder.split(separator: "/").last.map(String.init) ?? "conversation"
    // Whole words of the folder’s name, as many as a handle holds.
    let made =
      handle
      ?? slug(last).split(separator: "-").reduce("") {
        $0.utf8.count + $1.utf8.count < 26 ? ($0.isEmpty ? String($1) : "\($0)-\($1)") : $0
      }
    let topic = name ?? (export.topic.isEmpty ? last : export.topic)
    let purpose =
      export.source.isEmpty
      ? "A conversation that was held elsewhere." : "A conversation that was held at \(export.source)"
    group = try NewGroup(
      handle: made, name: String(topic.prefix(80)), purpose: String(purpose.prefix(1000)), door: .open)
    stem = String(group.handle.text.prefix(22))
  }

  /// Everything in one transaction: a second try after a failure finds nothing half done.
  /// - Throws: a `Refusal` when the group's handle is taken, as it is when the same conversation was brought in before.
  func load(into store: any Store) async throws -> Outcome {
    try await store.write { tx in
      let first = statements[0]
      var mint = KeyMint(node: Int64.random(in: 0..<1024))
      var people: [Int: Key<Account>] = [:]
      func person(_ number: Int, at moment: Moment) throws -> Key<Account> {
        if let known = people[number] { return known }
        let made = try Participants.add(number: String(number), stem: stem, in: tx)
        people[number] = made
        return made
      }
      let steward = try person(first.author, at: first.at)
      let space = try Groups.found(group, by: steward, dated: Key(mint.next(at: first.at)), in: tx)
      var posts: [Int: Key<Post>] = [:]
      for statement in statements {
        let author = try person(statement.author, at: statement.at)
        try Groups.join(space, author, in: tx)
        let opening = try Opening(
          kind: .post, title: "", text: String(statement.text.prefix(PostText.longest)), language: "en",
          audience: .everyone, space: space)
        posts[statement.id] = try Conversations.start(
          opening, by: author, as: author, dated: Key(mint.next(at: statement.at)), in: tx)
      }
      for vote in agreements {
        guard let post = posts[vote.statement] else { continue }
        try Conversations.support(post, by: person(vote.voter, at: first.at), in: tx)
      }
      return Outcome(handle: group.handle.text, posts: posts.count, people: people.count, supports: agreements.count)
    }
  }
}

extension String {
  /// Without spaces and line breaks at both ends.
  fileprivate var trimmed: String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
    return start < end ? String(self[start..<end]) : ""
  }
}
