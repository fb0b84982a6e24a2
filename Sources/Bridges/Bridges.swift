public import Doors
public import Storehouse

/// The way to other programs: what the executable adds to the house.
public enum Bridges {
  /// Every operation of the API.
  static let operations: [Operation] =
    AppOperations.all + InstanceOperations.all + WellKnownOperations.all + ProfileOperations.all + AccountOperations.all
    + RelationshipOperations.all + StatusOperations.all + StatusGestureOperations.all
    + QuoteOperations.all
    + TimelineOperations.all
    + TagOperations.all + AvoidedDomainOperations.all + AnnouncementOperations.all + DiscoveryOperations.all
    + AdminAccountOperations.all + AdminReportOperations.all + AdminBlockOperations.all + AdminFigureOperations.all
    + PollOperations.all + MediaOperations.all + ListOperations.all + ScheduledOperations.all + SearchOperations.all
    + NotificationOperations.all + MarkerOperations.all + FilterOperations.all + ConversationOperations.all
    + ReportOperations.all + PushOperations.all + [Document.operation]

  /// What stands at the addresses of pages in another form.
  static let feeds: [Operation] = FeedOperations.all
  static let pages: [Operation] = PageOperations.all

  /// The routes for programs, which stand before the threshold.
  public static func api(_ house: House, rooms: [Room], measures: Measures, trustsProxy: Bool) -> APIRoutes {
    APIRoutes(house: house, measures: measures, trustsProxy: trustsProxy, operations: operations, rooms: rooms)
  }

  /// Feeds and JSON at the addresses of pages: before the threshold too.
  public static func alternates(of api: APIRoutes) -> AlternateRoutes {
    AlternateRoutes(api: api, feeds: feeds, pages: pages)
  }

  /// The open streams of this process.
  public static func streams(_ house: House) -> StreamHub {
    StreamHub(store: house.store, site: house.address.text, log: house.log)
  }

  /// The doors to them: routes that stand before the threshold, and the WebSocket on the server's port.
  public static func streaming(_ api: APIRoutes, _ hub: StreamHub) -> StreamRoutes { StreamRoutes(api: api, hub: hub) }

  /// What this street does beside answering requests.
  public static func room(_ house: House) -> Room {
    let pushing = Pushing(house: house)
    return Room(
      "bridges", listeners: [Pushing.listener],
      jobs: [
        ScheduledOperations.jobKind: { run in try await ScheduledOperations.publish(run, in: house) },
        Pushing.jobKind: { run in try await pushing.push(run) },
      ],
      erase: { account, tx in try BridgeStore.erase(account, in: tx) })
  }
}
