import Commons
public import Storehouse

extension Subject {
  /// A person or an organisation as someone who can be reported.
  public static let account = Subject(
    kind: "account",
    isSeen: { id, viewer, tx in
      try tx.exists(
        "SELECT 1 FROM account a WHERE a.id = \(id) AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: viewer))")
    },
    describe: { id, tx in
      try tx.first("SELECT a.id, a.name, a.handle, a.about FROM account a WHERE a.id = \(id) AND a.standing <> 3") {
        row in
        let owner: Key<Account> = try row.take()
        let name: String = try row.take()
        let handle: Handle = try row.take()
        return Described(
          title: "@\(handle)", excerpt: try row.take(), path: "/@\(handle)", owner: owner, ownerName: name,
          isHidden: false)
      }
    })
}
