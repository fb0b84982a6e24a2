import Commons
import Storehouse

/// How a person sees the site: kept as preferences, and as cookies on each of their devices, because a page has to know
/// it before it knows who looks.
struct DisplayChoices: Sendable {
  let values: [String: String]

  static let names = ["language", "theme"]

  /// What somebody has chosen on any device.
  static func of(_ account: Key<Account>, in tx: ReadTx) throws -> DisplayChoices {
    let all = try PreferenceStore.all(of: account, in: tx)
    return DisplayChoices(values: all.filter { names.contains($0.key) })
  }
}
