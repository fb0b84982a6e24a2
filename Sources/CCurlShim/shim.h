#pragma once

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

// libcurl sets and reads its options through variadic functions, which Swift cannot call: one wrapper for each kind of
// value.

typedef size_t (*curl_shim_reader)(char *buffer, size_t size, size_t count, void *context);

static inline CURLcode curl_shim_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text.
static inline CURLcode curl_shim_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

/// The list must live until the transfer has ended.
static inline CURLcode curl_shim_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

/// Bytes to send are asked from `reader`; `context` must live until the transfer has ended.
static inline CURLcode curl_shim_set_reader(CURL *handle, curl_shim_reader reader, void *context) {
  CURLcode result = curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
  return result == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_READDATA, context) : result;
}

/// The body of a POST, which libcurl copies.
static inline CURLcode curl_shim_set_body(CURL *handle, const void *body, size_t size) {
  CURLcode result = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  return result == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, body) : result;
}

static inline size_t curl_shim_drop(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  // What answers with more than 64 kB answers nothing that is wanted: the transfer is broken off.
  size_t *left = context;
  if (size * count > *left) return 0;
  *left -= size * count;
  return size * count;
}

/// The body of the answer is dropped. `left` must live until the transfer has ended.
static inline CURLcode curl_shim_drop_answer(CURL *handle, size_t *left) {
  CURLcode result = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, curl_shim_drop);
  return result == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_WRITEDATA, left) : result;
}

/// Whether an address of IPv4 (in host order) is one of the public internet (RFC 6890).
static inline bool curl_shim_is_public_4(uint32_t a) {
  uint8_t first = a >> 24;
  return !(first == 0 || first == 10 || first == 127 || first >= 224          // this network, private, loopback, multicast
           || (a & 0xffc00000u) == 0x64400000u                                // 100.64.0.0/10, of carriers
           || (a & 0xffff0000u) == 0xa9fe0000u                                // 169.254.0.0/16, link-local
           || (a & 0xfff00000u) == 0xac100000u                                // 172.16.0.0/12
           || (a & 0xffff0000u) == 0xc0a80000u                                // 192.168.0.0/16
           || (a & 0xffffff00u) == 0xc0000000u || (a & 0xffffff00u) == 0xc0000200u  // protocols, documentation
           || (a & 0xfffe0000u) == 0xc6120000u                                // 198.18.0.0/15, benchmarks
           || (a & 0xffffff00u) == 0xc6336400u || (a & 0xffffff00u) == 0xcb007100u);  // documentation
}

static inline uint32_t curl_shim_big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/// 2 for an address of the public internet, 1 for this machine's own, 0 for any other.
static inline int curl_shim_reach(int family, const void *address) {
  if (family == AF_INET) {
    uint32_t a = curl_shim_big_endian(address);
    return a >> 24 == 127 ? 1 : curl_shim_is_public_4(a) ? 2 : 0;
  }
  if (family != AF_INET6) return 0;
  const uint8_t *a = address;
  static const uint8_t zeros[16] = {0};
  if (memcmp(a, zeros, 15) == 0) return a[15] == 1 ? 1 : 0;
  // An address of IPv4 in one of IPv6: mapped, or translated.
  if (memcmp(a, zeros, 10) == 0 && a[10] == 0xff && a[11] == 0xff) return curl_shim_reach(AF_INET, a + 12);
  if (a[0] == 0 && a[1] == 0x64 && a[2] == 0xff && a[3] == 0x9b) return 0;
  // Only 2000::/3 is given out; of it not 2001::/23 (protocols), 2001:db8::/32 (documentation), 2002::/16 (6to4).
  if ((a[0] & 0xe0) != 0x20) return 0;
  if (a[0] == 0x20 && a[1] == 0x01 && (a[2] < 2 || (a[2] == 0x0d && a[3] == 0xb8))) return 0;
  return a[0] == 0x20 && a[1] == 0x02 ? 0 : 2;
}

/// The same for an address as text; -1 when it is none.
static inline int curl_shim_reach_of(const char *text) {
  uint8_t bytes[16];
  if (inet_pton(AF_INET, text, bytes) == 1) return curl_shim_reach(AF_INET, bytes);
  if (inet_pton(AF_INET6, text, bytes) == 1) return curl_shim_reach(AF_INET6, bytes);
  return -1;
}

static inline curl_socket_t curl_shim_open_socket(void *least, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  const void *bytes = address->family == AF_INET6
                          ? (const void *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr
                          : (const void *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
  if (curl_shim_reach(address->family, bytes) < (int)(intptr_t)least) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Connects to nothing but the public internet, or with `or_this_machine` to this machine too: asked when the socket is opened, so that no name
/// can lead elsewhere.
static inline CURLcode curl_shim_only_public(CURL *handle, bool or_this_machine) {
  CURLcode result = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, curl_shim_open_socket);
  return result == CURLE_OK
             ? curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, (void *)(intptr_t)(or_this_machine ? 1 : 2))
             : result;
}

/// A buffer of at least CURL_ERROR_SIZE bytes for a longer explanation of what went wrong.
static inline CURLcode curl_shim_set_error_buffer(CURL *handle, char *buffer) {
  return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

/// The last reply code of the server (an HTTP status, or an SMTP reply code); 0 when there was none.
static inline long curl_shim_response_code(CURL *handle) {
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

static inline CURLcode curl_shim_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
