import Commons
import Dispatch
import Testing

@testable import Pictures

// One after another: more uploads at once would be refused, as they should.
@Suite(.serialized) struct PictureTests {
  @Test(
    "JPEG, PNG, WebP and GIF become WebP with the same size and colours",
    arguments: [Fixture.png, .pngProfiled, .webp, .gif])
  func kinds(fixture: Fixture) async throws {
    let picture = try await Picture.prepare(fixture.bytes)
    for file in [picture.full, picture.preview] {
      #expect((file.width, file.height) == (64, 32))
      let quarters = try quarters(file)
      #expect(quarters[0].isNear(220, 30, 30))
      #expect(quarters[1].isNear(30, 200, 60))
      #expect(quarters[2].isNear(20, 60, 210))
      #expect(quarters[3].isNear(250, 250, 250))
    }
  }

  @Test("A picture made for print is shown in the colours of a screen") func ink() async throws {
    let picture = try await Picture.prepare(Fixture.jpegInk.bytes)
    #expect((picture.full.width, picture.full.height) == (64, 32))
    let quarters = try quarters(picture.full)
    #expect(quarters[0].red > 150 && quarters[0].green < 100)
    #expect(quarters[2].blue > 100 && quarters[2].red < 100)
    #expect(quarters[3].isNear(250, 250, 250))
  }

  @Test("A picture from a phone is turned upright, and neither its place nor its maker is left") func turned()
    async throws
  {
    let upload = Fixture.jpegTurned.bytes
    #expect(String(decoding: upload, as: UTF8.self).contains("SecretCameraMaker"))
    let picture = try await Picture.prepare(upload)
    #expect((picture.full.width, picture.full.height) == (32, 64))
    let quarters = try quarters(picture.full)
    #expect(quarters[0].isNear(20, 60, 210))
    #expect(quarters[1].isNear(220, 30, 30))
    #expect(quarters[2].isNear(250, 250, 250))
    #expect(quarters[3].isNear(30, 200, 60))
  }

  @Test(
    "What is kept holds pixels and nothing else",
    arguments: [Fixture.jpegTurned, .webp, .png, .pngProfiled, .gif, .jpegInk])
  func stripped(fixture: Fixture) async throws {
    let picture = try await Picture.prepare(fixture.bytes)
    let avatar = try await Picture.prepareAvatar(fixture.bytes)
    for file in [picture.full, picture.preview, avatar.large, avatar.small] {
      #expect(chunks(file.bytes).isSubset(of: ["VP8 ", "VP8L", "VP8X", "ALPH"]))
      #expect(!chunks(file.bytes).isEmpty)
    }
  }

  @Test("HEIC is read where libvips can, and refused politely elsewhere") func heic() async throws {
    do {
      let picture = try await Picture.prepare(Fixture.heic.bytes)
      #expect((picture.full.width, picture.full.height) == (64, 32))
      #expect(try quarters(picture.full)[1].isNear(30, 200, 60))
    } catch let refusal as Refusal {
      #expect([.unsupported, .invalid].contains(refusal.kind))
    }
  }

  @Test(
    "Any other kind of file is refused as a kind",
    arguments: [
      Fixture.avif.bytes, Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), Array("<html>".utf8),
      Array("%PDF-1.7".utf8),
      Array("BM6\u{18}".utf8), [0x49, 0x49, 42, 0, 8, 0, 0, 0], [0xff, 0xd8], [0], Array("GIF88a".utf8),
      Array("RIFF    WAVEfmt ".utf8),
      Array("\0\0\0\u{c}ftyp".utf8), Array("/* XPM */".utf8),
    ]) func otherKinds(bytes: [UInt8]) async
  {
    let refusal = await #expect(throws: Refusal.self) { try await Picture.prepare(bytes) }
    #expect(refusal?.kind == .unsupported)
  }

  @Test(
    "A file that ends before its picture does is refused, wherever it is cut",
    arguments: [Fixture.jpegTurned, .png, .webp, .gif, .heic])
  func truncated(fixture: Fixture) async {
    let bytes = fixture.bytes
    // The second frame of the GIF may be missing: it is not shown.
    for part in [0.2, 0.5, fixture == .gif ? 0.6 : 0.85] {
      let cut = Array(bytes.prefix(Int(Double(bytes.count) * part)))
      await #expect(throws: Refusal.self, "\(fixture) cut to \(cut.count) of \(bytes.count)") {
        try await Picture.prepare(cut)
      }
    }
  }

  @Test("An empty file is refused in its own words") func empty() async {
    let refusal = await #expect(throws: Refusal.self) { try await Picture.prepare([]) }
    #expect(refusal?.kind == .invalid)
    #expect(refusal?.problems.first?.words.english == "This picture is empty. Choose it again.")
  }

  @Test(
    "Bytes that were changed anywhere are refused or decoded, and never stop the site",
    arguments: [
      Fixture.jpegTurned, .jpegInk, .png, .webp, .gif, .heic,
    ]) func damaged(fixture: Fixture) async throws
  {
    let bytes = fixture.bytes
    for place in stride(from: 12, to: bytes.count, by: 11) {
      var changed = bytes
      changed[place] ^= 0xff
      do { _ = try await Picture.prepare(changed) } catch is Refusal {}
    }
    _ = try await Picture.prepare(bytes)
  }

  @Test("A picture of too many bytes or pixels is refused before it is decoded") func limits() async throws {
    var limit = PictureLimits()
    limit.bytes = Fixture.png.bytes.count
    _ = try await Picture.prepare(Fixture.png.bytes, limit: limit)
    limit.bytes -= 1
    let heavy = await #expect(throws: Refusal.self) { try await Picture.prepare(Fixture.png.bytes, limit: limit) }
    #expect(heavy?.kind == .tooLarge)

    limit = PictureLimits()
    limit.pixels = 64 * 32
    _ = try await Picture.prepare(Fixture.png.bytes, limit: limit)
    limit.pixels -= 1
    let large = await #expect(throws: Refusal.self) { try await Picture.prepare(Fixture.png.bytes, limit: limit) }
    #expect(large?.kind == .tooLarge)
  }

  @Test("A small file that claims 900 million pixels is refused at once", .timeLimit(.minutes(10))) func bomb() async {
    let refusal = await #expect(throws: Refusal.self) { try await Picture.prepare(PNG.claiming(30_000, 30_000)) }
    #expect(refusal?.kind == .tooLarge)
    let started = ContinuousClock.now
    _ = try? await Picture.prepare(PNG.claiming(Int(Int32.max), Int(Int32.max)))
    // Decoding that many pixels would take hours; other tests' pictures that are worked on first take seconds.
    #expect(ContinuousClock.now - started < .seconds(120))
  }

  @Test("A large picture is made as small as the limit says, a small one is not enlarged") func sizes() async throws {
    let picture = try await Picture.prepare(PNG.stripes(2000, 1000))
    #expect((picture.full.width, picture.full.height) == (1600, 800))
    #expect((picture.preview.width, picture.preview.height) == (400, 200))
    let sliver = try await Picture.prepare(PNG.stripes(3000, 1))
    #expect((sliver.full.width, sliver.full.height) == (1600, 1))
    let dot = try await Picture.prepare(PNG.stripes(1, 1))
    #expect((dot.full.width, dot.full.height) == (1, 1))
    #expect((dot.preview.width, dot.preview.height) == (1, 1))
  }

  @Test(
    "Avatars are squares of 192 and 96 pixels, cut from the middle, whatever the shape",
    arguments: [
      (64, 32), (300, 200), (200, 300), (2000, 150), (1, 1), (192, 192),
    ]) func avatars(width: Int, height: Int) async throws
  {
    let avatar = try await Picture.prepareAvatar(PNG.stripes(width, height))
    #expect((avatar.large.width, avatar.large.height) == (192, 192))
    #expect((avatar.small.width, avatar.small.height) == (96, 96))
    let decoded = try #require(DecodedPicture(avatar.large.bytes, side: 1000))
    #expect((decoded.width, decoded.height) == (192, 192))
  }

  @Test("Transparent parts stay transparent, and count as white in the mean colour") func transparent() async throws {
    let picture = try await Picture.prepare(PNG.clear(40, 30))
    #expect(!chunks(picture.full.bytes).isDisjoint(with: ["ALPH", "VP8L"]))
    #expect(picture.averageColour == "#ffffff")
  }

  @Test(
    "When too many uploads wait the next one is refused politely, and those who wait are served",
    .timeLimit(.minutes(10)))
  func crowd() async throws {
    let bench = PictureBench(mostWaiting: 3)
    let gate = DispatchSemaphore(value: 0)
    var refusals: [Refusal] = []
    var served = 0
    await withTaskGroup(of: Result<Void, any Error>.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do { return .success(try await bench.run { gate.wait() }) } catch { return .failure(error) }
        }
      }
      for await result in group {
        switch result {
        case .success: served += 1
        case .failure(let error):
          if let refusal = error as? Refusal { refusals.append(refusal) }
          if refusals.count == 7 { for _ in 0..<3 { gate.signal() } }
        }
      }
    }
    #expect(served == 3)
    #expect(refusals.count == 7 && refusals.allSatisfy { $0.kind == .unavailable && $0.retryAfter != nil })
    #expect(try await bench.run { 7 } == 7)
  }

  private func quarters(_ file: PictureFile) throws -> [Colour] {
    let decoded = try #require(DecodedPicture(file.bytes, side: 5000))
    #expect((decoded.width, decoded.height) == (file.width, file.height))
    let pixels = try decoded.pixels(8, 8)
    return [(2, 2), (5, 2), (2, 5), (5, 5)].map { column, row in
      let start = (row * 8 + column) * 3
      return Colour(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
    }
  }

  /// The names of the chunks in a WebP file.
  private func chunks(_ bytes: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    var start = 12
    while start + 8 <= bytes.count {
      names.insert(String(decoding: bytes[start..<start + 4], as: UTF8.self))
      let length = bytes[(start + 4)..<(start + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      start += 8 + length + length % 2
    }
    return names
  }
}

private struct Colour {
  let red: UInt8, green: UInt8, blue: UInt8

  /// Whether it is this colour but for what compression changes.
  func isNear(_ red: Int, _ green: Int, _ blue: Int) -> Bool {
    abs(Int(self.red) - red) < 25 && abs(Int(self.green) - green) < 25 && abs(Int(self.blue) - blue) < 25
  }
}
