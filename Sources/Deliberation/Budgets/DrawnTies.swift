extension TieBreaking {
  /// By lot, provably: project i of the election, counted from 1 in the order of its list, has the ticket
  /// SHA-256(list ‖ beacon ‖ i), where the list is all ids, each followed by one line feed; of equal projects the one with the
  /// lowest ticket comes first (see `ProvableDraw`).
  /// - Throws: `Malformed`, without a line, when the beacon is empty or an id holds a line break.
  public static func drawn(_ election: BudgetElection, beacon: [UInt8]) throws(Malformed) -> TieBreaking {
    guard !election.projects.isEmpty else { return .file }
    return .listed(try ProvableDraw(election.projects.map(\.id), beacon: beacon).tickets.map(\.entry))
  }
}
