import Commons
import Community

extension FeedDocument {
  /// RSS 2.0.11, with the names of Dublin Core for authors and Atom's link for its own address, as the RSS Advisory Board's profile advises.
  func rss(site: String) -> String {
    var xml = XMLWriter()
    xml.element(
      "rss",
      [
        "version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom", "xmlns:dc": "http://purl.org/dc/elements/1.1/",
      ]
    ) { xml in
      xml.element("channel") { xml in
        xml.element("title", text: title)
        xml.element("link", text: site + page)
        xml.element("description", text: about.isEmpty ? title : about)
        xml.element("language", text: language)
        xml.element("lastBuildDate", text: updatedAt.httpDate)
        xml.element("generator", text: siteName)
        xml.empty("atom:link", ["rel": "self", "type": FeedFormat.rss.type, "href": address(.rss, site: site)])
        if let next {
          xml.empty(
            "atom:link", ["rel": "next", "type": FeedFormat.rss.type, "href": address(.rss, site: site, query: next)])
        }
        if let picture {
          xml.element("image") {
            $0.element("url", text: site + picture)
            $0.element("title", text: title)
            $0.element("link", text: site + page)
          }
        }
        for entry in entries { entry.rss(to: &xml, site: site) }
      }
    }
    return xml.text
  }
}

extension FeedDocument.Entry {
  fileprivate func rss(to xml: inout XMLWriter, site: String) {
    xml.element("item") { xml in
      xml.element("title", text: title ?? beginning)
      xml.element("link", text: site + path)
      xml.element("guid", ["isPermaLink": "true"], text: "\(site)/posts/\(id)")
      xml.element("pubDate", text: publishedAt.httpDate)
      xml.element("dc:creator", text: author.name)
      for topic in topics { xml.element("category", ["domain": site + "/topics"], text: topic) }
      xml.element("description", text: html)
      // One at most: many readers take only one.
      if let file = files.first {
        xml.empty(
          "enclosure",
          ["url": "\(site)/media/\(file.file)", "length": String(file.byteCount), "type": file.mediaType])
      }
    }
  }
}

extension Moment {
  /// As HTTP writes a date (RFC 9110 section 5.6.7), which RFC 822 reads too: `Mon, 23 Nov 2026 09:05:00 GMT`.
  var httpDate: String {
    let civil = civil
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = "\(pad(civil.hour, 2)):\(pad(civil.minute, 2)):\(pad(civil.second, 2))"
    return "\(days[civil.weekday]), \(pad(civil.day, 2)) \(months[civil.month - 1]) \(pad(civil.year, 4)) \(time) GMT"
  }
}
