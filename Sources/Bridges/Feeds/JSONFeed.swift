import Commons
import Community
import Doors
import Pages

extension JSON {
  /// JSON Feed 1.1.
  mutating func feed(_ feed: FeedDocument, site: String) {
    object {
      $0.field("version", "https://jsonfeed.org/version/1.1")
      $0.field("title", feed.title)
      $0.field("home_page_url", parts: site, feed.page)
      $0.field("feed_url", feed.address(.json, site: site))
      if !feed.about.isEmpty { $0.field("description", feed.about) }
      if let next = feed.next { $0.field("next_url", feed.address(.json, site: site, query: next)) }
      if let picture = feed.picture { $0.field("icon", parts: site, picture) }
      $0.field("language", feed.language)
      $0.field("items", each: feed.entries) { $0.item($1, site: site) }
    }
  }

  private mutating func item(_ entry: FeedDocument.Entry, site: String) {
    object {
      $0.field("id", parts: site, "/posts/\(entry.id)")
      $0.field("url", parts: site, entry.path)
      if let title = entry.title { $0.field("title", title) }
      $0.field("content_html", entry.html)
      if let note = entry.contentNote { $0.field("summary", note) }
      $0.field("date_published", entry.publishedAt)
      $0.field("date_modified", entry.updatedAt)
      $0.field("authors", each: [entry.author]) { json, author in
        json.object {
          $0.field("name", author.name)
          $0.field("url", parts: site, author.path)
        }
      }
      $0.field("tags", entry.topics)
      $0.field("language", entry.language)
      $0.field("attachments", each: entry.files) { json, file in
        json.object {
          $0.field("url", parts: site, "/media/\(file.file)")
          $0.field("mime_type", file.mediaType)
          $0.field("size_in_bytes", file.byteCount)
          let title = file.isPicture ? file.alt : file.title
          if !title.isEmpty { $0.field("title", title) }
        }
      }
    }
  }
}
