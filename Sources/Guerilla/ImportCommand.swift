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
        guard outcome.posts + outcome.supports > 0 else {
          return print("All of it was here already, as the group /g/\(outcome.handle).")
        }
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

  /// How many statements, and how many votes, one transaction brings in: others who write wait for no longer than that,
  /// and on PostgreSQL nobody hears of anything new while one is under way.
  static let statementsAtOnce = 100
  static let votesAtOnce = 500

  /// In many transactions, oldest statement first. When it breaks off, another try finds what is there and goes on.
  /// - Returns: what was not there before.
  /// - Throws: a `Refusal` when the group's handle is taken by anything but the same conversation.
  func load(into store: any Store) async throws -> Outcome {
    let (statements, agreements, group, stem) = (statements, agreements, group, stem)
    let first = statements[0]
    // One mint for all of it: several of one moment get keys of their own.
    var mint = KeyMint(node: Int64.random(in: 0..<1024))
    let minted = mint
    var people: [Int: Key<Account>] = [:]
    var newcomers = 0
    let (steward, space, isNew) = try await store.write { tx in
      let steward = try Participants.find(number: String(first.author), stem: stem, in: tx)
      if let known = try Importing.group(group.handle, foundedBy: steward.id, in: tx) {
        return (steward.id, known, steward.isNew)
      }
      var mint = minted
      let made = try Groups.found(group, by: steward.id, dated: Key(mint.next(at: first.at)), in: tx)
      return (steward.id, made, steward.isNew)
    }
    people[first.author] = steward
    if isNew { newcomers += 1 }

    var posts: [Int: Key<Post>] = [:]
    var newPosts = 0
    for batch in statements.batches(of: Self.statementsAtOnce) {
      let (known, minted) = (people, mint)
      let done = try await store.write { tx in
        var done = Batch(mint: minted, people: known)
        for statement in batch {
          let author = try done.person(statement.author, stem: stem, in: tx)
          try Groups.join(space, author, in: tx)
          let opening = try Opening(
            kind: .post, title: "", text: String(statement.text.prefix(PostText.longest)), language: "en",
            audience: .everyone, space: space)
          let post = try Importing.statement(
            opening, by: author, called: "\(group.handle)/\(statement.id)",
            dated: Key(done.mint.next(at: statement.at)),
            in: tx)
          done.posts[statement.id] = post.post
          if post.isNew { done.newPosts += 1 }
        }
        return done
      }
      (people, mint) = (done.people, done.mint)
      posts.merge(done.posts) { $1 }
      newPosts += done.newPosts
      newcomers += done.newcomers
    }

    var newSupports = 0
    let supports = agreements.compactMap { vote in posts[vote.statement].map { (post: $0, voter: vote.voter) }
    }
    for batch in supports.batches(of: Self.votesAtOnce) {
      let (known, minted) = (people, mint)
      let done = try await store.write { tx in
        var done = Batch(mint: minted, people: known)
        for vote in batch {
          let voter = try done.person(vote.voter, stem: stem, in: tx)
          do {
            if try Conversations.support(vote.post, by: voter, in: tx) { done.newSupports += 1 }
          } catch let refusal as Refusal where refusal.kind == .notFound {
            continue  // A moderator took it down since an earlier try.
          }
        }
        return done
      }
      (people, mint) = (done.people, done.mint)
      newSupports += done.newSupports
      newcomers += done.newcomers
    }
    return Outcome(handle: group.handle.text, posts: newPosts, people: newcomers, supports: newSupports)
  }

  /// What one transaction has done.
  private struct Batch: Sendable {
    var mint: KeyMint
    var people: [Int: Key<Account>]
    var posts: [Int: Key<Post>] = [:]
    var newPosts = 0
    var newSupports = 0
    var newcomers = 0

    mutating func person(_ number: Int, stem: String, in tx: WriteTx) throws -> Key<Account> {
      if let known = people[number] { return known }
      let found = try Participants.find(number: String(number), stem: stem, in: tx)
      people[number] = found.id
      if found.isNew { newcomers += 1 }
      return found.id
    }
  }
}

extension Array {
  /// The same elements in arrays of at most so many.
  fileprivate func batches(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
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
