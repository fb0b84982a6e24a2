internal import CVipsShim
internal import Commons
internal import Dispatch
internal import Synchronization

/// How large an uploaded picture may be, and how large what is kept of it.
public struct PictureLimits: Sendable {
  /// Bytes of the file.
  public var bytes = 10_000_000
  /// Pixels of the picture, width times height: what it takes to decode it.
  public var pixels = 40_000_000
  /// The longer side of what is kept, in pixels.
  public var side = 1600
  /// The longer side of the preview, in pixels.
  public var previewSide = 400

  public init() {}
}

/// One picture as WebP.
public struct PictureFile: Sendable {
  public let bytes: [UInt8]
  /// In pixels.
  public let width: Int
  public let height: Int
}

/// A picture that can be shown to people: decoded and written anew, so that nothing of the upload but its pixels is
/// left.
public struct PreparedPicture: Sendable {
  public let full: PictureFile
  public let preview: PictureFile
  /// What to show before it has come: the mean colour (`#7f8a91`) and a blurred version (a BlurHash).
  public let averageColour: String
  public let blurHash: String
}

/// A square picture of a person or organisation.
public struct PreparedAvatar: Sendable {
  /// 192 pixels a side.
  public let large: PictureFile
  /// 96 pixels a side.
  public let small: PictureFile
  /// The mean colour: `#7f8a91`.
  public let averageColour: String
}

/// Uploaded pictures, through libvips: checked, turned upright, made small, stripped of everything but their pixels.
public enum Picture {
  /// What is kept of an uploaded JPEG, PNG, WebP, GIF (its first frame) or, where libvips can, HEIC.
  ///
  /// - Throws: a `Refusal`: `unsupported` for another kind of file, `tooLarge` for too many bytes or pixels, `invalid`
  ///   for a file that is damaged or cut short, `unavailable` when too many pictures are waiting. Else a
  ///   `PictureFault`.
  public static func prepare(_ bytes: [UInt8], limit: PictureLimits = PictureLimits()) async throws -> PreparedPicture {
    try await bench.run {
      let decoded = try decode(bytes, limit, side: limit.side)
      let preview = try decoded.shrunk(limit.previewSide, limit.previewSide, crop: false)
      let blur = try blur(decoded)
      return PreparedPicture(
        full: try decoded.webp(), preview: try preview.webp(), averageColour: blur.averageColour, blurHash: blur.hash)
    }
  }

  /// What is kept of an uploaded picture of a person or organisation: a square from its middle.
  ///
  /// - Throws: as `prepare`.
  public static func prepareAvatar(_ bytes: [UInt8], limit: PictureLimits = PictureLimits()) async throws
    -> PreparedAvatar
  {
    try await bench.run {
      // The shorter side must still have 192 pixels when the picture is five times as wide as high.
      let decoded = try decode(bytes, limit, side: 960)
      let large = try decoded.shrunk(192, 192, crop: true)
      return PreparedAvatar(
        large: try large.webp(), small: try large.shrunk(96, 96, crop: true).webp(),
        averageColour: try blur(large).averageColour)
    }
  }

  /// A drawing of ours as PNG, `scale` times as large as it says it is. Never for what came from outside: SVG can fetch and
  /// fill memory.
  ///
  /// - Throws: a `PictureFault` when libvips cannot draw it; a `Refusal` (`unavailable`) when too many pictures are waiting.
  public static func png(drawing svg: [UInt8], scale: Double = 1) async throws -> [UInt8] {
    try await bench.run { try DecodedPicture.png(drawing: svg, scale: scale) }
  }

  // Shared by the whole process, because libvips is.
  private static let bench = PictureBench()

  private static func decode(_ bytes: [UInt8], _ limit: PictureLimits, side: Int) throws -> DecodedPicture {
    guard !bytes.isEmpty else { throw Refusal(.invalid, "This picture is empty. Choose it again.", field: "picture") }
    guard bytes.count <= limit.bytes else {
      throw Refusal(
        .tooLarge, "This picture is too big. It can have up to \(limit.bytes / 1_000_000) MB.", field: "picture")
    }
    guard let kind = PictureKind(bytes), vips_shim_has(kind.loader) else {
      throw Refusal(
        .unsupported, "This is not a picture we can use. Choose a JPEG, PNG, WebP or GIF.", field: "picture")
    }
    let damaged = Refusal(.invalid, "This picture is damaged or not complete. Choose another one.", field: "picture")
    // The header alone, first: a small file can claim a picture that would fill the memory.
    guard let size = DecodedPicture.size(bytes) else { throw damaged }
    guard size.width <= limit.pixels / max(1, size.height) else {
      throw Refusal(
        .tooLarge, "This picture has too many pixels. It can have up to \(limit.pixels / 1_000_000) million.",
        field: "picture")
    }
    guard let decoded = DecodedPicture(bytes, side: side) else { throw damaged }
    return decoded
  }

  private static func blur(_ picture: DecodedPicture) throws -> BlurHash {
    // A blur of a few waves needs no more pixels than these.
    let (width, height) = picture.width >= picture.height ? (32, 24) : (24, 32)
    return BlurHash(
      pixels: try picture.pixels(width, height), width: width, height: height, across: width / 8, down: height / 8)
  }
}

/// libvips failed where no upload is to blame; for the log.
public struct PictureFault: Error, Sendable, CustomStringConvertible {
  public let description: String
}

/// Where pictures are worked on: one thread, one picture at a time, so that the memory for decoding is needed once.
final class PictureBench: Sendable {
  // Serial; its thread is apart from the pool that runs Swift's tasks.
  private let queue = DispatchQueue(label: "pictures")
  private let isStarted = Mutex<Bool?>(nil)
  private let waiting = Mutex(0)
  private let mostWaiting: Int

  /// - Parameter mostWaiting: how many uploads may be held in memory meanwhile.
  init(mostWaiting: Int = 24) { self.mostWaiting = mostWaiting }

  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let isAccepted = waiting.withLock { waiting in
      guard waiting < mostWaiting else { return false }
      waiting += 1
      return true
    }
    guard isAccepted else {
      var refusal = Refusal(
        .unavailable, "Many pictures are coming in just now. Try again in a few seconds.", field: "picture")
      refusal.retryAfter = .seconds(10)
      throw refusal
    }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async {
        let result = Swift.Result {
          try self.start()
          return try work()
        }
        vips_shim_leave_thread()
        self.waiting.withLock { $0 -= 1 }
        continuation.resume(with: result)
      }
    }
  }

  private func start() throws(PictureFault) {
    let started = isStarted.withLock { isStarted in
      let started = isStarted ?? vips_shim_start()
      isStarted = started
      return started
    }
    guard started else { throw PictureFault(description: "libvips could not start: \(DecodedPicture.error())") }
  }
}
