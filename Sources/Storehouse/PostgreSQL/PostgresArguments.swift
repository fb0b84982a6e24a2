import CLibPQ
import Glibc

/// What is bound to a statement, in PostgreSQL's binary formats, in one buffer that is used again and again.
final class Arguments {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []
  private var types: [Oid] = []
  private var values: [UnsafePointer<CChar>?] = []

  /// The type of a place (pg_type.dat): said, not left to the server, so that it does not depend on where the place
  /// stands.
  static func type(of kind: Binding.Kind) -> Oid {
    switch kind {
    case .integer: 20
    case .boolean: 16
    case .real: 701
    case .text: 25
    case .bytes: 17
    case .integers: 1016
    }
  }

  func fill(from query: Query) {
    bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 20)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    for part in query.parts {
      guard case .binding(let binding) = part else { continue }
      let start = bytes.count
      var isNull = false
      switch binding {
      case .null: isNull = true
      case .integer(let value): append(UInt64(bitPattern: value))
      case .boolean(let value): bytes.append(value ? 1 : 0)
      case .real(let value): append(value.bitPattern)
      case .text(var value):
        value.withUTF8 { utf8 in
          if let start = utf8.baseAddress, memchr(start, 0, utf8.count) != nil {
            bytes += utf8.withoutZeros
          } else {
            bytes.append(contentsOf: utf8)
          }
        }
      case .bytes(let value): bytes += value
      case .integers(let values): append(values)
      }
      offsets.append(isNull ? -1 : start)
      lengths.append(Int32(bytes.count - start))
      formats.append(1)
      types.append(Self.type(of: binding.kind))
    }
  }

  // An array in binary: dimensions, whether it has nulls, the element's type, its length and lower bound, then length
  // and value of each.
  private func append(_ values: [Int64]) {
    append(UInt32(values.isEmpty ? 0 : 1))
    append(UInt32(0))
    append(UInt32(20))
    guard !values.isEmpty else { return }
    append(UInt32(values.count))
    append(UInt32(1))
    for value in values {
      append(UInt32(8))
      append(UInt64(bitPattern: value))
    }
  }

  private func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  func use<Answer>(
    _ body: (
      Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Answer
  ) -> Answer {
    // A value of no bytes still needs an address, or it would be null.
    bytes.append(0)
    return bytes.withUnsafeBytes { raw in
      let start = raw.bindMemory(to: CChar.self).baseAddress
      values.removeAll(keepingCapacity: true)
      for offset in offsets { values.append(offset < 0 ? nil : start.map { $0 + offset }) }
      return body(Int32(offsets.count), types, values, lengths, formats)
    }
  }
}
