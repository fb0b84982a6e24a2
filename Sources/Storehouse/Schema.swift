/// Every step of the schema, in order. A file that has shipped is frozen: what follows is a new one.
public enum Schema {
  /// One numbered file of `Schema/`.
  public struct Step: Sendable {
    public let number: Int
    public let name: String
    let bytes: [UInt8]

    /// - Parameter name: the file's name without `.sql`: `m0001_storehouse`.
    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
      number = Int(name.dropFirst().prefix(4)) ?? 0
    }
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  public static let migrations = [
    Step("m0001_storehouse", PackageResources.m0001_storehouse_sql),
    Step("m0002_community", PackageResources.m0002_community_sql),
    Step("m0003_talk", PackageResources.m0003_talk_sql), Step("m0004_groups", PackageResources.m0004_groups_sql),
    Step("m0005_accounts", PackageResources.m0005_accounts_sql),
    Step("m0006_notices", PackageResources.m0006_notices_sql),
    Step("m0007_safeguards", PackageResources.m0007_safeguards_sql),
    Step("m0008_versions", PackageResources.m0008_versions_sql),
    Step("m0009_speed", PackageResources.m0009_speed_sql),
    Step("m0010_clients", PackageResources.m0010_clients_sql), Step("m0011_quotes", PackageResources.m0011_quotes_sql),
  ]

  /// What is made from the tables and can be made again: it is dropped and rebuilt whenever its text changes.
  static let derived = Step("derived", PackageResources.derived_sql)
}
