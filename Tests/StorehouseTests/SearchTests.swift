import Commons
@testable import Storehouse
import TestStores
import Testing

@Suite("Search")
struct SearchTests {
  private func post(_ id: Int64, _ body: String, title: String = "", owner: Int64 = 1, kind: SearchKind = .post)
    -> SearchEntry
  {
    SearchEntry(kind: kind, id: id, owner: owner, space: nil, at: Moment(milliseconds: id), title: title, body: body)
  }

  private func town(_ store: any Store) async throws {
    let entries = [
      post(1, "The council is closing the swimming baths on Mill Lane.", title: "Swimming baths"),
      post(2, "My mother swims every morning; where will she go now?"),
      post(3, "Housing repairs took six months, and the damp is back."),
      post(4, "A café for carers meets on Tuesdays. Everybody is welcome."),
      post(5, "Tŷ newydd: cyfarfod yn y neuadd."),
      post(6, "Universal credit and housing benefit: who can help?", owner: 2),
      post(7, "Amina", title: "Amina Khan", kind: .account),
    ]
    try await store.write { tx in for entry in entries { try tx.index(entry) } }
  }

  private func find(
    _ store: any Store, _ typed: String, kind: SearchKind = .post, limit: Int = 10, offset: Int = 0,
    visible: @escaping @Sendable (Int64) -> Bool = { _ in true }
  ) async throws -> [Int64] {
    try await store.read { tx in
      try tx.search(typed, kind: kind, limit: limit, offset: offset) { ids in
        Dictionary(ids.filter(visible).map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
      }
    }
  }

  @Test("Words are found in any form and without their accents", arguments: TestStores.engines) func forms(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      #expect(try await find(store, "swimming").sorted() == [1, 2])
      #expect(try await find(store, "REPAIR") == [3])
      #expect(try await find(store, "cafe carer") == [4])
      #expect(try await find(store, "ty newydd") == [5])
      #expect(try await find(store, "café") == [4])
      #expect(try await find(store, "zebra") == [])
    }
  }

  @Test("A title counts for more than a body", arguments: TestStores.engines) func titles(_ engine: Engine) async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      #expect(try await find(store, "swim").first == 1)
    }
  }

  @Test("The last word may be the beginning of one", arguments: TestStores.engines) func prefix(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      #expect(try await find(store, "univ") == [6])
      #expect(try await find(store, "hous").sorted() == [3, 6])
      #expect(try await find(store, "housing univ") == [6])
    }
  }

  @Test("Words in quotes stand next to each other", arguments: TestStores.engines) func quotes(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      #expect(try await find(store, "\"housing benefit\"") == [6])
      #expect(try await find(store, "\"benefit housing\" damp") != [6])
      #expect(try await find(store, "\"benefit housing\"") == [])
    }
  }

  @Test("When nothing has all the words, what has some of them is found, best first", arguments: TestStores.engines)
  func someWords(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      let found = try await find(store, "why are the baths on the high street closing and who can help my mother?")
      #expect(found.first == 1, "\(found)")
      #expect(found.contains(2))
      #expect(!found.contains(4), "only common words are shared")
    }
  }

  @Test("A kind, who looks, a limit and an offset narrow what is found", arguments: TestStores.engines)
  func narrowing(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      #expect(try await find(store, "amina") == [])
      #expect(try await find(store, "amina", kind: .account) == [7])
      #expect(try await find(store, "am", kind: .account) == [])
      #expect(try await find(store, "ami", kind: .account) == [7])
      #expect(try await find(store, "housing", visible: { $0 == 6 }) == [6])
      try await store.write { tx in
        for id in 100..<160 { try tx.index(post(Int64(id), "one of many bicycles, number \(id)")) }
      }
      let pages = try await [
        find(store, "bicycle", limit: 25), find(store, "bicycle", limit: 25, offset: 25),
        find(store, "bicycle", limit: 25, offset: 50),
      ]
      #expect(pages.map(\.count) == [25, 25, 10])
      #expect(Set(pages.flatMap { $0 }).count == 60)
    }
  }

  @Test("What is changed or taken away is found no more", arguments: TestStores.engines) func changes(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      try await store.write { tx in
        try tx.index(post(3, "Roads took six months."))
        try tx.unindex(kind: .post, id: 6)
      }
      #expect(try await find(store, "housing") == [])
      #expect(try await find(store, "roads") == [3])
    }
  }

  @Test("Titles that change lead to what has them now", arguments: TestStores.engines) func changedTitles(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await store.write { tx in
        for id in 1...200 { try tx.index(post(Int64(id), "the lift is broken", title: id <= 3 ? "Lift \(id)" : "")) }
        try tx.index(post(1, "the lift is broken", title: "Stairs"))
        try tx.index(post(2, "the lift is broken"))
        try tx.index(post(4, "the lift is broken", title: "The other lift"))
        try tx.index(post(5, "the lift is broken", title: "Lift here too"))
        try tx.unindex(kind: .post, id: 5)
      }
      let found = try await find(store, "lift", limit: 30)
      #expect(Set(found.prefix(2)) == [3, 4])
      #expect(!found.contains(5))
      if engine == .sqlite { #expect(!found.contains(1) && !found.contains(2)) }
      #expect(try await find(store, "stairs") == [1])
    }
  }

  @Test("Odd input finds nothing and never throws", arguments: TestStores.engines) func odd(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await town(store)
      let inputs = [
        "", " ", "\"", "\"\"", "\"\"\"", "*", "-", "a*b", "AND OR NOT", "NEAR(", "swim AND", "(swim", "title:swim",
        "swim' OR 1=1 --", "&|!:*<->",
        "\0", "👩‍👩‍👧", "ﷺ", String(repeating: "swim ", count: 500), String(repeating: "x", count: 5000), "\\", "^swim",
        "{a b}", "+", "the", "%_",
      ]
      for typed in inputs {
        _ = try await find(store, typed)
        _ = try await store.read { tx in try tx.suggest(typed) }
      }
      #expect(try await find(store, "swim AND") != [])
    }
  }

  @Test("Of very many the newest come first, and the pages after go on to all of them", arguments: TestStores.engines)
  func many(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await store.write { tx in
        for id in 1...400 {
          try tx.index(post(Int64(id), "the lift is broken again", title: id == 3 ? "Lift" : ""))
        }
      }
      let first = try await find(store, "lift", limit: 21)
      #expect(first.first == 3, "the one that has it in its title, however old")
      if engine == .sqlite { #expect(Array(first.dropFirst()) == Array((381...400).reversed())) }
      var all: [Int64] = []
      for page in 0..<20 { all += try await find(store, "lift", limit: 21, offset: page * 20).prefix(20) }
      #expect(all.count == 400)
      #expect(Set(all).count == 400, "each once")
      // What the viewer may not see is read past.
      #expect(try await find(store, "lift", limit: 5, visible: { $0 <= 5 }).sorted() == [1, 2, 3, 4, 5])
    }
  }

  @Test("A rare word tells more than a common one", arguments: [Engine.sqlite]) func rareWords(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await store.write { tx in
        for id in 1...60 { try tx.index(post(Int64(id), "housing and housing and more housing", owner: Int64(id % 3))) }
        try tx.index(post(61, "a mangle in the wash house, next to the housing office", owner: 4))
        try tx.index(post(62, "the mangle was sold", owner: 5))
      }
      let runner = JobRunner(store: store, handlers: Storehouse.room.jobs, recurring: Storehouse.room.recurring)
      try await runner.runDue()
      #expect(
        try await find(store, "where is the mangle of the housing estate", limit: 3).prefix(2).sorted() == [61, 62])
    }
  }

  @Test("The index is put in order, and finds the same", arguments: [Engine.sqlite]) func merging(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      for start in stride(from: 1, to: 2_000, by: 40) {
        try await store.write { tx in
          for id in start..<(start + 40) {
            try tx.index(post(Int64(id), "ramp \(id) at the library", title: "T\(id % 7)"))
          }
        }
      }
      let segments: @Sendable () async throws -> Int = {
        try await store.read { tx in try tx.value("SELECT count(DISTINCT segid) FROM search_post_idx") ?? 0 }
      }
      #expect(try await segments() > 1)
      let runner = JobRunner(store: store, handlers: Storehouse.room.jobs, recurring: Storehouse.room.recurring)
      try await runner.runDue()
      #expect(try await segments() == 1)
      #expect(try await find(store, "ramp 1234") == [1234])
    }
  }

  @Test("A slip in a word is noticed once the words have been counted", arguments: TestStores.engines)
  func suggestions(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      try await store.write { tx in
        for id in 1...4 {
          try tx.index(post(Int64(id), "Commissioning meets the neighbourhood in Tŷ Newydd", owner: Int64(id % 2)))
        }
        for id in 5...9 { try tx.index(post(Int64(id), "secretword said by one person", owner: 3)) }
      }
      let runner = JobRunner(store: store, handlers: Storehouse.room.jobs, recurring: Storehouse.room.recurring)
      #expect(try await runner.runDue() == 3)
      let suggest: @Sendable (String) async throws -> String? = { typed in
        try await store.read { tx in try tx.suggest(typed) }
      }
      #expect(try await suggest("comissioning") == "commissioning")
      #expect(try await suggest("Neighborhood meets") == "neighbourhood meets")
      #expect(try await suggest("commisisoning") == "commissioning")
      #expect(try await suggest("commissioning") == nil)
      #expect(try await suggest("entirely different") == nil)
      // Only one person has said it.
      #expect(try await suggest("secretwrd") == nil)
      // Counting again changes nothing; after a week everything is counted anew.
      clock.advance(by: .days(8))
      try await store.write { tx in for id in 1...4 { try tx.unindex(kind: .post, id: Int64(id)) } }
      clock.advance(by: .hours(1))
      #expect(try await runner.runDue() == 3)
      #expect(try await suggest("comissioning") == nil)
    }
  }

  @Test("Words are runs of letters and digits, plain and in lower case") func words() {
    #expect(
      PlainWords("It’s Ŵyl Fawr, £20-a-head; e\u{301}té ÆON straße 2x", limit: 50).words == [
        "it", "s", "wyl", "fawr", "20", "a", "head", "ete", "aeon", "strasse", "2x",
      ])
    #expect(PlainWords("a b c", limit: 2).words == ["a", "b"])
    #expect(PlainWords("Привет, мир", limit: 9).words == ["привет", "мир"])
  }

  @Test("The distance between words counts slips") func distances() {
    #expect(Vocabulary.distance("kitten", "sitting") == 3)
    #expect(Vocabulary.distance("ab", "ba") == 1)
    #expect(Vocabulary.distance("", "abc") == 3)
    #expect(Vocabulary.distance("same", "same") == 0)
  }
}
