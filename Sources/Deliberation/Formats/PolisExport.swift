/// A conversation as Polis exports it (compdemocracy/openData, README): `comments.csv` with a row a statement, `votes.csv`
/// with a row a vote, `participants-votes.csv` with a row a person and a column a statement, and `summary.csv` with names
/// and values. Agreement is 1 in all of them.
public struct PolisExport: Sendable, Hashable {
  /// A statement as `comments.csv` has it.
  public struct Statement: Sendable, Hashable {
    public let id: Int
    public let author: Int
    /// Milliseconds since 1970.
    public let time: Int64
    public let text: String
    /// −1: moderated out. 0: never looked at. 1: let in.
    public let moderation: Int
    /// About the conversation itself.
    public let isMeta: Bool

    public init(id: Int, author: Int, time: Int64, text: String, moderation: Int = 1, isMeta: Bool = false) {
      self.id = id
      self.author = author
      self.time = time
      self.text = text
      self.moderation = moderation
      self.isMeta = isMeta
    }
  }

  /// The files of an export, by name.
  public enum File: String, Sendable, Hashable, CaseIterable {
    case comments = "comments.csv"
    case votes = "votes.csv"
    case matrix = "participants-votes.csv"
    case summary = "summary.csv"
  }

  /// Why the export could not be read.
  public struct Failure: Error, Sendable, Hashable {
    public let file: File
    public let malformed: Malformed
  }

  public var topic = ""
  public var source = ""
  /// In the order of the file.
  public var statements: [Statement] = []
  /// In the order in which they were cast; without times where only the matrix was there.
  public var votes: [OpinionVote] = []
  /// All whom the matrix names, also those without votes.
  public var participants: [Int] = []
  /// The groups that were published in the matrix, by participant.
  public var publishedGroups: [Int: Int] = [:]

  public init() {}

  /// Reads what there is of an export. Where both are there the matrix gives the people and their votes, and `votes.csv`
  /// says when they voted. Time: O(bytes).
  /// - Throws: `Failure` with the file, the line and words when a column is missing, a number is none, a statement or a
  ///   participant comes twice, or there are neither votes nor a matrix.
  public init(comments: [UInt8], votes: [UInt8]?, matrix: [UInt8]?, summary: [UInt8]? = nil) throws(Failure) {
    try Self.reading(.comments) { () throws(Malformed) in statements = try Self.readStatements(comments) }
    if let matrix { try Self.reading(.matrix) { () throws(Malformed) in try readMatrix(matrix) } }
    if let votes {
      try Self.reading(.votes) { () throws(Malformed) in
        let cast = try Self.readVotes(votes)
        self.votes = matrix == nil ? cast : Self.timed(self.votes, by: cast)
      }
    }
    if let summary { try Self.reading(.summary) { () throws(Malformed) in try readSummary(summary) } }
    if matrix == nil { columns = statements.filter { $0.moderation >= 0 }.map(\.id) }
    guard votes != nil || matrix != nil else {
      throw Failure(file: .votes, malformed: Malformed("there is neither this file nor participants-votes.csv."))
    }
  }

  /// The votes as a matrix: with the columns of `participants-votes.csv` where that was there, else one for each statement
  /// that has votes or was not moderated out.
  public var matrixOfVotes: VoteMatrix {
    VoteMatrix(votes, participants: participants, statements: columns)
  }

  /// The statements that were moderated out, and those never looked at where moderation is strict.
  public func moderatedOut(isStrict: Bool = false) -> Set<Int> {
    Set(statements.filter { $0.moderation < 0 || isStrict && $0.moderation == 0 }.map(\.id))
  }

  public var meta: Set<Int> { Set(statements.filter(\.isMeta).map(\.id)) }

  /// The statements that have a column even without votes.
  public var columns: [Int] = []

  private static func reading(_ file: File, _ body: () throws(Malformed) -> Void) throws(Failure) {
    do { try body() } catch { throw Failure(file: file, malformed: error) }
  }

  private static func readStatements(_ bytes: [UInt8]) throws(Malformed) -> [Statement] {
    var table = try NumberedRows(bytes)
    let id = try table.column("comment-id")
    let author = try table.column("author-id")
    let time = try table.column("timestamp")
    let moderation = try table.column("moderated")
    let body = try table.column("comment-body")
    let meta = table.columnIfThere("is-meta")
    var lines: [Int: Int] = [:]
    var statements: [Statement] = []
    while try table.next() {
      let number = try table.number(id)
      if let line = lines.updateValue(table.line, forKey: number) {
        throw Malformed(line: table.line, "statement \(number) is already on line \(line).")
      }
      let isMeta = try meta.map { column throws(Malformed) in
        ["true", "1", "t"].contains(try table.text(column).lowercased())
      }
      statements.append(
        Statement(
          id: number, author: try table.number(author), time: try table.time(time), text: try table.text(body),
          moderation: try table.number(moderation).signum(), isMeta: isMeta ?? false))
    }
    return statements
  }

  private static func readVotes(_ bytes: [UInt8]) throws(Malformed) -> [OpinionVote] {
    var table = try NumberedRows(bytes)
    let statement = try table.column("comment-id")
    let voter = try table.column("voter-id")
    let vote = try table.column("vote")
    let time = table.columnIfThere("timestamp")
    var votes: [OpinionVote] = []
    while try table.next() {
      votes.append(
        OpinionVote(
          participant: try table.number(voter), statement: try table.number(statement), stance: try table.stance(vote),
          time: try time.map { column throws(Malformed) in try table.time(column) }))
    }
    // A sort that leaves votes of the same moment in the file's order.
    return votes.enumerated().sorted { ($0.element.time ?? 0, $0.offset) < ($1.element.time ?? 0, $1.offset) }
      .map(\.element)
  }

  private mutating func readMatrix(_ bytes: [UInt8]) throws(Malformed) {
    var table = try NumberedRows(bytes)
    let person = try table.column("participant")
    let group = table.columnIfThere("group-id")
    // Columns of statements have numbers for names, and stand after all others.
    let statements = table.names.enumerated().compactMap { column, name in Int(name).map { (column, $0) } }
    var columnOf: Set<Int> = []
    for (_, statement) in statements where !columnOf.insert(statement).inserted {
      throw Malformed(line: 1, "statement \(statement) has two columns.")
    }
    columns = statements.map(\.1)
    var lines: [Int: Int] = [:]
    while try table.next() {
      let number = try table.number(person)
      if let line = lines.updateValue(table.line, forKey: number) {
        throw Malformed(line: table.line, "participant \(number) is already on line \(line).")
      }
      participants.append(number)
      if let group, let value = try table.numberIfThere(group) { publishedGroups[number] = value }
      for (column, statement) in statements {
        guard let stance = try table.stanceIfThere(column) else { continue }
        votes.append(OpinionVote(participant: number, statement: statement, stance: stance))
      }
    }
  }

  private mutating func readSummary(_ bytes: [UInt8]) throws(Malformed) {
    for row in try CSV(bytes).rows where row.fields.count >= 2 {
      if row.fields[0] == "topic" { topic = row.fields[1] }
      if row.fields[0] == "url" { source = row.fields[1] }
    }
  }

  /// The votes that hold, in the order and with the times of their last casting, first those without.
  private static func timed(_ held: [OpinionVote], by cast: [OpinionVote]) -> [OpinionVote] {
    struct Place: Hashable {
      let participant: Int
      let statement: Int
    }
    var times: [Place: Int64] = [:]
    for vote in cast { times[Place(participant: vote.participant, statement: vote.statement)] = vote.time }
    let timed = held.map { vote in
      OpinionVote(
        participant: vote.participant, statement: vote.statement, stance: vote.stance,
        time: times[Place(participant: vote.participant, statement: vote.statement)])
    }
    return timed.enumerated()
      .sorted { ($0.element.time ?? .min, $0.offset) < ($1.element.time ?? .min, $1.offset) }
      .map(\.element)
  }
}
