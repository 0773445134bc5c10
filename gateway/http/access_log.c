/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/access_log.h"

static const char *http_method_name(http_method_t http_method)
{
    static const char *const names[] = {[HTTP_GET] = "GET",
                                        [HTTP_POST] = "POST",
                                        [HTTP_HEAD] = "HEAD",
                                        [HTTP_OPTIONS] = "OPTIONS",
                                        [HTTP_OTHER] = "other"};
    return names[http_method];
}

static void write_line(const exchange_t *exchange, request_log_kind_t kind, size_t body_size, int64_t took)
{
    static const char *const events[] = {[REQUEST_LOG_DEBUG] = "request",
                                         [REQUEST_LOG_ACCESS] = "request",
                                         [REQUEST_LOG_SLOW] = "slow request",
                                         [REQUEST_LOG_FAILED] = "request failed"};
    const status_info_t *status = status_info(exchange->status);
    const int http = exchange->document ? exchange->document->http : status->http;
    const principal_t caller = exchange->known ? exchange->caller : (principal_t){0};
    log_event(request_log_level(kind), events[kind], LOG_STRING("trace", exchange->trace),
              LOG_STRING("route", exchange->method ? exchange->method->name : "none"),
              LOG_STRING("verb", http_method_name(exchange->http_method)), LOG_INT("http", http),
              LOG_INT("code", status->code), LOG_STRING("status", status->name), LOG_INT("us", took),
              LOG_INT("bytes_in", body_size), LOG_INT("bytes_out", exchange_answer_size(exchange)),
              LOG_STRING("caller", principal_name(caller.kind)), LOG_INT("caller_id", caller.id),
              LOG_INT("moves", exchange->retries), LOG_INT("gone", exchange->gone));
}

void access_log_add(request_log_t *log, const exchange_t *exchange, size_t body_size, int64_t now)
{
    int64_t took = now - exchange->began_us;
    request_log_kind_t kind = request_log_judge(log, exchange->status, took, now);
    if (kind != REQUEST_LOG_SILENT)
        write_line(exchange, kind, body_size, took);
}
