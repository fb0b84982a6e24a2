import Testing

@testable import Deliberation

@Suite("Equal ballots") struct EqualBallotsTests {
  /// The plain way: one look at all ballots before.
  static func plain(_ ballots: [Int]) -> [Int32] {
    var first: [Int: Int32] = [:]
    return ballots.indices.map { index in
      let known = first[ballots[index]] ?? Int32(index)
      first[ballots[index]] = known
      return known
    }
  }

  @Test("Are found as one by one, in one part and in many", arguments: [0, 1, 2, 100, 2_049, 30_000])
  func parts(count: Int) {
    var dice = Dice(state: UInt64(count))
    for different in [1, 3, max(1, count / 3), 1_000_000] {
      let ballots = (0..<count).map { _ in Int.random(in: 0..<different, using: &dice) }
      let hashes = ballots.map { UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15 }
      #expect(EqualBallots.first(hashes) { ballots[$0] == ballots[$1] } == Self.plain(ballots))
    }
  }

  @Test("Are told from ballots that only have the same hash")
  func collisions() {
    var dice = Dice(state: 7)
    let ballots = (0..<5_000).map { _ in Int.random(in: 0..<40, using: &dice) }
    let hashes = ballots.map { UInt64($0 % 3) }
    #expect(EqualBallots.first(hashes) { ballots[$0] == ballots[$1] } == Self.plain(ballots))
  }

  @Test(
    "A box numbers ballots in the order of first casting, and is empty after it was closed", arguments: [20, 9_000])
  func box(voters: Int) {
    var dice = Dice(state: UInt64(voters))
    var box = Profile.Box(kind: .cumulative, projectCount: 5)
    var numbers: [[Int]: Int] = [:]
    var expected: [Int32] = []
    var multiplicities: [Int] = []
    for _ in 0..<voters {
      let marks = (0..<Int.random(in: 0...4, using: &dice)).map { _ in Int32.random(in: 0..<5, using: &dice) }
      let points = marks.map { _ in Int.random(in: 0...3, using: &dice) }
      var totals = [Int](repeating: 0, count: 5)
      for (mark, given) in zip(marks, points) { totals[Int(mark)] += given }
      let number = numbers[totals] ?? numbers.count
      if number == numbers.count {
        numbers[totals] = number
        multiplicities.append(0)
      }
      multiplicities[number] += 1
      expected.append(Int32(number))
      let isCast = box.cast(marks, points: points)
      #expect(isCast)
    }
    let isCast = box.cast([9], points: [1])
    let (profile, again) = (box.close(), box.close())
    #expect(!isCast)
    #expect(profile.ballotOfVoter == expected)
    #expect(profile.multiplicities == multiplicities)
    for (totals, number) in numbers {
      #expect(profile.choices(of: number) == totals.indices.filter { totals[$0] > 0 })
      #expect(profile.points(of: number) == totals.filter { $0 > 0 }.map { Rational($0) })
    }
    #expect(again.voters == 0)
  }

  @Test("Names are found by all their bytes, whether they fit a word or not")
  func names() {
    var table = ByteTable()
    let names = (0..<300).flatMap { number in
      let text = Array("\(number)".utf8)
      return [
        text, [0] + text, text + [0], Array("a long name, ".utf8) + text, [UInt8](repeating: 48, count: 8) + text,
      ]
    }
    for (place, name) in names.enumerated() {
      let isNew = table.insert(name, Int32(place))
      #expect(isNew)
    }
    for (place, name) in names.enumerated() {
      let isNew = table.insert(name, 0)
      #expect(!isNew)
      #expect(name.withUnsafeBufferPointer { table[$0] } == Int32(place))
      #expect((name + [7]).withUnsafeBufferPointer { table[$0] } == nil)
    }
    #expect([UInt8]().withUnsafeBufferPointer { table[$0] } == nil)
  }
}
