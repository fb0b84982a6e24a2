public import Commons

/// Uploaded PDF files: kept as they are, never opened by the site.
public enum PortableDocument {
  /// Whether the bytes may be kept as a PDF (ISO 32000 section 7.5.2): that they begin like one and are not too many.
  ///
  /// - Parameter limit: the most bytes.
  /// - Throws: a `Refusal`: `unsupported` or `tooLarge`.
  public static func check(_ bytes: [UInt8], limit: Int = 10_000_000) throws(Refusal) {
    guard bytes.count <= limit else {
      throw Refusal(
        .tooLarge, "This document is too big. It can have up to \(limit / 1_000_000) MB.", field: "document")
    }
    guard bytes.starts(with: "%PDF-".utf8) else {
      throw Refusal(.unsupported, "This is not a PDF document. Choose a PDF.", field: "document")
    }
  }
}
