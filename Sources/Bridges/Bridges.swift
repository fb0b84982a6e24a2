public import Doors
public import Storehouse

/// The way to other programs: what the executable adds to the house.
public enum Bridges {
  /// Every operation of the API.
  static let operations: [Operation] =
    AppOperations.all + InstanceOperations.all + ProfileOperations.all + AccountOperations.all + StatusOperations.all
    + TimelineOperations.all
    + TagOperations.all + AvoidedDomainOperations.all + AnnouncementOperations.all + DiscoveryOperations.all
    + AdminAccountOperations.all + AdminReportOperations.all + AdminBlockOperations.all + AdminFigureOperations.all
    + PollOperations.all + MediaOperations.all + ListOperations.all + ScheduledOperations.all + SearchOperations.all

  /// The routes for programs, which stand before the threshold.
  public static func api(_ house: House, rooms: [Room], measures: Measures, trustsProxy: Bool) -> APIRoutes {
    APIRoutes(house: house, measures: measures, trustsProxy: trustsProxy, operations: operations, rooms: rooms)
  }

  /// What this street does beside answering requests.
  public static func room(_ house: House) -> Room {
    Room(
      "bridges",
      jobs: [ScheduledOperations.jobKind: { run in try await ScheduledOperations.publish(run, in: house) }],
      erase: { account, tx in try BridgeStore.erase(account, in: tx) })
  }
}
