extension PolisExport {
  /// `comments.csv` as Polis writes it, without the day in words: that depends on where one is.
  public func commentsCSV() -> String {
    let counts = Dictionary(uniqueKeysWithValues: zip(matrixOfVotes.statements, matrixOfVotes.counts()))
    var text = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    for statement in statements {
      let count = counts[statement.id] ?? StanceCounts()
      text += "\(statement.time),\(statement.id),\(statement.author),\(count.agrees),\(count.disagrees),"
      text += "\(statement.moderation),\(Self.quoted(statement.text))\n"
    }
    return text
  }

  /// `votes.csv`: every vote in order; without those that took one back, for which the format has no word.
  public func votesCSV() -> String {
    var text = "timestamp,comment-id,voter-id,vote\n"
    for vote in votes {
      guard let stance = vote.stance else { continue }
      text += "\(vote.time ?? 0),\(vote.statement),\(vote.participant),\(stance.rawValue)\n"
    }
    return text
  }

  /// `participants-votes.csv`, with the group of each person, if they have one.
  public func matrixCSV(groups: [Int: Int]) -> String {
    let matrix = matrixOfVotes
    var authored: [Int: Int] = [:]
    for statement in statements { authored[statement.author, default: 0] += 1 }
    var text = "participant,group-id,n-comments,n-votes,n-agree,n-disagree"
    for statement in matrix.statements { text += ",\(statement)" }
    text += "\n"
    for (row, participant) in matrix.participants.enumerated() {
      var values = [String](repeating: "", count: matrix.statements.count)
      var counts = StanceCounts()
      for cell in matrix.cells(ofRow: row) {
        let said = Int(cell % 3) - 1
        values[Int(cell / 3)] = String(said)
        if said > 0 { counts.agrees += 1 } else if said < 0 { counts.disagrees += 1 } else { counts.passes += 1 }
      }
      text += "\(participant),\(groups[participant].map(String.init) ?? ""),\(authored[participant] ?? 0),"
      text += "\(counts.votes),\(counts.agrees),\(counts.disagrees)"
      for value in values { text += ",\(value)" }
      text += "\n"
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    let needsMarks = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    let edges = text.first?.isWhitespace == true || text.last?.isWhitespace == true
    guard needsMarks || edges else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
