/// A picture of plain shapes, drawn by the program: the demo needs a few, and has nobody's photographs.
struct DemoDrawing {
  struct Colour {
    let red, green, blue: UInt8
    /// - Parameter hex: `0x4a35c4`.
    init(_ hex: UInt32) {
      red = UInt8(hex >> 16 & 255)
      green = UInt8(hex >> 8 & 255)
      blue = UInt8(hex & 255)
    }
  }

  let width = 960
  let height = 640
  private var pixels: [UInt8]

  init(_ background: UInt32) {
    pixels = [UInt8](repeating: 0, count: 960 * 640 * 3)
    box(0, 0, 960, 640, background)
  }

  /// A rectangle from `x`, `y`, in pixels from the upper left.
  mutating func box(_ x: Int, _ y: Int, _ wide: Int, _ high: Int, _ hex: UInt32) {
    let colour = Colour(hex)
    for row in max(0, y)..<max(0, min(height, y + high)) {
      for column in max(0, x)..<max(0, min(width, x + wide)) { set(column, row, colour) }
    }
  }

  mutating func disc(_ x: Int, _ y: Int, _ radius: Int, _ hex: UInt32) { oval(x, y, radius, radius, hex) }

  mutating func oval(_ x: Int, _ y: Int, _ across: Int, _ down: Int, _ hex: UInt32) {
    let colour = Colour(hex)
    for row in max(0, y - down)..<max(0, min(height, y + down)) {
      for column in max(0, x - across)..<max(0, min(width, x + across)) {
        let (right, below) = (column - x, row - y)
        if right * right * down * down + below * below * across * across <= across * across * down * down {
          set(column, row, colour)
        }
      }
    }
  }

  /// A line of some thickness.
  mutating func line(_ x: Int, _ y: Int, _ toX: Int, _ toY: Int, _ thickness: Int, _ hex: UInt32) {
    let steps = max(abs(toX - x), abs(toY - y), 1)
    for step in 0...steps {
      box(
        x + (toX - x) * step / steps - thickness / 2, y + (toY - y) * step / steps - thickness / 2, thickness,
        thickness, hex)
    }
  }

  private mutating func set(_ column: Int, _ row: Int, _ colour: Colour) {
    let place = (row * width + column) * 3
    pixels[place] = colour.red
    pixels[place + 1] = colour.green
    pixels[place + 2] = colour.blue
  }

  // MARK: As a file

  /// PNG (W3C, third edition), not compressed: what keeps it writes it anew.
  var png: [UInt8] {
    var raw: [UInt8] = []
    raw.reserveCapacity(pixels.count + height)
    for row in 0..<height {
      raw.append(0)
      raw += pixels[(row * width * 3)..<((row + 1) * width * 3)]
    }
    var data: [UInt8] = [0x78, 0x01]
    var start = 0
    while start < raw.count {
      let end = min(start + 65_535, raw.count)
      let length = UInt16(end - start)
      data += [
        end == raw.count ? 1 : 0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8),
      ]
      data += raw[start..<end]
      start = end
    }
    data += DemoDrawing.bigEndian(DemoDrawing.adler32(raw))
    let header = DemoDrawing.bigEndian(UInt32(width)) + DemoDrawing.bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + DemoDrawing.chunk("IHDR", header)
      + DemoDrawing.chunk("IDAT", data)
      + DemoDrawing.chunk("IEND", [])
  }

  private static func chunk(_ type: StaticString, _ data: [UInt8]) -> [UInt8] {
    let named = type.withUTF8Buffer { Array($0) } + data
    return bigEndian(UInt32(data.count)) + named + bigEndian(crc32(named))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static let crcTable: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { crc, _ in crc & 1 == 1 ? 0xedb8_8320 ^ crc >> 1 : crc >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in crcTable[Int((crc ^ UInt32(byte)) & 255)] ^ crc >> 8 }
  }
}

extension DemoDrawing {
  /// The drawings that the demo's posts name.
  static var all: [String: [UInt8]] {
    [
      "bus-shelter": busShelter.png, "garden": garden.png, "noticeboard": noticeboard.png,
      "kitchen-table": kitchenTable.png,
      "damp-wall": dampWall.png,
    ]
  }

  private static var busShelter: DemoDrawing {
    var drawing = DemoDrawing(0xcfe3f2)
    drawing.box(0, 470, 960, 170, 0xa8a29a)
    drawing.box(0, 560, 960, 80, 0x5b5364)
    drawing.box(190, 440, 590, 40, 0x857c6e)
    drawing.box(210, 120, 16, 330, 0x2c5a6b)
    drawing.box(744, 120, 16, 330, 0x2c5a6b)
    drawing.box(226, 150, 518, 290, 0xe4f1f4)
    for x in [390, 560] { drawing.box(x, 150, 6, 290, 0x9bb9c2) }
    drawing.box(170, 96, 630, 34, 0x0a6a5f)
    drawing.box(430, 352, 220, 18, 0xb5753a)
    drawing.box(446, 370, 12, 70, 0x6b4a2a)
    drawing.box(622, 370, 12, 70, 0x6b4a2a)
    drawing.box(260, 190, 96, 140, 0xffffff)
    drawing.box(272, 204, 72, 14, 0x4a35c4)
    for row in 0..<6 { drawing.box(272, 230 + row * 15, 72, 5, 0x857c6e) }
    drawing.box(100, 150, 12, 330, 0x5b5364)
    drawing.disc(106, 150, 44, 0xd8401f)
    drawing.box(84, 142, 44, 16, 0xffffff)
    drawing.box(796, 420, 26, 62, 0xffd24d)
    for row in 0..<6 { drawing.box(796, 424 + row * 10, row % 2 == 0 ? 16 : 10, 2, 0x211b29) }
    return drawing
  }

  private static var garden: DemoDrawing {
    var drawing = DemoDrawing(0xbfe0ef)
    drawing.box(0, 240, 960, 400, 0x8fb56a)
    drawing.box(400, 240, 170, 400, 0xd8ccb4)
    drawing.box(390, 130, 180, 130, 0x2f6f52)
    drawing.line(380, 132, 480, 80, 18, 0x244f3c)
    drawing.line(480, 80, 580, 132, 18, 0x244f3c)
    drawing.box(460, 180, 44, 80, 0x173a2c)
    for (index, y) in [290, 400, 520].enumerated() {
      for x in [40, 610] {
        drawing.box(x, y, 310, 80, 0xa9763f)
        drawing.box(x + 12, y + 8, 286, 50, 0x5a3d26)
        for plant in 0..<6 {
          let place = x + 40 + plant * 46
          if index == 0 { drawing.line(place, y + 30, place + 18, y - 80, 5, 0x8a6a3a) }
          drawing.disc(place, y + 22, 17, plant % 2 == 0 ? 0x2f7d3a : 0x5ba04a)
          if index == 1 { drawing.disc(place + 8, y + 12, 6, 0xd8401f) }
        }
      }
    }
    drawing.disc(850, 80, 46, 0xffd24d)
    return drawing
  }

  private static var noticeboard: DemoDrawing {
    var drawing = DemoDrawing(0x7a5634)
    drawing.box(50, 40, 860, 560, 0xd6a865)
    let cards: [(Int, Int, Int, Int, UInt32)] = [
      (90, 80, 220, 150, 0xfffdf5), (350, 70, 260, 190, 0xfcefcf), (660, 90, 200, 150, 0xe1edfb),
      (100, 280, 260, 260, 0xfbe6ef),
      (410, 310, 210, 160, 0xdcf2ec), (660, 290, 210, 260, 0xfffdf5),
    ]
    for (x, y, wide, high, hex) in cards {
      drawing.box(x + 6, y + 8, wide, high, 0xb98b4e)
      drawing.box(x, y, wide, high, hex)
      drawing.disc(x + wide / 2, y + 14, 9, 0xd8401f)
      for row in 0..<((high - 60) / 26) where x != 660 || y != 290 {
        drawing.box(x + 22, y + 44 + row * 26, wide - 44 - row % 3 * 30, 7, 0x5b5364)
      }
    }
    drawing.oval(760, 440, 62, 48, 0xb5753a)
    drawing.disc(812, 386, 27, 0xb5753a)
    drawing.disc(812, 358, 10, 0xd8401f)
    drawing.disc(820, 382, 4, 0x211b29)
    drawing.box(838, 386, 16, 8, 0xffd24d)
    drawing.box(744, 486, 6, 36, 0x85500a)
    drawing.box(772, 486, 6, 36, 0x85500a)
    return drawing
  }

  private static var kitchenTable: DemoDrawing {
    var drawing = DemoDrawing(0xe6efd9)
    drawing.box(0, 0, 960, 120, 0xb5321a)
    for stripe in 0..<8 { drawing.box(stripe * 120, 0, 60, 120, 0xfaf7f1) }
    drawing.box(0, 430, 960, 210, 0x9cb878)
    let seats: [UInt32] = [0x1a5da6, 0x85500a, 0x0a6a5f, 0xa3245e, 0x4a35c4, 0xffd24d]
    for (index, hex) in seats.enumerated() {
      drawing.box(70 + index * 145, index % 2 == 0 ? 210 : 230, 84, 130, hex)
      drawing.box(70 + index * 145, 470, 12, 120, hex)
      drawing.box(142 + index * 145, 470, 12, 120, hex)
    }
    drawing.box(40, 330, 880, 150, 0xc99a5f)
    drawing.box(40, 468, 880, 22, 0x9b7140)
    for (index, x) in [130, 330, 650, 820].enumerated() {
      drawing.box(x, 346, 46, 52, [0xfffdf5, 0x93c6ff, 0xffa28c, 0xdcf2ec][index])
      drawing.disc(x + 52, 372, 12, 0xfffdf5)
      drawing.disc(x + 52, 372, 6, 0xc99a5f)
    }
    drawing.oval(500, 402, 82, 38, 0x2c5a6b)
    for (x, y) in [(450, 378), (486, 364), (522, 370), (552, 382), (500, 386)] { drawing.disc(x, y, 21, 0x5b2a6b) }
    for x in [220, 250, 740] { drawing.box(x, 416, 44, 34, 0xfcefcf) }
    return drawing
  }

  private static var dampWall: DemoDrawing {
    var drawing = DemoDrawing(0xcddfee)
    drawing.box(0, 0, 470, 640, 0xbcd2e4)
    drawing.box(0, 540, 960, 60, 0xfaf7f1)
    drawing.box(0, 600, 960, 40, 0xb08a5e)
    drawing.box(466, 0, 8, 600, 0xa7c0d4)
    // Spots thin out as they rise, in an order that is the same each time.
    var seed: UInt32 = 7
    for _ in 0..<420 {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      let across = Int(seed >> 8 & 511) - 256
      seed = seed &* 1_664_525 &+ 1_013_904_223
      let up = Int(seed >> 8 & 255)
      if across * across / 300 + up < 250 {
        drawing.disc(480 + across * (300 - up) / 300, 538 - up, 3 + Int(seed >> 20 & 7) * (270 - up) / 400, 0x39433f)
      }
    }
    drawing.box(690, 130, 190, 240, 0xfffdf5)
    drawing.oval(785, 240, 30, 74, 0xd8401f)
    drawing.disc(785, 222, 13, 0x93c6ff)
    drawing.line(758, 300, 738, 330, 12, 0x1a5da6)
    drawing.line(812, 300, 832, 330, 12, 0x1a5da6)
    drawing.line(785, 316, 785, 346, 14, 0xffd24d)
    for (x, y) in [(720, 160), (850, 180), (730, 250)] { drawing.disc(x, y, 6, 0xffd24d) }
    return drawing
  }
}
