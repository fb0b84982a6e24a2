import Commons
import Community
import Storehouse

enum ProfileStore {
  /// What of a change is not words or pictures.
  static func set(_ change: ProfileChange, of member: Key<Account>, in tx: WriteTx) throws {
    if let isLocked = change.isLocked {
      try tx.run("UPDATE account SET approves_followers = \(isLocked) WHERE id = \(member)")
    }
    if let isBot = change.isBot { try tx.run("UPDATE account SET is_bot = \(isBot) WHERE id = \(member)") }
    if let isDiscoverable = change.isDiscoverable {
      try tx.run("UPDATE account SET in_directory = \(isDiscoverable) WHERE id = \(member)")
    }
    if let fields = change.fields {
      try tx.run("UPDATE account SET fields = \(ProfileFields.stored(fields)) WHERE id = \(member)")
    }
    for (name, value) in change.preferences { try PreferenceStore.set(name, to: value, of: member, in: tx) }
  }
}
