import Commons
import Pages

enum TopicPages {
  static func list(_ reading: Topics.List, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Topics")
    let tabs = TabBar(
      label: words("Order of the topics"),
      tabs: [
        (words("Talked about last"), "/topics", reading.order == .busy),
        (words("Most followed"), "/topics?order=followed", reading.order == .followed),
      ])
    let list: Markup =
      reading.topics.isEmpty
      ? emptyState(
        .topic, words("No topics yet"),
        words("Write a word with # in front of it, like #respite, and it becomes a topic."),
        action: linkButton("/talk/new", words("Start a conversation")))
      : "<section class=\"card\"><ul class=\"rows\">\(reading.topics.markup { row($0, look) })</ul></section>"
    let followed: Markup =
      reading.followed.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(words("You follow"))</h2><p class=\"row\">\(reading.followed.markup { chip($0) })</p></section>"
    return Page(
      title: title, section: .talk,
      main:
        "<h1>\(title)</h1>\(tabs.markup)\(list)\(Paging.older("/topics", before: reading.olderBefore, words: words, label: "More topics"))",
      aside: followed.isEmpty ? nil : followed, asideName: "Your topics")
  }

  static func row(_ topic: TopicSummary, _ look: PostMarkup) -> Markup {
    let words = look.words
    let followers: Markup =
      topic.followerCount == 0
      ? .empty : " · \(words(.count(topic.followerCount, one: "{1} follower", other: "{1} followers")))"
    return """
      <li><span class="grow"><a class="cover" href="\(topic.path)" dir="auto">#\(topic.shown)</a><br><span class="meta">\
      \(words(.count(topic.postCount, one: "{1} post", other: "{1} posts")))\(followers) · \(words.time(topic.lastPost.moment, now: look.now))</span></span>\
      \(if: topic.isFollowed, tag(words("You follow"), .teal, icon: .check))</li>
      """
  }

  private static func chip(_ topic: TopicSummary) -> Markup {
    "<a class=\"tag violet\" href=\"\(topic.path)\" dir=\"auto\">#\(topic.shown)</a>"
  }

  static func topic(_ reading: Topics.Reading, look: PostMarkup) -> Page {
    let words = look.words
    let name = reading.shown
    let start = Paging.with("text", "#\(name) ", in: "/talk/new")
    let list: Markup =
      reading.cards.isEmpty
      ? emptyState(
        .topic, words("Nothing about #\(name) yet"), words("What would you like to say or ask about it?"),
        action: linkButton(start, words("Start the conversation")))
      : reading.cards.markup(look.card)
    let follow: Markup =
      look.viewer == nil
      ? linkButton("/sign-in?next=" + Link.encoded(reading.name.path), words("Sign in to follow"), look: .quiet)
      : actionButton(
        "\(reading.name.path)/follow", reading.isFollowed ? words("Following") : words("Follow"),
        icon: reading.isFollowed ? .check : .plus,
        look: .quiet, pressed: reading.isFollowed, hidden: "#\(name)", fields: ["on": reading.isFollowed ? "no" : "yes"]
      )
    let followers: Markup =
      reading.followerCount == 0
      ? .empty
      : "<p class=\"meta\">\(words(.count(reading.followerCount, one: "{1} follower", other: "{1} followers")))</p>"
    let related: Markup? =
      reading.related.isEmpty
      ? nil
      : "<section class=\"card\"><h2>\(words("Talked about together"))</h2><p class=\"row\">\(reading.related.markup { chip($0) })</p></section>"
    return Page(
      title: "#\(name)", section: .talk,
      hero: hero(
        .violet,
        """
        \(crumbs([(words("Topics"), "/topics")], words: words))<h1 dir="auto">#\(name)</h1>\(followers)
        <div class="row">\(follow)\(if: !reading.cards.isEmpty, linkButton(start, words("Say something about it")))</div>
        """),
      main: """
        <section class="stack" aria-labelledby="said"><h2 id="said">\(words("What people said"))</h2>\(list)</section>
        \(ConversationPages.olderLink(reading.olderBefore, "\(reading.name.path)?before=", words))
        """, aside: related, asideName: "Related topics",
      feeds: [Feed(words("Posts about #\(name)"), path: "\(reading.name.path).atom")], canonical: reading.name.path,
      isUnlisted: reading.cards.isEmpty)
  }
}
