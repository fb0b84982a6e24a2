import Commons
import Community
import Doors
import Pages
import Secrets

/// How entities are written. One for a call: it knows the address of the site, and who looks.
struct Writing: Sendable {
  let site: String
  let now: Moment
  let viewer: Key<Account>?

  init(site: String, now: Moment, viewer: Key<Account>?) {
    self.site = site
    self.now = now
    self.viewer = viewer
  }

  init(_ call: Call) { self.init(site: call.house.address.text, now: call.now, viewer: call.viewer) }
}

extension JSON {
  mutating func account(_ account: AccountEntity, _ writing: Writing) {
    object(again: account.id) { $0.members(of: account, writing) }
  }

  /// The members of an Account, for those who add more.
  mutating func members(of account: AccountEntity, _ writing: Writing) {
    name("id")
    value(Key<Account>(account.id))
    field("username", account.handle)
    field("acct", account.handle)
    field("display_name", account.name)
    field("locked", account.isLocked)
    field("bot", account.isBot)
    field("discoverable", account.isDiscoverable)
    field("indexable", true)
    field("group", account.kind == .group)
    field("noindex", !account.isDiscoverable)
    if account.isLimited { field("limited", true) }
    if account.isSuspended { field("suspended", true) }
    field("created_at", "\(account.joinedAt.civil.isoDate)T00:00:00.000Z")
    name("note")
    html(account.aboutHTML, writing)
    field("url", parts: writing.site, account.path)
    field("uri", parts: writing.site, account.path)
    // Apps fetch pictures without a token, so the face of a hidden group is every hidden group's.
    let isHidden = account.kind == .group && !account.isDiscoverable
    let avatar = account.picture ?? (isHidden ? "/avatars/group.png" : "/avatars/\(account.id).png")
    field("avatar", parts: writing.site, avatar)
    field("avatar_static", parts: writing.site, avatar)
    field("avatar_description", "")
    let header = account.header ?? "/avatars/header.png"
    field("header", parts: writing.site, header)
    field("header_static", parts: writing.site, header)
    field("header_description", "")
    field("followers_count", account.followerCount)
    field("following_count", account.followingCount)
    field("statuses_count", account.postCount)
    field("last_status_at", account.lastPost.value == 0 ? nil : account.lastPost.moment.civil.isoDate)
    field("hide_collections", false)
    field("memorial", false)
    field("moved") { $0.null() }
    field("emojis", [])
    field("roles", each: account.role == .member ? [] : [account.role]) { json, role in json.role(role) }
    field("fields", each: account.fields) { json, field in
      json.object {
        $0.field("name", field.name)
        $0.name("value")
        $0.html(Writing.linked(field.value), writing)
        $0.field(null: "verified_at")
      }
    }
  }

  mutating func role(_ role: Role) {
    object {
      $0.field("id", role == .steward ? "2" : role == .moderator ? "1" : "0")
      $0.field("name", role == .steward ? "Steward" : role == .moderator ? "Moderator" : "")
      $0.field("permissions", role == .steward ? "1048575" : role == .moderator ? "1308" : "0")
      $0.field("color", "")
      $0.field("highlighted", role != .member)
    }
  }

  /// A member whose value `write` writes.
  mutating func field(_ name: StaticString, _ write: (inout JSON) -> Void) {
    self.name(name)
    write(&self)
  }

  /// How links into this site begin, as far as their address, and how apps know them. See `MarkdownWriter`: there are no others.
  private static let links: [(ours: StaticString, theirs: StaticString)] = [
    ("<a class=\"mention\" href=\"/", "<a class=\"u-url mention\" href=\""),
    ("<a class=\"topic\" href=\"/", "<a class=\"mention hashtag\" rel=\"tag\" href=\""),
    ("<a href=\"/", "<a href=\""),
  ]

  /// HTML of ours with the addresses of this site made whole, and the classes that apps know mentions and topics by.
  mutating func html(_ html: String, title: String? = nil, link: String = "", _ writing: Writing) {
    text { text in
      if let title {
        text.append("<p><strong><a href=\"")
        text.append(writing.site)
        text.append(link)
        text.append("\">")
        text.append(Markup(text: title).string)
        text.append("</a></strong></p>")
      }
      var html = html
      html.withUTF8 { bytes in
        var start = 0
        var index = 0
        while index < bytes.count {
          guard bytes[index] == UInt8(ascii: "<"), index + 9 < bytes.count, bytes[index + 1] == UInt8(ascii: "a"),
            bytes[index + 2] == 32
          else {
            index += 1
            continue
          }
          let rest = UnsafeBufferPointer(rebasing: bytes[index...])
          guard let link = JSON.links.first(where: { rest.starts(with: $0.ours) }) else {
            index += 3
            continue
          }
          text.append(UnsafeBufferPointer(rebasing: bytes[start..<index]))
          text.append(link.theirs)
          text.append(writing.site)
          // The address itself begins with the last byte of what was looked for.
          index += link.ours.utf8CodeUnitCount - 1
          start = index
        }
        text.append(UnsafeBufferPointer(rebasing: bytes[start...]))
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] { return false }
    return true
  }
}

extension Writing {
  /// The value of a field as HTML: an address becomes a link.
  static func linked(_ value: String) -> String {
    let isAddress = (value.hasPrefix("https://") || value.hasPrefix("http://")) && !value.contains(" ")
    guard isAddress, let link = Link(value) else { return Markup(text: value).string }
    let markup: Markup = "<a href=\"\(link)\" rel=\"nofollow noopener me\">\(value)</a>"
    return markup.string
  }
}
