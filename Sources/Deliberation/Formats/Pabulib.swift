/// A participatory budget in the Pabulib format (Faliszewski et al., “Participatory budgeting: data, tools, and
/// analysis”, IJCAI 2023; pabulib.org/format): sections META, PROJECTS and VOTES of values separated by semicolons.
///
/// Who cast a ballot, and what else a file says about them, is not kept: only what they marked, in the file's order.
public struct Pabulib: Sendable {
  /// A key and its value in the section META.
  public struct Entry: Sendable, Hashable {
    public let key: String
    public let value: String
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The META section in its order.
  public let meta: [Entry]
  /// What the PROJECTS section calls its columns, and the rows as written beside `election.projects`.
  public let projectColumns: [String]
  public let projectRows: [[String]]
  public let election: BudgetElection

  public init(meta: [Entry], projectColumns: [String], projectRows: [[String]], election: BudgetElection) {
    self.meta = meta
    self.projectColumns = projectColumns
    self.projectRows = projectRows
    self.election = election
  }

  /// The value of a key in the section META.
  public subscript(_ key: String) -> String? { meta.first { $0.key == key }?.value }

  /// A column of the projects; nil where there is none.
  public func column(_ name: String) -> [String]? {
    guard let index = projectColumns.firstIndex(of: name) else { return nil }
    return projectRows.map { index < $0.count ? $0[index] : "" }
  }

  /// The projects that the city says it funded from this budget (`selected` is 1; 2 and 3 are funded from elsewhere).
  /// Nil where the file does not say.
  public var published: [Int]? {
    column("selected").map { column in column.indices.filter { column[$0] == "1" } }
  }

  /// The currency the file names, for example “PLN”; empty where it names none.
  public var currency: String { self["currency"] ?? "" }
}
