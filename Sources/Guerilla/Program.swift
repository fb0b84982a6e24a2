import Bridges
import Commons
import Community
import Doors
import FoundationEssentials
import Hummingbird
import Letterbox
import Logging
import Pages
import Secrets
import Storehouse

/// The running program: the store opened and migrated, and every room with what it needs.
struct Program: Sendable {
  let configuration: Configuration
  let house: House
  let measures: Measures
  let rooms: [Room]
  /// The open streams of this process.
  let live: LiveHub
  /// The same for programs.
  let streams: StreamHub
  let log: Logger

  /// Opens the store of `configuration`, brings its tables up to date, and builds the house on it.
  static func open(_ configuration: Configuration, clock: @escaping @Sendable () -> Moment = Clock.now, log: Logger)
    async throws -> Program
  {
    try FileManager.default.createDirectory(atPath: configuration.data, withIntermediateDirectories: true)
    let say: @Sendable (String) -> Void = { log.warning("\($0)") }
    let store = try await Storehouse.open(StoreLocation(configuration.database), clock: clock, log: say)
    try await Migrations.run(on: store)
    var defaults = SiteSettings.Values()
    defaults.registration = configuration.registration
    let house = House(
      store: store, media: try DiskMediaStore(folder: configuration.data + "/media"),
      letterbox: try letterbox(configuration),
      secret: try SecretKey.loadOrCreate(configuration.data + "/secret.key"),
      address: try SiteAddress(configuration.url),
      settings: SiteSettings(store: store, defaults: defaults), limits: RateLimits(isOn: configuration.hasRateLimits),
      log: say)
    return Program(
      configuration: configuration, house: house, measures: Measures(startedAt: clock()), rooms: Rooms.all(house),
      live: LiveHub(store: store, log: say), streams: Bridges.streams(house), log: log)
  }

  private static func letterbox(_ configuration: Configuration) throws -> any Letterbox {
    let address = try SiteAddress(configuration.url)
    // A host without a dot is this machine: letters from it only go to the folder.
    let host =
      address.host.contains(".") && !address.host.allSatisfy({ $0.isNumber || $0 == "." })
      ? address.host : "localhost.localdomain"
    let sender = Letter.Party("Guerilla Policy", try MailAddress("no-reply@\(host)"))
    if configuration.smtp.isEmpty { return FolderLetterbox(folder: configuration.data + "/letters", sender: sender) }
    return SMTPLetterbox(try SMTPAddress(configuration.smtp), sender: sender)
  }

  private var api: APIRoutes {
    Bridges.api(house, rooms: rooms, measures: measures, trustsProxy: configuration.trustsProxy)
  }

  /// What goes on for hours, for programs.
  var streaming: StreamRoutes { Bridges.streaming(api, streams) }

  /// Every route, behind the threshold; health and assets before it.
  func router() -> Router<VisitorContext> {
    let router = Router(context: VisitorContext.self, options: .autoGenerateHeadEndpoints)
    Health(program: self).add(to: router)
    AssetRoutes().add(to: router)
    let signIns = SignIns(store: house.store)
    let live = live
    let threshold = Threshold(
      house: house, measures: measures, trustsProxy: configuration.trustsProxy,
      furnish: { frame in
        Rooms.furnish(&frame)
        frame.liveAfter = live.newest
      },
      identify: { token in try await signIns.member(token: token) })
    LiveRoutes(house: house, hub: live).add(to: router, behind: threshold)
    api.add(to: router)
    streaming.add(to: router)
    router.add(middleware: Bridges.alternates(of: api))
    router.add(middleware: threshold)
    Rooms.addRoutes(house, rooms: rooms, to: router)
    return router
  }
}

/// The wall clock, to the millisecond. Read here and nowhere else.
enum Clock {
  static let now: @Sendable () -> Moment = { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
