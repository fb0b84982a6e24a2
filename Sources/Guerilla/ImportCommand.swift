import ArgumentParser
import Commons
import Community
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

/// A conversation as Polis exports it (github.com/compdemocracy/openData, README): one row a comment, one row a vote.
struct PolisExport: Sendable {
  struct Statement: Sendable {
    let id: Int
    let author: String
    let at: Moment
    let text: String
  }
  struct Vote: Sendable {
    let statement: Int
    let voter: String
  }

  var topic = ""
  var source = ""
  var statements: [Statement] = []
  /// Only agreement: the word a post has for it is support.
  var agreements: [Vote] = []

  /// - Throws: a `Refusal` with the file and line of what cannot be read.
  static func read(_ folder: String) throws -> PolisExport {
    var export = PolisExport()
    let comments = try csv("comments.csv", in: folder, isRequired: true)
    if let comments { try export.readStatements(comments) }
    if let votes = try csv("votes.csv", in: folder, isRequired: false) {
      try export.readVotes(votes)
    } else if let matrix = try csv("participants-votes.csv", in: folder, isRequired: false) {
      try export.readMatrix(matrix)
    }
    if let bytes = FileManager.default.contents(atPath: folder + "/summary.csv") {
      // A row is a name and its value, without a heading.
      let summary = try CSV(Array("name,value\n".utf8) + Array(bytes), file: "summary.csv")
      for row in summary.rows where row.count >= 2 {
        if row[0] == "topic" { export.topic = row[1] }
        if row[0] == "url" { export.source = row[1] }
      }
    }
    return export
  }

  private static func csv(_ file: String, in folder: String, isRequired: Bool) throws -> CSV? {
    guard let bytes = FileManager.default.contents(atPath: folder + "/" + file) else {
      if isRequired { throw Refusal(.notFound, "\(folder)/\(file) cannot be read.") }
      return nil
    }
    return try CSV(Array(bytes), file: file)
  }

  private mutating func readStatements(_ csv: CSV) throws {
    let file = "comments.csv"
    let id = try csv.column("comment-id", file: file)
    let author = try csv.column("author-id", file: file)
    let at = try csv.column("timestamp", file: file)
    let moderated = try csv.column("moderated", file: file)
    let body = try csv.column("comment-body", file: file)
    for (number, row) in csv.rows.enumerated() {
      guard row.count > max(id, author, at, moderated, body), let key = Int(row[id]), let time = Int64(row[at]),
        let verdict = Int(row[moderated])
      else {
        throw Refusal(
          .malformed, "\(file), record \(number + 2): a number was expected in comment-id, timestamp and moderated.")
      }
      // -1 is moderated out; 0 was never looked at; 1 was let in.
      let text = row[body].trimmed
      guard verdict >= 0, !text.isEmpty else { continue }
      // Some exports count in seconds, some in milliseconds.
      statements.append(
        Statement(
          id: key, author: row[author], at: Moment(milliseconds: time < 100_000_000_000 ? time * 1000 : time),
          text: text))
    }
    statements.sort { ($0.at, $0.id) < ($1.at, $1.id) }
  }

  private mutating func readVotes(_ csv: CSV) throws {
    let statement = try csv.column("comment-id", file: "votes.csv")
    let voter = try csv.column("voter-id", file: "votes.csv")
    let vote = try csv.column("vote", file: "votes.csv")
    // The last vote of a person on a statement is the one that holds.
    var last: [String: (Vote, Bool)] = [:]
    for (number, row) in csv.rows.enumerated() {
      guard row.count > max(statement, voter, vote), let key = Int(row[statement]), let value = Int(row[vote]) else {
        throw Refusal(.malformed, "votes.csv, record \(number + 2): a number was expected in comment-id and vote.")
      }
      last["\(key)/\(row[voter])"] = (Vote(statement: key, voter: row[voter]), value == 1)
    }
    agreements = last.values.filter(\.1).map(\.0).sorted { ($0.statement, $0.voter) < ($1.statement, $1.voter) }
  }

  private mutating func readMatrix(_ csv: CSV) throws {
    let person = try csv.column("participant", file: "participants-votes.csv")
    for row in csv.rows {
      for (index, name) in csv.names.enumerated() where index < row.count && row[index] == "1" {
        if let statement = Int(name) { agreements.append(Vote(statement: statement, voter: row[person])) }
      }
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

  let export: PolisExport
  let group: NewGroup
  let stem: String

  init(_ export: PolisExport, handle: String?, name: String?, folder: String) throws(Refusal) {
    self.export = export
    guard !export.statements.isEmpty else {
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
    let (export, group, stem) = (export, group, stem)
    let first = export.statements[0]
    // One mint for all of it: several of one moment get keys of their own.
    var mint = KeyMint(node: Int64.random(in: 0..<1024))
    let minted = mint
    var people: [String: Key<Account>] = [:]
    var newcomers = 0
    let (steward, space, isNew) = try await store.write { tx in
      let steward = try Participants.find(number: first.author, stem: stem, in: tx)
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
    for batch in export.statements.batches(of: Self.statementsAtOnce) {
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
    let agreements = export.agreements.compactMap { vote in posts[vote.statement].map { (post: $0, voter: vote.voter) }
    }
    for batch in agreements.batches(of: Self.votesAtOnce) {
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
    var people: [String: Key<Account>]
    var posts: [Int: Key<Post>] = [:]
    var newPosts = 0
    var newSupports = 0
    var newcomers = 0

    mutating func person(_ number: String, stem: String, in tx: WriteTx) throws -> Key<Account> {
      if let known = people[number] { return known }
      let found = try Participants.find(number: number, stem: stem, in: tx)
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
  var trimmed: String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
    return start < end ? String(self[start..<end]) : ""
  }
}
