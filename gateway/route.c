/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/route.h"

#include "proto/openapi/openapi.h"

/* The decimal number that is the last segment of a path, "12" of "/a/b/12"; empty when it is none. */
static text_t trailing_number(text_t path)
{
    size_t at = path.size;
    while (at > 0 && path.data[at - 1] >= '0' && path.data[at - 1] <= '9')
        at--;
    return at > 0 && path.data[at - 1] == '/' ? (text_t){path.data + at, path.size - at} : TEXT_NONE;
}

/* Whether `path` fits "/fixed" or "/fixed/{name}". */
static bool fits(const char *pattern, text_t path, text_t number)
{
    const char *brace = strchr(pattern, '{');
    if (!brace)
        return text_equal(text_of(pattern), path);
    size_t fixed = (size_t)(brace - pattern);
    return number.size > 0 && path.size - number.size == fixed && memcmp(pattern, path.data, fixed) == 0;
}

/* Whether the request's HTTP method is one of the route's. HEAD of what changes something would change it
 * unseen. */
static bool takes_http_method(const method_t *method, http_method_t http_method)
{
    return method->http_method == http_method ||
           (http_method == HTTP_HEAD && method->http_method == HTTP_GET && !method->writes);
}

/* What a path takes, of which one or two methods are known. */
static const char *http_methods_of(const method_t *method, const method_t *another)
{
    if (another)
        return "GET, HEAD, POST";
    if (method->http_method == HTTP_POST)
        return "POST";
    return method->writes ? "GET" : "GET, HEAD";
}

/* No path of a method: the contract's description, or none. */
static status_t find_description(exchange_t *exchange)
{
    if (!text_equal(exchange->head.path, TEXT_LITERAL(OPENAPI_PATH)))
        return STATUS_UNKNOWN_PATH;
    if (exchange->http_method == HTTP_GET || exchange->http_method == HTTP_HEAD)
        return STATUS_DONE;
    exchange->allow = "GET, HEAD";
    return STATUS_WRONG_METHOD;
}

bool route_uploads(text_t path)
{
    const size_t base = sizeof CONTRACT_BASE_PATH - 1;
    if (path.size <= base || memcmp(path.data, CONTRACT_BASE_PATH, base) != 0)
        return false;
    path = (text_t){path.data + base, path.size - base};
    text_t number = trailing_number(path);
    for (size_t i = 0; i < contract_count(); i++)
        if (contract_at(i)->uploads && fits(contract_at(i)->path, path, number))
            return true;
    return false;
}

status_t route_find(exchange_t *exchange)
{
    static const text_t base = {CONTRACT_BASE_PATH, sizeof CONTRACT_BASE_PATH - 1};
    text_t path = exchange->head.path;
    if (path.size <= base.size || memcmp(path.data, base.data, base.size) != 0)
        return find_description(exchange);
    path = (text_t){path.data + base.size, path.size - base.size};
    text_t number = trailing_number(path);
    const method_t *other = NULL, *another = NULL;
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!fits(method->path, path, number))
            continue;
        if (takes_http_method(method, exchange->http_method)) {
            exchange->method = method;
            exchange->caller.kind = method->caller;
            if (strchr(method->path, '{'))
                exchange_add_param(
                    exchange,
                    (param_t){.name = TEXT_LITERAL("id"), .raw = {RAW_TEXT, number}, .from = FROM_PATH});
            return STATUS_DONE;
        }
        another = other;
        other = method;
    }
    if (!other)
        return STATUS_UNKNOWN_PATH;
    exchange->allow = http_methods_of(other, another);
    return STATUS_WRONG_METHOD;
}
