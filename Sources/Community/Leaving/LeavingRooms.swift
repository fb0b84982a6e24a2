import Commons
public import Doors
public import Storehouse

/// What the community's rooms hand out of a person's, and take out when a person goes.
extension Room {
  public static var followingRoom: Room {
    var room = Follows.room()
    room.export = AccountExport.following
    return room
  }

  public static let organisationsRoom = Room(
    "organisations", export: AccountExport.memberships, erase: Organisations.erase)
  public static func noticesRoom(_ house: House) -> Room {
    var room = Notices.room(house)
    room.export = AccountExport.notices
    return room
  }

  public static let conversationsRoom = Room(
    "conversations", subjects: [.post], export: PostExport.posts, erase: PostLeaving.eraseMarks)

  /// The account itself: last in the list of rooms, because every other room's rows hang on it.
  public static func account(_ house: House, rooms: [Room]) -> Room {
    let archives = Archives(house: house)
    let own = Room("account", subjects: [.account], export: AccountExport.account, erase: AccountLeaving.erase)
    let all = rooms + [own]
    var room = own
    room.recurring = [Recurring(kind: "archive.sweep", every: .hours(6))]
    room.jobs = [
      Archives.jobKind: { run in try await archives.build(run, rooms: all) },
      "archive.sweep": { _ in try await archives.sweep() },
      AccountLeaving.forgetKind: { run in try await archives.forget(run) },
    ]
    return room
  }
}
