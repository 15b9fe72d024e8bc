#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call.
static inline CURLcode vuelve_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode vuelve_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
typedef size_t (*vuelve_curl_write)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode vuelve_curl_set_write(CURL *handle, CURLoption option, vuelve_curl_write callback) {
    return curl_easy_setopt(handle, option, callback);
}
typedef int (*vuelve_curl_progress)(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d);
static inline CURLcode vuelve_curl_set_progress(CURL *handle, vuelve_curl_progress callback) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}
static inline long vuelve_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}
static inline curl_off_t vuelve_curl_bytes_sent(CURL *handle) {
    curl_off_t body = 0;
    long header = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &body);
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &header);
    return body + header;
}
static inline curl_off_t vuelve_curl_bytes_received(CURL *handle) {
    curl_off_t body = 0;
    long header = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_DOWNLOAD_T, &body);
    curl_easy_getinfo(handle, CURLINFO_HEADER_SIZE, &header);
    return body + header;
}
static inline long vuelve_curl_verify_result(CURL *handle) {
    long result = 0;
    curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &result);
    return result;
}
// 0 before there was a connection.
static inline double vuelve_curl_connect_seconds(CURL *handle) {
    double seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_CONNECT_TIME, &seconds);
    return seconds;
}
