import Testing

@testable import Deliberation

@Suite("Files of people and of the population") struct PopulationFileTests {
  private static let margins =
    "attribute,value,share\nage,young,40%\nage,old,60 %\nplace,north,0.5\nplace,south,\"0,5\"\n"

  private func margins(_ text: String = Self.margins) throws(Malformed) -> [PopulationMargin] {
    try PopulationMargin.read(Array(text.utf8))
  }

  private func people(_ text: String) throws(Malformed) -> PeopleFile {
    try PeopleFile(Array(text.utf8), margins: try margins())
  }

  @Test("Shares as fractions or percentages, people with what is known of them") func reading() throws {
    let margins = try margins()
    #expect(margins.map(\.attribute) == ["age", "place"])
    #expect(margins[0].values.map(\.share) == [0.4, 0.6] && margins[1].values.map(\.name) == ["north", "south"])
    let people = try people(
      "id, place ,x,age,verified,account_days\na,north,?,young,yes,0.5\nb,,,old,,\nc,south,,,NO,400\n")
    #expect(people.sample.ids == ["a", "b", "c"])
    #expect(people.sample.answers == [[0, 0], [1, nil], [nil, 1]])
    #expect(people.isVerified == [true, nil, false])
    #expect(people.ages == [43_200, nil, 34_560_000])
    let plain = try self.people("age,place\nyoung,north\nyoung,north\n")
    #expect(plain.sample.ids == ["1", "2"] && plain.isVerified == nil && plain.ages == nil)
    #expect(try PeopleFile(Array("participant\n7\n".utf8), margins: []).sample.ids == ["7"])
  }

  @Test(
    "Wrong shares are refused with their line",
    arguments: [
      ("", 1), ("attribute,value\na,b\n", 1), ("attribute,value,share\n", nil),
      ("attribute,value,share,share\na,b,1,1\n", 1),
      ("attribute,value,share\nage,young,x\n", 2), ("attribute,value,share\nage,young,\n", 2),
      ("attribute,value,share\nage,young,-1\n", 2), ("attribute,value,share\nage,young,nan\n", 2),
      ("attribute,value,share\nage,young,1e400\n", 2), ("attribute,value,share\nage,young,0.5\nage,young,0.5\n", 3),
      ("attribute,value,share\nx,y,1\nage,young,0.5\nage,old,0.4\n", 3), ("attribute,value,share\n,young,1\n", 2),
      ("attribute,value,share\nage\n", 2), ("attribute,value,share\nage,\"young,1\n", 2),
    ] as [(String, Int?)])
  func wrongShares(_ text: String, _ line: Int?) {
    do throws(Malformed) {
      _ = try margins(text)
      Issue.record("this was read")
    } catch { #expect(error.line == line) }
  }

  @Test(
    "Wrong people are refused with their line",
    arguments: [
      ("", 1), ("id,age\na,young\n", 1), ("id,age,place,age\n", 1), ("id,age,place\na,young,north\na,old,south\n", 3),
      ("id,age,place\n,young,north\n", 2), ("id,age,place\na,middle,north\n", 2),
      ("id,age,place,verified\na,young,north,perhaps\n", 2), ("id,age,place,account_days\na,young,north,-1\n", 2),
      ("id,age,place,account_days\na,young,north,inf\n", 2),
      ("id,age,place,account_days\na,young,north," + String(repeating: "9", count: 500) + "\n", 2),
    ] as [(String, Int?)])
  func wrongPeople(_ text: String, _ line: Int?) {
    do throws(Malformed) {
      _ = try people(text)
      Issue.record("this was read")
    } catch { #expect(error.line == line) }
  }
}
