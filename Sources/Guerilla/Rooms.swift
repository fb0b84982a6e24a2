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
    frame.startPath = "/start"
    frame.footLinks = [FootLink("Topics", path: "/topics"), FootLink("Rules", path: "/rules"), FootLink("What moderators did", path: "/moderation")]
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
    SafeguardRoutes(house: house, rooms: rooms).add(to: router)
    MediaRoutes(house: house).add(to: router)
    TopicRoutes(house: house).add(to: router)
    // The page lists what there is: a new room that starts something adds its path.
    StartRoutes(paths: ["/talk/new", "/groups/new", "/organisations/new", "/invitations/new"]).add(to: router)
  }

  /// Each room's manifest: what it does on a happening, its jobs, what it exports and erases for a person.
  static func all(_ house: House) -> [Room] {
    [
      Storehouse.room, Room("conversations", subjects: [.post]), Room("people", subjects: [.account]),
      Room("groups", subjects: [.group], export: Groups.export, erase: Groups.erase), Room("organisations", erase: Organisations.erase),
      Room("invitations", erase: Invitations.erase),
      MediaRoom.room(house),
    ]
  }
}
