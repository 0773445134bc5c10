/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/response.h"

#include <time.h>

/* What RFC 9110 15 and RFC 6585 call them; clients go by the number. */
static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 302:
        return "Found";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "";
    }
}

static const char *date_of(response_date_t *date)
{
    time_t now = time(NULL);
    if (date->second != now) {
        struct tm parts;
        gmtime_r(&now, &parts);
        strftime(date->text, sizeof date->text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        date->second = now;
    }
    return date->text;
}

/* Each answer has some of them: the name is joined to what surrounds it by the compiler. */
#define ADD_NAME(out, name) buffer_append_literal((out), "\r\n" name ": ")
#define ADD_LITERAL(out, name, value) buffer_append_literal((out), "\r\n" name ": " value)
#define ADD_FIELD(out, name, value) (ADD_NAME((out), name), buffer_append_text((out), (value)))
#define ADD_NUMBER(out, name, value) (ADD_NAME((out), name), buffer_append_int((out), (value)))

/* Cross-origin reading, where the request's origin is one that may (route.c). */
static void add_cors(buffer_t *out, const exchange_t *exchange)
{
    if (exchange->varies)
        ADD_LITERAL(out, "Vary", "Origin");
    if (!exchange->cors)
        return;
    ADD_FIELD(out, "Access-Control-Allow-Origin", exchange->head.origin);
    if (exchange->http_method != HTTP_OPTIONS) {
        ADD_LITERAL(out, "Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
        return;
    }
    ADD_FIELD(out, "Access-Control-Allow-Methods", text_of(exchange->allow));
    ADD_LITERAL(out, "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Idempotency-Key, traceparent");
    ADD_LITERAL(out, "Access-Control-Max-Age", "7200");
}

static int status_of(const exchange_t *exchange)
{
    if (exchange->preflight)
        return 204;
    return exchange->document ? exchange->document->http : status_info(exchange->status)->http;
}

/* 204 and 304 have no body, and no length that would not be that of another answer (RFC 9110 8.6). */
static void add_content(buffer_t *out, const exchange_t *exchange, int http)
{
    const document_t *document = exchange->document;
    if (http == 204 || http == 304)
        return;
    if (!document)
        ADD_LITERAL(out, "Content-Type", "application/json; charset=utf-8");
    else if (document->type)
        ADD_FIELD(out, "Content-Type", text_of(document->type));
    ADD_NUMBER(out, "Content-Length", (int64_t)exchange_answer_size(exchange));
}

/* What is asked for with a cookie, or by anybody, has the same address tomorrow: nobody may keep the answer.
 */
static bool is_private(const exchange_t *exchange)
{
    return exchange->claim.scheme >= CLAIM_SESSION || (exchange->method && exchange->method->is_public);
}

static void add_private(buffer_t *out, const exchange_t *exchange)
{
    ADD_LITERAL(out, "Cache-Control", "no-store");
    if (exchange->set_cookie.size > 0)
        ADD_FIELD(out, "Set-Cookie", exchange->set_cookie);
}

void response_write_head(buffer_t *out, const exchange_t *exchange, text_t more, bool last,
                         response_date_t *date)
{
    int http = status_of(exchange);
    buffer_append_literal(out, "HTTP/1.1 ");
    buffer_append_int(out, http);
    buffer_append_char(out, ' ');
    buffer_append_text(out, text_of(reason_of(http)));
    ADD_FIELD(out, "Date", text_of(date_of(date)));
    add_content(out, exchange, http);
    if (exchange->document)
        buffer_append_text(out, exchange->document->head);
    buffer_append_text(out, more);
    ADD_FIELD(out, "X-Request-Id", text_of(exchange->trace));
    if (http == 405)
        ADD_FIELD(out, "Allow", text_of(exchange->allow));
    if (http == 503 || http == 429)
        ADD_NUMBER(out, "Retry-After", exchange->retry_after > 0 ? exchange->retry_after : 1);
    add_cors(out, exchange);
    if (is_private(exchange))
        add_private(out, exchange);
    if (http == 426) {
        ADD_LITERAL(out, "Upgrade", "websocket");
        ADD_LITERAL(out, "Sec-WebSocket-Version", "13");
        ADD_LITERAL(out, "Connection", "upgrade");
    }
    if (last)
        ADD_LITERAL(out, "Connection", "close");
    else if (exchange->head.http_1_0)
        ADD_LITERAL(out, "Connection", "keep-alive");
    buffer_append_literal(out, "\r\n\r\n");
}
