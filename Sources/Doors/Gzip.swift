internal import CZlib

/// The gzip format (RFC 1952), for answers to browsers that accept it.
public enum Gzip {
  /// `bytes`, compressed.
  ///
  /// - Parameter level: 1 (fastest) to 9 (smallest).
  public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    let capacity = gzip_bound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      count = gzip_compress(bytes, bytes.count, Int32(min(max(level, 1), 9)), output.baseAddress, capacity)
      // The room is always enough; only a machine without memory comes here, and half an answer would be worse than
      // none.
      precondition(count > 0, "zlib could not compress")
    }
  }
}
