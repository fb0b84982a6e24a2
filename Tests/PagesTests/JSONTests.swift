import Commons
import Foundation
import Testing

@testable import Pages

@Suite struct JSONTests {
  @Test func whatComesAgainIsWrittenAgain() {
    var json = JSON()
    var worked = 0
    json.array([7, 8, 7, 7]) { json, key in
      json.object {
        $0.field("id", key)
        $0.name("author")
        $0.object(again: Int64(key)) { author in
          worked += 1
          author.field("name", "Person \(key)")
        }
        $0.field("after", true)
      }
    }
    let one = { (key: Int) in "{\"id\":\(key),\"author\":{\"name\":\"Person \(key)\"},\"after\":true}" }
    #expect(json.string == "[\([7, 8, 7, 7].map(one).joined(separator: ","))]")
    #expect(worked == 2)
  }

  @Test func aPieceOfTextIsFoundByteForByte() {
    #expect("see <a class=\"mention\">".contains(ascii: "<a class=\""))
    #expect(!"see <a href=\"x\">".contains(ascii: "<a class=\""))
    #expect(
      "é<a".contains(ascii: "<a") && !"<".contains(ascii: "<a") && "".contains(ascii: "") && "aab".contains(ascii: "ab")
    )
  }

  @Test func whatIsWrittenIsReadBackAsItWas() throws {
    let odd = "a \"quote\", a \\, a line\nbreak, \u{1} \u{1f} \u{7f}, 参加 👩🏽‍🚒"
    var json = JSON()
    json.object {
      $0.field("text", odd)
      $0.field("none", nil as String?)
      $0.field("key", Key<Account>(9_007_199_254_740_993))
      $0.field("flag", true)
      $0.field("number", -7)
      $0.field("half", 0.5)
      $0.field("nothing", Double.infinity)
      $0.field("at", Moment(milliseconds: 1_795_426_200_007))
      $0.field("list", each: [1, 2, 3]) { $0.value($1) }
      $0.field("empty", [])
      $0.field("inner", object: { $0.field("parts", parts: "http://x/", "a\"b") })
      $0.name("written")
      $0.text {
        $0.append("a<b>")
        $0.append(odd)
      }
    }
    let read = try #require(
      JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any], "\(json.string)")
    #expect(read["text"] as? String == odd)
    #expect(read["none"] is NSNull && read["nothing"] is NSNull)
    #expect(read["key"] as? String == "9007199254740993")
    #expect(read["flag"] as? Bool == true && read["number"] as? Int == -7 && read["half"] as? Double == 0.5)
    #expect(read["at"] as? String == "2026-11-23T09:30:00.007Z")
    #expect(read["list"] as? [Int] == [1, 2, 3] && (read["empty"] as? [Any])?.isEmpty == true)
    #expect((read["inner"] as? [String: String])?["parts"] == "http://x/a\"b")
    #expect(read["written"] as? String == "a<b>" + odd)
  }

  @Test func everyByteIsEscapedWhereverItStands() throws {
    // Eight bytes are looked at together: each kind at each place among them, and over the edge of a piece.
    for odd in ["\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{20}", "\u{7f}", "é", "👩🏽‍🚒", "!\"#", "[\\]"] {
      for before in Array(0...17) + Array(503...513) {
        let text = String(repeating: "a", count: before) + odd + "end of it" + odd + odd
        var json = JSON(capacity: before % 3)
        json.array([text]) { $0.value($1) }
        let read = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String]
        #expect(read == [text], "\(before) before \(odd.debugDescription)")
      }
    }
  }

  @Test func whatComesAgainIsCopied() throws {
    var json = JSON(capacity: 1)
    json.array(1...40) { json, number in
      json.object(again: Int64(number % 3)) {
        $0.field("name", String(repeating: "x", count: 100 * (number % 3)))
        $0.field("inner", object: { $0.field("of", number % 3) })
      }
    }
    let read = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [[String: Any]])
    #expect(read.count == 40)
    #expect(read.map { ($0["name"] as? String)?.count } == (1...40).map { 100 * ($0 % 3) })
  }

  @Test func momentsAreWrittenAsTheyWriteThemselves() {
    for milliseconds: Int64 in [
      0, -1, 999, 1_795_426_200_007, -62_135_596_800_000, 253_402_300_799_999, 253_402_300_800_000,
    ] {
      let moment = Moment(milliseconds: milliseconds)
      var json = JSON()
      json.value(moment)
      #expect(json.string == "\"\(moment.iso8601)\"")
    }
  }

  @Test func numbersAtTheEdges() {
    for number in [Int64.min, -1, 0, 9, 10, 99, 100, .max] {
      var json = JSON()
      json.value(number)
      #expect(json.string == String(number))
    }
  }

  @Test func timesAreReadAsISO8601WritesThem() throws {
    let expected = Moment(milliseconds: 1_795_426_200_000)
    for text in [
      "2026-11-23T09:30:00.000Z", "2026-11-23T09:30:00Z", "2026-11-23T09:30Z", "2026-11-23T10:30:00+01:00",
      "2026-11-23T08:00:00-0130", "2026-11-23 09:30:00", "2026-11-23T09:30:00.000000+00:00",
    ] {
      #expect(Moment(iso8601: text) == expected, "\(text)")
    }
    #expect(Moment(iso8601: "2026-11-23")?.iso8601 == "2026-11-23T00:00:00.000Z")
    #expect(Moment(iso8601: "2024-02-29")?.civil.isoDate == "2024-02-29")
    for text in [
      "", "soon", "2026-02-30", "2025-02-29", "2026-13-01", "2026-11-23T25:00", "2026-11-23T09:30:00.Z",
      "2026-11-23T09:30:00Zx", "0000-01-01", "2026-11-23T",
    ] {
      #expect(Moment(iso8601: text) == nil, "\(text)")
    }
    for milliseconds: Int64 in [-62_135_596_800_000, -1, 0, 951_782_400_000, 253_402_300_799_999] {
      let moment = Moment(milliseconds: milliseconds)
      #expect(Moment(iso8601: moment.iso8601) == moment)
    }
  }
}
