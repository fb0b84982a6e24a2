public import Doors
import Commons
public import Storehouse

/// What goes on with files beside requests: those that nothing names any more are taken off the disk.
public enum MediaRoom {
  static let discarding = "media.discard"
  static let sweeping = "media.sweep"
  /// How long an upload waits for its form to be sent again.
  static let patience = Span.days(1)

  public static func room(_ house: House) -> Room {
    Room(
      "media", recurring: [Recurring(kind: sweeping, every: .hours(1))],
      jobs: [
        discarding: { run in
          for name in run.payload.split(separator: " ").compactMap({ MediaName(String($0)) }) {
            try await discard(name, of: house)
          }
        },
        sweeping: { run in
          try await run.store.write { tx in try AttachmentStore.discardForgotten(before: tx.now - patience, in: tx) }
        },
      ])
  }

  /// Someone may have uploaded the same file meanwhile: then it stays.
  private static func discard(_ name: MediaName, of house: House) async throws {
    let isNamed = try await house.store.read { tx in try AttachmentStore.isNamed(name.text, in: tx) }
    if !isNamed { try await house.media.delete(name) }
  }
}
