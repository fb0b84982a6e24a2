#pragma once

#include <curl/curl.h>

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
