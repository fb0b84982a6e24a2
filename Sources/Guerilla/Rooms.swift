import Bridges
import Commons
import Community
import Doors
import Governance
import Hummingbird
import Pages
import Storehouse

/// The list of every room.
enum Rooms {
  /// What stands round every page: only what there is.
  static let furnish: Threshold.Furnish = { frame in
    frame.sections = [.home, .talk, .people, .groups]
    frame.footLinks = [
      FootLink("Topics", path: "/topics"), .help, .siteRules, .moderation, .accessibility, .privacy,
    ]
    frame.languagePath = "/language"
    frame.displayPath = "/display"
    frame.startPath = "/start"
    frame.messagesPath = "/messages"
    frame.noticesPath = "/notifications"
    frame.livePath = "/live"
  }

  static func addRoutes(_ house: House, rooms: [Room], to router: Router<VisitorContext>) {
    HomeRoutes(house: house).add(to: router)
    SignInRoutes(house: house).add(to: router)
    ConversationRoutes(house: house).add(to: router)
    PeopleRoutes(house: house).add(to: router)
    OrganisationRoutes(house: house).add(to: router)
    GroupRoutes(house: house).add(to: router)
    InvitationRoutes(house: house).add(to: router)
    SearchRoutes(house: house).add(to: router)
    SettingsRoutes(house: house).add(to: router)
    LeavingRoutes(house: house, rooms: rooms).add(to: router)
    SiteRoutes(house: house).add(to: router)
    FollowRoutes(house: house).add(to: router)
    PeopleListRoutes(house: house).add(to: router)
    NoticeRoutes(house: house).add(to: router)
    MessageRoutes(house: house).add(to: router)
    SafeguardRoutes(house: house, rooms: rooms).add(to: router)
    MediaRoutes(house: house).add(to: router)
    ConsentRoutes(house: house).add(to: router)
    AvatarRoutes(house: house).add(to: router)
    DeveloperRoutes(house: house).add(to: router)
    PushRoutes(house: house).add(to: router)
    TopicRoutes(house: house).add(to: router)
    // The page lists what there is: a new room that starts something adds its path.
    StartRoutes(paths: ["/talk/new", "/groups/new", "/organisations/new", "/invitations/new", "/messages/new"]).add(
      to: router)
  }

  /// Each room's manifest: what it does on a happening, its jobs, what it exports and erases for a person.
  static func all(_ house: House) -> [Room] {
    let rooms: [Room] = [
      Storehouse.room, .letters(house), .signIn(house), .conversationsRoom, .followingRoom, Messages.room(),
      .noticesRoom(house),
      Room("groups", subjects: [.group], export: Groups.export, erase: Groups.erase),
      .organisationsRoom, Room("invitations", erase: Invitations.erase),
      MediaRoom.room(house), Checks.room, Announcements.room, Bridges.room(house), .safeguards,
    ]
    // Last: every other room's rows hang on the account's.
    return rooms + [.account(house, rooms: rooms)]
  }
}
