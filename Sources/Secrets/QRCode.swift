internal import CQREncode

/// A QR code (ISO/IEC 18004) as the path of an SVG drawing, for the page where a person sets up their authenticator
/// app.
public struct QRCode: Sendable {
  /// Modules along one side, with the quiet zone of four on each edge: the `viewBox` is `0 0 side side`.
  public let side: Int
  /// The `d` of an SVG path that draws the dark modules: only letters, figures and hyphens, safe in an attribute.
  public let path: String

  /// - Throws: `SecretFault` when `text` does not fit into a QR code (about 2,300 bytes) or there is no memory.
  public init(_ text: String) throws(SecretFault) {
    let bytes = [UInt8](text.utf8)
    guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
      throw SecretFault("A text of \(bytes.count) bytes does not fit into a QR code")
    }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    var path = ""
    for row in 0..<width {
      var column = 0
      while column < width {
        let start = column
        while column < width, code.pointee.data[row * width + column] & 1 == 1 { column += 1 }
        if column > start {
          path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
        } else {
          column += 1
        }
      }
    }
    self.side = width + 8
    self.path = path
  }

  /// The whole drawing, dark on white in every theme because scanners want it so. Write its alternative text beside it:
  /// it has none itself.
  public var svg: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
    shape-rendering="crispEdges" aria-hidden="true">\
    <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
    """
  }
}
