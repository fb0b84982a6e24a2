import Commons
public import Storehouse

extension Subject {
  /// A group as something that can be reported; its founder answers for it.
  public static let group = Subject(
    kind: "group",
    isSeen: { id, viewer, tx in
      try tx.exists("SELECT 1 FROM space s WHERE s.id = \(id) AND \(GroupStore.isKnown(to: viewer))")
    },
    describe: { id, tx in
      try tx.first(
        "SELECT s.name, s.purpose, s.handle, a.id, a.name FROM space s JOIN account a ON a.id = s.founded_by WHERE s.id = \(id)"
      ) { row in
        let title: String = try row.take()
        let purpose: String = try row.take()
        let handle: Handle = try row.take()
        return Described(
          title: title, excerpt: purpose, path: "/g/\(handle)", owner: try row.take(), ownerName: try row.take(),
          isHidden: false)
      }
    })
}
