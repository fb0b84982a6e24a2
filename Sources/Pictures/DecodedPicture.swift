internal import CVipsShim

/// A picture in libvips's memory. It never leaves the thread of the bench.
final class DecodedPicture {
  private let image: OpaquePointer

  /// The first frame, upright, in sRGB, at most `side` pixels a side; nil when the file is damaged or cut short.
  convenience init?(_ bytes: [UInt8], side: Int) {
    let decoded = bytes.withUnsafeBytes { vips_shim_decode($0.baseAddress, $0.count, Int32(side), Int32(side)) }
    guard let decoded else {
      _ = DecodedPicture.error()
      return nil
    }
    self.init(decoded)
  }

  private init(_ image: OpaquePointer) { self.image = image }
  deinit { vips_shim_close(image) }

  var width: Int { Int(vips_shim_width(image)) }
  var height: Int { Int(vips_shim_height(image)) }

  /// What the header says, without decoding; nil when it cannot be read.
  static func size(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    bytes.withUnsafeBytes { bytes in
      guard let header = vips_shim_open(bytes.baseAddress, bytes.count) else {
        _ = error()
        return nil
      }
      defer { vips_shim_close(header) }
      return (Int(vips_shim_width(header)), Int(vips_shim_height(header)))
    }
  }

  func shrunk(_ width: Int, _ height: Int, crop: Bool) throws(PictureFault) -> DecodedPicture {
    guard let smaller = vips_shim_shrink(image, Int32(width), Int32(height), crop) else { throw DecodedPicture.fault() }
    return DecodedPicture(smaller)
  }

  func webp() throws(PictureFault) -> PictureFile {
    var length = 0
    guard let bytes = vips_shim_webp(image, 82, &length) else { throw DecodedPicture.fault() }
    defer { vips_shim_free(bytes) }
    guard let file = WebP.pixelsOnly([UInt8](UnsafeRawBufferPointer(start: bytes, count: length))) else {
      throw PictureFault(description: "libvips wrote no WebP file")
    }
    return PictureFile(bytes: file, width: width, height: height)
  }

  /// Red, green and blue of each pixel, row by row, of a copy of exactly this size.
  func pixels(_ width: Int, _ height: Int) throws(PictureFault) -> [UInt8] {
    var length = 0
    guard let bytes = vips_shim_pixels(image, Int32(width), Int32(height), &length) else {
      throw DecodedPicture.fault()
    }
    defer { vips_shim_free(bytes) }
    guard length == width * height * 3 else {
      throw PictureFault(description: "libvips gave \(length) bytes of pixels")
    }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  }

  static func png(drawing svg: [UInt8], scale: Double) throws(PictureFault) -> [UInt8] {
    var length = 0
    let drawn = svg.withUnsafeBytes { vips_shim_draw($0.baseAddress, $0.count, scale, &length) }
    guard let drawn else { throw fault() }
    defer { vips_shim_free(drawn) }
    return [UInt8](UnsafeRawBufferPointer(start: drawn, count: length))
  }

  /// Why libvips failed last.
  static func error() -> String {
    var buffer = [CChar](repeating: 0, count: 500)
    vips_shim_take_error(&buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func fault() -> PictureFault { PictureFault(description: error()) }
}
