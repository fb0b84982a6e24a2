public import Commons
public import Hummingbird
public import NIOCore
public import Pages

/// What the threshold learns about a request before any room sees it.
public struct Visit: Sendable {
  public var member: Member?
  /// Someone who is signed in but whom no steward has let in yet, or who is suspended: to every room they are a visitor.
  public var waiting: Member?
  public var words: Words
  public var now: Moment
  public var frame: PageFrame
  /// The address the request came from, for limits; never shown.
  public var address: String
  /// The request's own reference, in the log and on a fault's page.
  public var reference: String
  public var acceptsGzip = false
  /// Where a handler leaves the page it has made.
  let outgoing = Outgoing()
}

/// A visit that the threshold has looked at whole. By reference: contexts are handed on and kept by every function that
/// waits, and an open stream of news keeps them for hours.
public final class Admission: Sendable {
  public let visit: Visit
  init(_ visit: Visit) { self.visit = visit }
}

/// A context that a room's routes are written against.
public protocol DoorContext: RequestContext {
  var admission: Admission { get }
}

extension DoorContext {
  public var visit: Visit { admission.visit }
  public var words: Words { visit.words }
  public var now: Moment { visit.now }
  public var viewer: Key<Account>? { visit.member?.id }
}

/// Anyone: signed in or not.
public struct VisitorContext: DoorContext {
  public var coreContext: CoreRequestContextStorage
  public private(set) var admission: Admission
  /// The connection that the request came by.
  public let channel: any Channel

  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
    let words = Words(.english)
    admission = Admission(
      Visit(
        member: nil, words: words, now: .keyEpoch, frame: PageFrame(words: words, now: .keyEpoch),
        address: source.channel.remoteAddress?.ipAddress ?? "unknown", reference: ""))
  }

  /// The same request, looked at.
  func admitted(_ visit: Visit) -> VisitorContext {
    var context = self
    context.admission = Admission(visit)
    return context
  }
}

/// A member: a route in this group cannot be reached without being signed in.
public struct MemberContext: ChildRequestContext, DoorContext {
  public var coreContext: CoreRequestContextStorage
  public let admission: Admission
  public let member: Member

  public init(context: VisitorContext) throws {
    if let waiting = context.visit.waiting {
      guard !waiting.isSignInShut else { throw Refusal.signInShut }
      guard !waiting.isSuspended else {
        throw Refusal(.forbidden, "Your account is suspended. You can read why, appeal, and take your data with you.")
      }
      throw Refusal(
        .forbidden,
        "A steward looks at new accounts first. Until yours has been accepted you can read, but not take part.")
    }
    guard let member = context.visit.member else { throw Refusal(.signedOut, "Sign in to do that.") }
    coreContext = context.coreContext
    admission = context.admission
    self.member = member
  }
}

/// Anyone who is signed in, let in or not, suspended too: for what concerns only themselves, such as their data and
/// leaving.
public struct AccountContext: ChildRequestContext, DoorContext {
  public var coreContext: CoreRequestContextStorage
  public let admission: Admission
  public let member: Member

  public init(context: VisitorContext) throws {
    guard let member = context.visit.member ?? context.visit.waiting else {
      throw Refusal(.signedOut, "Sign in to do that.")
    }
    guard !member.isSignInShut else { throw Refusal.signInShut }
    coreContext = context.coreContext
    admission = context.admission
    self.member = member
  }
}

/// Anyone who has signed in, whatever moderators have done to the account: for reading why, appealing and signing out.
public struct AppealContext: ChildRequestContext, DoorContext {
  public var coreContext: CoreRequestContextStorage
  public let admission: Admission
  public let member: Member

  public init(context: VisitorContext) throws {
    guard let member = context.visit.member ?? context.visit.waiting else {
      throw Refusal(.signedOut, "Sign in to do that.")
    }
    coreContext = context.coreContext
    admission = context.admission
    self.member = member
  }
}

extension Refusal {
  /// What somebody is told whose sign-in moderators have shut, wherever they go beside the appeal.
  static let signInShut = Refusal(
    .forbidden, "The moderators have shut this account’s sign-in. You can read why, and appeal.")
}

/// A moderator or a steward.
public struct ModeratorContext: ChildRequestContext, DoorContext {
  public var coreContext: CoreRequestContextStorage
  public let admission: Admission
  public let member: Member

  public init(context: VisitorContext) throws {
    guard let member = context.visit.member else { throw Refusal(.signedOut, "Sign in to do that.") }
    // What you may not see is not found: the page does not tell a stranger that it is there.
    guard member.role >= .moderator else { throw Refusal.notFound }
    coreContext = context.coreContext
    admission = context.admission
    self.member = member
  }
}

/// A steward.
public struct StewardContext: ChildRequestContext, DoorContext {
  public var coreContext: CoreRequestContextStorage
  public let admission: Admission
  public let member: Member

  public init(context: VisitorContext) throws {
    guard let member = context.visit.member else { throw Refusal(.signedOut, "Sign in to do that.") }
    guard member.role >= .steward else { throw Refusal.notFound }
    coreContext = context.coreContext
    admission = context.admission
    self.member = member
  }
}

extension Member {
  /// The page of someone who is signed in and not let in.
  public var place: String { isBarred ? "/suspended" : "/waiting" }
}
