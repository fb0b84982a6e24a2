internal import Glibc

/// A picture in about thirty characters: a few cosine waves of its colours, from which a browser can draw a blur while
/// it waits.
///
/// Follows the published algorithm (BlurHash, "Algorithm & Encoding",
/// github.com/woltapp/blurhash/blob/master/Algorithm.md).
struct BlurHash {
  let hash: String
  /// The mean of all pixels, taken in linear light: `#7f8a91`.
  let averageColour: String

  /// - Parameters:
  ///   - pixels: red, green and blue (sRGB, 8 bits) of each pixel, row by row.
  ///   - across: waves across, 1 to 9.
  ///   - down: waves down, 1 to 9.
  init(pixels: [UInt8], width: Int, height: Int, across: Int, down: Int) {
    var factors: [[Double]] = []
    for row in 0..<down {
      for column in 0..<across { factors.append(BlurHash.factor(pixels, width, height, column, row)) }
    }
    let mean = factors[0].map(BlurHash.sRGB).reduce(0) { $0 << 8 | $1 }
    let waves = factors.dropFirst()
    let loudest = waves.joined().map(abs).max() ?? 0
    let scale = max(0, min(82, Int(loudest * 166 - 0.5)))
    var hash = BlurHash.base83(across - 1 + (down - 1) * 9, 1)
    hash += BlurHash.base83(waves.isEmpty ? 0 : scale, 1)
    hash += BlurHash.base83(mean, 4)
    for wave in waves {
      let steps = wave.map { max(0, min(18, Int((root($0 / (Double(scale + 1) / 166)) * 9 + 9.5).rounded(.down)))) }
      hash += BlurHash.base83(steps.reduce(0) { $0 * 19 + $1 }, 2)
    }
    self.hash = hash
    let digits = String(mean, radix: 16)
    averageColour = "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits

    /// The square root with the sign kept.
    func root(_ value: Double) -> Double { value < 0 ? -(-value).squareRoot() : value.squareRoot() }
  }

  /// How much of one wave there is in red, green and blue.
  private static func factor(_ pixels: [UInt8], _ width: Int, _ height: Int, _ column: Int, _ row: Int) -> [Double] {
    var sum = [0.0, 0.0, 0.0]
    let acrossWave = (0..<width).map { cos(.pi * Double(column * $0) / Double(width)) }
    for y in 0..<height {
      let downWave = cos(.pi * Double(row * y) / Double(height))
      for x in 0..<width {
        let start = (y * width + x) * 3
        for channel in 0..<3 { sum[channel] += acrossWave[x] * downWave * linear[Int(pixels[start + channel])] }
      }
    }
    let scale = (column == 0 && row == 0 ? 1.0 : 2.0) / Double(width * height)
    return sum.map { $0 * scale }
  }

  /// IEC 61966-2-1: the light that a value of sRGB stands for, 0 to 1.
  private static let linear: [Double] = (0..<256).map { value in
    let value = Double(value) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  private static func sRGB(_ light: Double) -> Int {
    let light = max(0, min(1, light))
    let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    return Int(value * 255 + 0.5)
  }

  private static func base83(_ value: Int, _ length: Int) -> String {
    var value = value
    var text: [UInt8] = []
    for _ in 0..<length {
      text.append(digits[value % 83])
      value /= 83
    }
    return String(decoding: text.reversed(), as: UTF8.self)
  }

  private static let digits = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~".utf8)
}
