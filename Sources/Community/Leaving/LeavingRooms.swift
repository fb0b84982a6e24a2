import Commons
public import Doors
public import Storehouse

/// What the community's rooms hand out of a person's, and take out when a person goes.
extension Room {
  public static let followingRoom = Room("following", export: AccountExport.following, erase: AccountLeaving.eraseFollowing)
  public static let organisationsRoom = Room("organisations", export: AccountExport.memberships, erase: Organisations.erase)
  public static let messagesRoom = Room("messages", export: AccountExport.messages, erase: AccountLeaving.eraseMessages)
  public static let noticesRoom = Room("notices", export: AccountExport.notices, erase: AccountLeaving.eraseNotices)
  public static let conversationsRoom = Room("conversations", subjects: [.post], export: PostExport.posts, erase: PostLeaving.eraseMarks)

  /// The account itself: last in the list of rooms, because every other room's rows hang on it.
  public static func account(_ house: House, rooms: [Room]) -> Room {
    let archives = Archives(house: house)
    let own = Room("account", subjects: [.account], export: AccountExport.account, erase: AccountLeaving.erase)
    let all = rooms + [own]
    var room = own
    room.recurring = [Recurring(kind: "archive.sweep", every: .hours(6))]
    room.jobs = [
      Archives.jobKind: { run in try await archives.build(run, rooms: all) }, "archive.sweep": { _ in try await archives.sweep() },
      AccountLeaving.forgetKind: { run in try await archives.forget(run) },
    ]
    return room
  }
}
