import Commons
import HTTPTypes
import Storehouse
import Testing

@testable import Community

@Suite("Pages that were made a moment ago") struct RememberedPagesTests {
  /// How many reads of the store a page costs.
  private func reads(_ town: Town, _ body: () async throws -> Void) async throws -> Int {
    let before = town.store.statistics.reads
    try await body()
    return town.store.statistics.reads - before
  }

  /// Asks until what was written has settled: for a moment after a commit the store looks whether another process wrote too.
  private func costsNothing(_ town: Town, _ body: () async throws -> Void) async throws -> Bool {
    for _ in 0..<40 {
      if try await reads(town, body) == 0 { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  @Test("A page asked for again costs nothing, until anything is written", arguments: ["sqlite"])
  func again(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let visitor = town.visitor()
      try await amina.post("/talk", ["text": "The lift is broken.", "audience": "everyone", "once": "a"])
      for browser in [visitor, amina] {
        for path in ["/", "/talk", "/@amina", "/search?q=lift"] {
          let first = try await browser.get(path)
          #expect(first.has("The lift is broken."), "\(path)")
          let isFree = try await costsNothing(town) {
            let again = try await browser.get(path)
            #expect(again.status == 200 && again.has("The lift is broken."), "\(path)")
            #expect(again.headers[.contentType] == first.headers[.contentType])
            #expect(again.headers[.contentSecurityPolicy] == first.headers[.contentSecurityPolicy])
          }
          #expect(isFree, "\(path)")
        }
      }
      try await amina.post("/talk", ["text": "It works again.", "audience": "everyone", "once": "b"])
      for path in ["/", "/talk", "/@amina"] {
        #expect(try await visitor.get(path).has("It works again."), "\(path)")
        #expect(try await amina.get(path).has("It works again."), "\(path)")
      }
    }
  }

  @Test("Another process may have written: PostgreSQL's pages are made anew", arguments: Town.engines)
  func version(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      if engine == "postgres" {
        #expect(town.store.version == nil)
        let visitor = town.visitor()
        try await visitor.get("/talk")
        #expect(try await reads(town) { try await visitor.get("/talk") } > 0)
      } else {
        // A town that has just opened may still write by itself: one read of several leaves the version as it is.
        var before = town.store.version
        #expect(before != nil)
        var isLeft = false
        for _ in 0..<20 where !isLeft {
          before = town.store.version
          _ = try await town.store.read { tx in try tx.value("SELECT 1") as Int? }
          isLeft = town.store.version == before
        }
        #expect(isLeft)
        try await town.store.write { tx in try tx.run("DELETE FROM kept_form WHERE digest = 'none'") }
        #expect(town.store.version != before)
      }
    }
  }

  @Test("Nobody is sent what was made for somebody else", arguments: Town.engines) func ownPages(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let visitor = town.visitor()
      try await amina.post("/talk", ["text": "Only for members.", "audience": "members", "once": "a"])
      for _ in 1...2 {
        #expect(try await amina.get("/talk").has("Only for members."))
        #expect(try await !visitor.get("/talk").has("Only for members."))
        #expect(try await amina.get("/").has("Hello, Amina"))
        #expect(try await bram.get("/").has("Hello, Bram"))
        #expect(try await !visitor.get("/").has("Hello,"))
      }
      try await amina.post("/sign-out")
      #expect(try await !amina.get("/talk").has("Only for members."))
      // The same address in another language, and in the dark.
      #expect(try await bram.get("/talk").has("lang=\"en\""))
      bram.setCookie("language", "cy")
      #expect(try await bram.get("/talk").has("lang=\"cy\""))
      bram.setCookie("theme", "dark")
      #expect(try await bram.get("/talk").has("data-theme=\"dark\""))
    }
  }

  @Test("A form on a remembered page has a key of its own each time", arguments: Town.engines) func formKeys(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await amina.get("/")
      let keys = try await [amina.get("/").once, amina.get("/").once, amina.get("/").once]
      #expect(Set(keys).count == 3)
      #expect(keys.allSatisfy { $0.count == keys[0].count && !$0.isEmpty })
      for (number, key) in keys.enumerated() {
        try await amina.post("/talk", ["text": "Said \(number).", "audience": "everyone", "once": key])
      }
      let page = try await amina.get("/talk")
      #expect(page.has("Said 0.") && page.has("Said 1.") && page.has("Said 2."))
    }
  }

  @Test("A page that says how long ago something was is not kept for long", arguments: ["sqlite"])
  func shelfLife(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/talk", ["text": "Hello.", "audience": "everyone", "once": "a"])
      let visitor = town.visitor()
      try await visitor.get("/talk")
      #expect(try await costsNothing(town) { try await visitor.get("/talk") })
      town.clock.pass(.minutes(5))
      #expect(try await visitor.get("/talk").has("5 minutes ago"))
    }
  }

  @Test("What is compressed for one is not sent to one who cannot read it", arguments: ["sqlite"])
  func compressed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let visitor = town.visitor()
      for browser in [amina, visitor] {
        for _ in 1...2 {
          let small = try await browser.get("/talk", headers: [.acceptEncoding: "gzip"])
          #expect(small.headers[.contentEncoding] == "gzip")
          #expect(small.bytes.starts(with: [0x1f, 0x8b]))
          let plain = try await browser.get("/talk")
          #expect(plain.headers[.contentEncoding] == nil)
          #expect(plain.body.hasPrefix("<!doctype html>"))
        }
        let head = try await browser.send(.head, "/talk", body: nil)
        #expect(head.status == 200 && head.bytes.isEmpty)
      }
    }
  }
}
