import CEmbedded

/// The bytes of a file that travels inside the program, by its name in `CEmbedded/embedded.c`.
public func embedded(_ name: String) -> [UInt8]? {
  guard let file = files.first(where: { $0.name == name })?.file else { return nil }
  return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
}

/// The names of the embedded files that begin with `prefix`, in order.
public func embeddedNames(under prefix: String) -> [String] { files.map(\.name).filter { $0.hasPrefix(prefix) } }

private var files: [(name: String, file: embedded_file)] {
  var files: [(String, embedded_file)] = []
  while case let file = embedded_file_at(files.count), let name = file.name {
    files.append((String(cString: name), file))
  }
  return files
}
