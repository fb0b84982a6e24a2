import Commons
import Community

extension FeedDocument {
  /// Atom (RFC 4287), with pages as RFC 5005 section 3 has them and replies as RFC 4685.
  func atom(site: String) -> String {
    var xml = XMLWriter()
    xml.element(
      "feed",
      [
        "xmlns": "http://www.w3.org/2005/Atom", "xmlns:thr": "http://purl.org/syndication/thread/1.0",
        "xml:lang": language,
      ]
    ) { xml in
      xml.element("id", text: address(.atom, site: site))
      xml.element("title", text: title)
      if !about.isEmpty { xml.element("subtitle", text: about) }
      xml.element("updated", text: updatedAt.iso8601)
      xml.empty("link", ["rel": "self", "type": FeedFormat.atom.type, "href": address(.atom, site: site)])
      xml.empty("link", ["rel": "alternate", "type": "text/html", "href": site + page])
      if let next {
        xml.empty(
          "link", ["rel": "next", "type": FeedFormat.atom.type, "href": address(.atom, site: site, query: next)])
      }
      if let picture { xml.element("icon", text: site + picture) }
      xml.element("generator", ["uri": site + "/"], text: siteName)
      for entry in entries { entry.atom(to: &xml, site: site) }
    }
    return xml.text
  }
}

extension FeedDocument.Entry {
  fileprivate func atom(to xml: inout XMLWriter, site: String) {
    xml.element("entry", ["xml:lang": language]) { xml in
      xml.element("id", text: "\(site)/posts/\(id)")
      xml.element("title", text: title ?? beginning)
      xml.element("published", text: publishedAt.iso8601)
      xml.element("updated", text: updatedAt.iso8601)
      xml.empty("link", ["rel": "alternate", "type": "text/html", "href": site + path])
      xml.element("author") {
        $0.element("name", text: author.name)
        $0.element("uri", text: site + author.path)
      }
      for topic in topics { xml.empty("category", ["term": topic, "scheme": site + "/topics"]) }
      if let parent {
        xml.empty("thr:in-reply-to", ["ref": "\(site)/posts/\(parent)", "href": "\(site)/posts/\(parent)"])
      }
      if let contentNote { xml.element("summary", text: contentNote) }
      xml.element("content", ["type": "html"], text: html)
      for file in files {
        xml.empty(
          "link",
          [
            "rel": "enclosure", "type": file.mediaType, "length": String(file.byteCount),
            "href": "\(site)/media/\(file.file)", "title": file.isPicture ? file.alt : file.title,
          ])
      }
    }
  }
}

extension Attachment {
  var mediaType: String { isPicture ? "image/webp" : "application/pdf" }
}
