package import Commons
public import Storehouse
import Synchronization

/// Networks from which nobody comes in, as the moderators set them. Read at most every few seconds, so that a block set through another
/// process is seen, and a visit costs a look at a short list.
public final class BlockedNetworks: Sendable {
  private struct Reading {
    var networks: [(network: Network, until: Moment?)] = []
    var readAt: Moment?
  }
  private let reading = Mutex(Reading())
  private let store: any Store
  static let shelfLife = Span.seconds(5)

  public init(store: any Store) { self.store = store }

  /// Refuses whoever comes from a network that is shut out.
  /// - Parameter address: as the connection or the proxy names it; what is no address is let in.
  /// - Throws: a `Refusal` (403).
  public func admit(_ address: String) async throws {
    let now = store.clock()
    let kept = reading.withLock { $0 }
    var networks = kept.networks
    if kept.readAt.map({ now - $0 >= Self.shelfLife || now < $0 }) ?? true {
      networks = try await store.read { tx in try BlockedNetworks.shutOut(in: tx) }
      let fresh = networks
      reading.withLock { $0 = Reading(networks: fresh, readAt: now) }
    }
    guard !networks.isEmpty, let bits = Network.bits(of: address) else { return }
    if networks.contains(where: { ($0.until.map { $0 > now } ?? true) && $0.network.contains(bits) }) {
      throw Refusal(.forbidden, "The moderators of this site let nobody in from your network.")
    }
  }

  /// Makes the next visit read the store again.
  public func forget() { reading.withLock { $0.readAt = nil } }

  private static func shutOut(in tx: ReadTx) throws -> [(network: Network, until: Moment?)] {
    try tx.all("SELECT network, ends_at FROM blocked_network WHERE severity = 'no_access' ORDER BY id LIMIT 10000") {
      row in (Network(try row.take() as String), try row.take() as Moment?)
    }.compactMap { found in found.0.map { ($0, found.1) } }
  }
}
