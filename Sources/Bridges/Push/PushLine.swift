internal import CCurlShim
internal import Dispatch
import Synchronization

/// Posts to push services (RFC 8030) through libcurl, a few at once, each over a connection that stays open for the next.
final class PushLine: Sendable {
  /// Where an address leads.
  enum Reach: Sendable { case publicInternet, here, elsewhere }

  enum Outcome: Sendable {
    case answered(status: Int)
    /// The service could not be reached, or not in time.
    case silent(String)
    /// The address leads to where nothing may be sent.
    case barred
  }

  private let free = Mutex<[PushHandle]>([])
  // Apart from the pool that runs Swift's tasks.
  private let queue = DispatchQueue(label: "push", attributes: .concurrent)
  private let certificates: String?

  static let mostKept = 8
  /// Seconds that one push may take.
  static let patience = 15

  /// - Parameter certificates: a file of certificates (PEM) to trust in place of the system's.
  init(certificates: String? = nil) { self.certificates = certificates }

  /// Where an address (not a name) leads; nil when it is a name.
  static func reach(of host: String) -> Reach? {
    switch curl_shim_reach_of(host) {
    case 2: .publicInternet
    case 1: .here
    case 0: .elsewhere
    default: nil
    }
  }

  func post(_ body: [UInt8], to address: PushAddress, headers: [(name: String, value: String)]) async -> Outcome {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        let handle = free.withLock { $0.popLast() } ?? PushHandle()
        let outcome = handle.post(body, to: address, headers: headers, certificates: certificates)
        free.withLock { if $0.count < PushLine.mostKept { $0.append(handle) } }
        continuation.resume(returning: outcome)
      }
    }
  }
}

/// libcurl's handle. `@unchecked Sendable`: a handle may move between threads but serve only one at a time; the list of free ones in `PushLine`
/// sees to it.
private final class PushHandle: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer?

  init() { handle = curl_shim_start() == CURLE_OK ? curl_easy_init() : nil }
  deinit { curl_easy_cleanup(handle) }

  func post(
    _ body: [UInt8], to address: PushAddress, headers: [(name: String, value: String)], certificates: String?
  ) -> PushLine.Outcome {
    guard let handle else { return .silent("libcurl could not start") }
    var list: UnsafeMutablePointer<curl_slist>?
    // Without these libcurl would wait for “100 Continue”, and call it a form.
    for (name, value) in headers + [("Expect", ""), ("Content-Type", "application/octet-stream")] {
      list = curl_slist_append(list, value.isEmpty ? "\(name):" : "\(name): \(value)")
    }
    defer { curl_slist_free_all(list) }
    var left = 64 << 10
    let result = withUnsafeMutablePointer(to: &left) { left in
      curl_easy_reset(handle)
      let steps = [
        curl_shim_set_text(handle, CURLOPT_URL, address.text),
        curl_shim_set_text(handle, CURLOPT_PROTOCOLS_STR, address.mayBeHere ? "https,http" : "https"),
        // A redirect would lead past the check of the address; a proxy would be connected to instead of it.
        curl_shim_set_long(handle, CURLOPT_FOLLOWLOCATION, 0), curl_shim_set_text(handle, CURLOPT_PROXY, ""),
        curl_shim_only_public(handle, address.mayBeHere), curl_shim_set_long(handle, CURLOPT_NOSIGNAL, 1),
        curl_shim_set_long(handle, CURLOPT_CONNECTTIMEOUT, 5),
        curl_shim_set_long(handle, CURLOPT_TIMEOUT, PushLine.patience),
        curl_shim_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1), curl_shim_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
        curl_shim_set_list(handle, CURLOPT_HTTPHEADER, list), curl_shim_drop_answer(handle, left),
        body.withUnsafeBytes { curl_shim_set_body(handle, $0.baseAddress, $0.count) },
        certificates.map { curl_shim_set_text(handle, CURLOPT_CAINFO, $0) } ?? CURLE_OK,
      ]
      defer { _ = curl_shim_set_list(handle, CURLOPT_HTTPHEADER, nil) }
      return steps.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
    }
    let status = curl_shim_response_code(handle)
    // Enough was said, however much more would follow.
    if result == CURLE_OK || (result == CURLE_WRITE_ERROR && status > 0) { return .answered(status: status) }
    if [CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT].contains(result) { return .barred }
    return .silent(String(cString: curl_easy_strerror(result)))
  }
}
