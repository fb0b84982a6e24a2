import Foundation
import Testing

@testable import Doors

@Suite struct GzipTests {
  @Test("What was compressed comes back through gzip itself", arguments: [0, 1, 100, 18_000, 1_000_000], [1, 6, 9])
  func roundTrip(count: Int, level: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251 * ($0 / 1000)) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("gzip-\(UUID().uuidString).gz")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Gzip.compress(bytes, level: level)).write(to: file)
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-dc", file.path]
    let output = Pipe()
    gzip.standardOutput = output
    try gzip.run()
    let back = try output.fileHandleForReading.readToEnd() ?? Data()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
    #expect([UInt8](back) == bytes)
  }

  @Test("Bytes that cannot be made smaller are kept whole") func incompressible() {
    var generator = SystemRandomNumberGenerator()
    for count in [1, 10, 64_000, 300_000] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(Gzip.compress(bytes, level: 1).count < count + count / 1000 + 64)
    }
  }

  @Test("A page of HTML shrinks to less than a third") func page() {
    let page = Array(
      String(repeating: "<li class=\"post\"><a href=\"/people/amina\">Amina</a></li>\n", count: 200).utf8)
    #expect(Gzip.compress(page).count * 3 < page.count)
  }
}
