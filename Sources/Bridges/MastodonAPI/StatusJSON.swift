import Commons
import Community
import Pages

extension JSON {
  mutating func status(_ card: PostCard, _ around: Surroundings, _ writing: Writing) {
    object { $0.members(of: card, around, writing) }
  }

  mutating func members(of card: PostCard, _ around: Surroundings, _ writing: Writing) {
    let shared = card.shared?.card
    field("id", card.id)
    field("created_at", card.publishedAt)
    field("in_reply_to_id", card.parent)
    field("in_reply_to_account_id", card.parent.flatMap { around.answered[$0] })
    field("sensitive", card.contentNote != nil || card.isSensitive)
    field("spoiler_text", card.contentNote ?? "")
    field("visibility", Writing.visibility(of: card))
    field("language", card.language)
    let path = shared?.path ?? card.path
    field("uri", parts: writing.site, "/posts/\(card.id)")
    field("url", parts: writing.site, path)
    field("replies_count", card.replyCount)
    field("reblogs_count", card.shareCount)
    field("favourites_count", card.supportCount)
    field("quotes_count", card.quoteCount)
    field("edited_at", card.editedAt)
    field("favourited", card.isSupported)
    field("reblogged", card.isShared || (shared != nil && shared?.isShared == true && card.author.id == writing.viewer))
    field("muted", around.muted.contains(card.conversation))
    field("bookmarked", card.isBookmarked)
    field("pinned", around.pinned.contains(card.id))
    name("content")
    // What a plain app has no word for: the title is the first line, and leads to the page.
    html(
      card.html.isEmpty && card.title == nil && shared == nil ? "<p></p>" : card.html, title: card.title,
      link: card.path,
      writing)
    name("filtered")
    array(around.filtered[shared?.id ?? card.id] ?? []) { $0.filterResult($1) }
    name("reblog")
    if let shared { status(shared, around, writing) } else { null() }
    name("application")
    if let app = card.app.flatMap({ around.apps[$0] }) {
      object {
        $0.field("name", app.name)
        $0.field("website", app.website.isEmpty ? nil : app.website)
      }
    } else {
      null()
    }
    name("account")
    if let author = around.accounts[card.author.id.value] { account(author, writing) } else { null() }
    field("media_attachments", each: card.media) { $0.attachment($1, writing) }
    field("mentions", each: around.mentions[card.id] ?? []) { json, mentioned in
      json.object {
        $0.field("id", mentioned.id)
        $0.field("username", mentioned.handle)
        $0.field("url", parts: writing.site, "/@\(mentioned.handle)")
        $0.field("acct", mentioned.handle)
      }
    }
    field("tags", each: around.topics[card.id] ?? []) { json, topic in
      json.object {
        $0.field("name", topic)
        $0.field("url", parts: writing.site, "/topics/\(Link.encoded(topic))")
      }
    }
    field("emojis", [])
    name("card")
    if let title = card.title { previewCard(card, title: title, writing) } else { null() }
    name("poll")
    if let check = around.checks[card.id] { poll(check, writing) } else { null() }
    name("quote")
    quote(in: card, around, writing)
    quoteApproval(of: card, around, writing)
  }

  /// A titled conversation or a question has a page of its own: apps show it as a card.
  private mutating func previewCard(_ card: PostCard, title: String, _ writing: Writing) {
    object {
      $0.field("url", parts: writing.site, card.path)
      $0.field("title", title)
      $0.field("description", card.kind == .question ? "Question" : "Conversation")
      $0.field("language", card.language)
      $0.field("type", "link")
      $0.field("author_name", card.author.name)
      $0.field("author_url", parts: writing.site, card.author.path)
      $0.field("authors", [])
      $0.field("provider_name", "")
      $0.field("provider_url", parts: writing.site, "/")
      $0.field("html", "")
      $0.field("width", 0)
      $0.field("height", 0)
      $0.field(null: "image")
      $0.field("image_description", "")
      $0.field("embed_url", "")
      $0.field(null: "blurhash")
      $0.field(null: "published_at")
    }
  }

  mutating func attachment(_ file: Attachment, _ writing: Writing) {
    object {
      $0.field("id", file.id)
      $0.field("type", file.isPicture ? "image" : "unknown")
      $0.field("url", parts: writing.site, "/media/\(file.file)")
      $0.field("preview_url", parts: writing.site, "/media/\(file.smallFile ?? file.file)")
      $0.field(null: "remote_url")
      $0.field(null: "preview_remote_url")
      $0.field(null: "text_url")
      $0.field(
        "meta",
        object: {
          guard file.isPicture else { return }
          $0.field(
            "focus",
            object: {
              $0.field("x", file.focusX)
              $0.field("y", file.focusY)
            })
          $0.field("original", object: { $0.members(ofSize: file.width, file.height) })
          // The preview is at most 800 pixels wide and high.
          let scale = min(1, 800 / Double(max(file.width, file.height, 1)))
          $0.field(
            "small", object: { $0.members(ofSize: Int(Double(file.width) * scale), Int(Double(file.height) * scale)) })
        })
      let words = file.isPicture ? file.alt : file.title
      $0.field("description", words.isEmpty ? nil : words)
      $0.field("blurhash", file.blurHash)
    }
  }

  private mutating func members(ofSize width: Int, _ height: Int) {
    field("width", width)
    field("height", height)
    field("size", "\(width)x\(height)")
    field("aspect", height == 0 ? 1 : Double(width) / Double(height))
  }

  mutating func poll(_ check: Check, _ writing: Writing) {
    let shows = check.showsTotals(at: writing.now)
    object {
      $0.field("id", check.post)
      $0.field("expires_at", check.endsAt)
      $0.field("expired", check.isOver(at: writing.now))
      $0.field("multiple", check.isMultiple)
      $0.field("votes_count", check.voteCount)
      $0.field("voters_count", check.voterCount)
      $0.field("options", each: check.options) { json, option in
        json.object {
          $0.field("title", option.words)
          $0.field("votes_count", shows ? option.voteCount : nil)
        }
      }
      $0.field("emojis", [])
      if writing.viewer != nil {
        $0.field("voted", check.isOwn || check.ownVotes != nil)
        $0.name("own_votes")
        $0.array(check.ownVotes ?? []) { $0.value($1) }
      }
    }
  }

  mutating func filterResult(_ result: FilterResult) {
    object {
      $0.field("filter", object: { $0.members(of: result.filter) })
      $0.name("keyword_matches")
      if result.words.isEmpty { $0.null() } else { $0.array(result.words) { $0.value($1) } }
      $0.name("status_matches")
      if result.byStatus.isEmpty { $0.null() } else { $0.array(result.byStatus) { $0.value($1) } }
    }
  }
}

extension Writing {
  /// What apps call an audience. Members and a group are narrower than everyone, and their posts cannot be passed on from an app either.
  static func visibility(of card: PostCard) -> String {
    switch card.audience {
    case .everyone: card.isUnlisted ? "unlisted" : "public"
    case .members: "unlisted"
    case .followers, .group: "private"
    case .named: "direct"
    }
  }
}
