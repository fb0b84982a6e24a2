import Commons
import Pages
import Testing

@testable import Pictures

/// Faces that are drawn where a server may have no font: nothing in them asks for one.
@Suite(.serialized) struct DrawnFaceTests {
  /// How much of a face is white, and the rows and columns that it reaches.
  private func white(_ name: String) async throws -> (count: Int, rows: ClosedRange<Int>, columns: ClosedRange<Int>)? {
    let drawing = avatarDrawing(id: 7, name: name).bytes
    #expect(!String(decoding: drawing, as: UTF8.self).contains("text"), "lines, and no words")
    let png = try await Picture.png(drawing: drawing, scale: 6)
    #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    let picture = try #require(DecodedPicture(png, side: 1000))
    #expect((picture.width, picture.height) == (240, 240))
    let pixels = try picture.pixels(240, 240)
    let found = (0..<240 * 240).filter { place in pixels[place * 3..<place * 3 + 3].allSatisfy { $0 > 235 } }
    guard let first = found.first, let last = found.last else { return nil }
    let columns = found.map { $0 % 240 }
    return (found.count, first / 240...last / 240, (columns.min() ?? 0)...(columns.max() ?? 0))
  }

  @Test("Every Latin letter and digit is drawn as lines, in the middle and inside") func letters() async throws {
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?" {
      let drawn = try #require(try await white("\(letter)"), "\(letter)")
      #expect((300...6000).contains(drawn.count), "\(letter): \(drawn.count)")
      #expect(drawn.rows.lowerBound > 75 && drawn.rows.upperBound < 165, "\(letter): \(drawn.rows)")
      #expect(drawn.columns.lowerBound > 70 && drawn.columns.upperBound < 170, "\(letter): \(drawn.columns)")
      let middle = (drawn.columns.lowerBound + drawn.columns.upperBound) / 2
      #expect((108...132).contains(middle), "\(letter): \(middle)")
    }
  }

  @Test("Two initials stand side by side, with their accents") func initials() async throws {
    let one = try #require(try await white("Wena"))
    let two = try #require(try await white("Wena Young"))
    #expect(two.count > one.count && two.columns.count > one.columns.count)
    #expect(two.columns.lowerBound > 30 && two.columns.upperBound < 210)
    let accented = try #require(try await white("Ŵena Ŷoung"))
    #expect(accented.count > two.count && accented.rows.lowerBound < two.rows.lowerBound)
    #expect(accented.columns == two.columns)
    #expect(String(decoding: avatarDrawing(id: 7, name: "Łucja").bytes, as: UTF8.self).contains("<text"))
    #expect(try await white("Siân ap Dafydd") != nil)
  }
}
