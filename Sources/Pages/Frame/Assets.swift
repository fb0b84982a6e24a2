import CCrypto
import CPageAssets

/// A file that comes with the program and is served as it is.
public struct Asset: Sendable {
  /// The name with a hash of the content in it: `style.1a2b3c4d5e6f.css`. Changed content has another name, so a
  /// browser may keep it for ever.
  public let name: String
  public let bytes: [UInt8]
  public let contentType: String

  /// `/assets/style.1a2b3c4d5e6f.css`.
  public let path: String

  fileprivate let stem: String

  fileprivate init(_ stem: String, _ ending: String, _ contentType: String, _ bytes: [UInt8]) {
    self.stem = "\(stem).\(ending)"
    name = "\(stem).\(sha256(bytes).prefix(6).map { hex($0) }.joined()).\(ending)"
    path = "/assets/" + name
    self.bytes = bytes
    self.contentType = contentType
  }
}

/// The stylesheet, the scripts and the pictures of the site.
public enum Assets {
  public static let style = Asset("style", "css", "text/css; charset=utf-8", minified(bytes(built_in_style_css())))
  public static let icons = Asset("icons", "svg", "image/svg+xml", bytes(built_in_icons_svg()))
  public static let logo = Asset("logo", "svg", "image/svg+xml", bytes(built_in_logo_svg()))
  private static let forms = script("forms", built_in_forms_js())
  private static let live = script("live", built_in_live_js())
  private static let compose = script("compose", built_in_compose_js())

  private static let push = script("push", built_in_push_js())
  /// What a browser runs while no page is open. Served under one name at the root, because it may look after nothing above its own address.
  public static let worker = script("worker", built_in_worker_js())

  private static func script(_ stem: String, _ file: built_in_file) -> Asset {
    Asset(stem, "js", "text/javascript; charset=utf-8", withoutRemarks(bytes(file)))
  }

  public static func module(_ module: Module) -> Asset {
    switch module {
    case .forms: forms
    case .live: live
    case .compose: compose
    case .push: push
    }
  }

  public static let all: [Asset] = [style, icons, logo] + Module.allCases.map { module($0) }

  /// The asset with a name as it stands in an address.
  /// - Returns: nil when there is none. `isCurrent` is false when the name has the hash of another version: then the
  ///   answer must not be kept.
  public static func file(named name: String) -> (asset: Asset, isCurrent: Bool)? {
    if let asset = all.first(where: { $0.name == name }) { return (asset, true) }
    let parts = name.split(separator: ".")
    guard parts.count == 3, let asset = all.first(where: { $0.stem == "\(parts[0]).\(parts[2])" }) else { return nil }
    return (asset, false)
  }

  /// What a Content-Security-Policy needs to allow the stylesheet inside a page: `sha256-…`, without quotes.
  public static let styleHash = hash(of: style.bytes)

  /// A hash source of a Content-Security-Policy (CSP level 3, section 2.3.1).
  static func hash(of bytes: [UInt8]) -> String { "sha256-" + base64(sha256(bytes)) }

  /// Changes with the stylesheet: for the cookie that remembers that a browser has it.
  public static let styleVersion = String(style.name.split(separator: ".")[1])

  /// The mark of the site as an address that needs no request.
  static let logoInPlace = Link.data("image/svg+xml", logo.bytes)

  static var welshCatalogue: [UInt8] { bytes(built_in_cy_po()) }

  /// A script without what only its readers need: lines that are a comment, empty ones, and the spaces at their start.
  ///
  /// It knows no JavaScript: a text that goes over several lines, or a comment that does, has no place in our scripts.
  static func withoutRemarks(_ script: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(script.count)
    for line in script.split(separator: UInt8(ascii: "\n")) {
      let code = line.drop { $0 == 32 || $0 == 9 }
      let isRemark =
        code.starts(with: "//".utf8) || code.starts(with: "/**".utf8) && code.reversed().starts(with: "/*".utf8)
      if code.isEmpty || isRemark { continue }
      result += code
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  /// A stylesheet without its comments and without the spaces that say nothing.
  static func minified(_ css: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(css.count)
    var index = 0
    var quote: UInt8?
    while index < css.count {
      let byte = css[index]
      defer { index += 1 }
      if let open = quote {
        result.append(byte)
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        quote = byte
        result.append(byte)
      case UInt8(ascii: "/") where index + 1 < css.count && css[index + 1] == UInt8(ascii: "*"):
        index += 2
        while index + 1 < css.count, css[index] != UInt8(ascii: "*") || css[index + 1] != UInt8(ascii: "/") {
          index += 1
        }
        index += 1
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"):
        if let last = result.last, !swallowsSpace(last) { result.append(32) }
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: ","):
        if result.last == 32 { result.removeLast() }
        if byte == UInt8(ascii: "}"), result.last == UInt8(ascii: ";") { result.removeLast() }
        result.append(byte)
      default: result.append(byte)
      }
    }
    return result
  }

  private static func swallowsSpace(_ byte: UInt8) -> Bool {
    switch byte {
    case 32, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: ":"): true
    default: false
    }
  }
}

private func bytes(_ file: built_in_file) -> [UInt8] {
  Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
}

private func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  var length: UInt32 = 32
  EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
  return digest
}

private func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return digits.utf8.count == 1 ? "0" + digits : digits
}

private func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let value = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
    for place in 0..<4 {
      text.append(place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
