public import Commons
public import Letterbox
public import Secrets
public import Storehouse
import Synchronization

/// What every room needs from the running program: where things are kept, who delivers letters, what time it is.
public struct House: Sendable {
  public let store: any Store
  public let media: any MediaStore
  public let letterbox: any Letterbox
  public let secret: SecretKey
  public let address: SiteAddress
  public let settings: SiteSettings
  /// False only for measuring: limits on how often one visitor may do something.
  public let limits: RateLimits
  /// Networks that nobody comes in from.
  public let networks: BlockedNetworks
  /// Words for the operator's log.
  public let log: @Sendable (String) -> Void

  public init(
    store: any Store, media: any MediaStore, letterbox: any Letterbox, secret: SecretKey, address: SiteAddress,
    settings: SiteSettings,
    limits: RateLimits, log: @escaping @Sendable (String) -> Void
  ) {
    self.store = store
    self.media = media
    self.letterbox = letterbox
    self.secret = secret
    self.address = address
    self.settings = settings
    self.limits = limits
    networks = BlockedNetworks(store: store)
    self.log = log
  }

  public var now: Moment { store.clock() }
}

/// The public address of the site: `https://example.org`, without a slash at the end.
public struct SiteAddress: Sendable, Hashable {
  public let text: String
  public let isSecure: Bool
  /// The host with its port, as a browser sends it in `Host`.
  public let authority: String
  /// The host alone, as it stands in mail addresses.
  public var host: String { String(authority.prefix { $0 != ":" }) }

  /// - Throws: a `Refusal` unless `typed` is `http://host[:port]` or `https://host[:port]`.
  public init(_ typed: String) throws(Refusal) {
    var text = typed
    while text.hasSuffix("/") { text.removeLast() }
    if text.hasPrefix("https://") {
      isSecure = true
      authority = String(text.dropFirst(8))
    } else if text.hasPrefix("http://") {
      isSecure = false
      authority = String(text.dropFirst(7))
    } else {
      throw .invalid("url", "The public address starts with http:// or https://.")
    }
    guard !authority.isEmpty, !authority.contains("/") else {
      throw .invalid("url", "The public address has a host and no path.")
    }
    self.text = text
  }

  /// The absolute address of a path on this site.
  public func url(_ path: String) -> String { text + path }
}

/// What stewards set for the site. Read from the store at most every few seconds, so that a change made through another process is seen.
public final class SiteSettings: Sendable {
  /// One reading of the settings.
  public struct Values: Sendable {
    public var siteName = "Guerilla Policy"
    public var tagline = ""
    public var registration = Registration.open
    public var isDemo = false
    public init() {}
  }

  private struct Reading {
    var values: Values
    var readAt: Moment?
  }
  private let reading: Mutex<Reading>
  private let defaults: Values
  private let store: any Store
  static let shelfLife = Span.seconds(5)

  /// - Parameter defaults: what holds where the stewards have set nothing.
  public init(store: any Store, defaults: Values) {
    self.store = store
    self.defaults = defaults
    reading = Mutex(Reading(values: defaults, readAt: nil))
  }

  /// The settings, at most five seconds old.
  public func values() async throws -> Values {
    let now = store.clock()
    let kept = reading.withLock { $0 }
    if let readAt = kept.readAt, now - readAt < Self.shelfLife, now >= readAt { return kept.values }
    let rows = try await store.read { tx in
      try tx.all("SELECT name, value FROM site_setting") { row in (try row.take() as String, try row.take() as String) }
    }
    var values = defaults
    for (name, value) in rows {
      switch name {
      case "site_name": values.siteName = value
      case "tagline": values.tagline = value
      case "registration": values.registration = Registration(rawValue: value) ?? values.registration
      case "demo": values.isDemo = value == "yes"
      default: break
      }
    }
    let fresh = values
    reading.withLock { $0 = Reading(values: fresh, readAt: now) }
    return values
  }

  /// Sets one setting for the whole site and forgets what was read.
  public func set(_ name: String, to value: String, by steward: Key<Account>?) async throws {
    _ = try await store.write { tx in
      try tx.run(
        """
        INSERT INTO site_setting (name, value, set_by, set_at) VALUES (\(name), \(value), \(steward), \(tx.now))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at
        """)
    }
    forget()
  }

  /// Makes the next question read the store again.
  public func forget() { reading.withLock { $0.readAt = nil } }
}
