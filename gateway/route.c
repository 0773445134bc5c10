/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/route.h"

#include "base/ascii.h"
#include "proto/openapi/openapi.h"

/* The decimal number that is the last segment of a path, "12" of "/a/b/12"; empty when it is none. */
static text_t trailing_number(text_t path)
{
    size_t at = path.size;
    while (at > 0 && path.data[at - 1] >= '0' && path.data[at - 1] <= '9')
        at--;
    return at > 0 && path.data[at - 1] == '/' ? (text_t){path.data + at, path.size - at} : TEXT_NONE;
}

/* What may stand for "{name}". */
static bool is_name(text_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if (!ascii_is_alphanumeric(c) && c != '-' && c != '_')
            return false;
    }
    return text.size > 0;
}

/* Whether `path` fits "/fixed", "/fixed/{n}", "/fixed/{id}" or "/fixed/{name}", and in `*last` what stands at
 * the end. A method without a path fits none. */
static bool fits(const char *pattern, text_t path, text_t number, param_t *last)
{
    const char *brace = pattern ? strchr(pattern, '{') : NULL;
    if (!brace)
        return pattern && text_equal(text_of(pattern), path);
    const size_t fixed = (size_t)(brace - pattern);
    if (path.size <= fixed || memcmp(pattern, path.data, fixed) != 0)
        return false;
    const text_t end = {path.data + fixed, path.size - fixed};
    const bool named = strcmp(brace, "{name}") == 0;
    *last = (param_t){
        .name = named ? TEXT_LITERAL("name") : TEXT_LITERAL("id"), .raw = {RAW_TEXT, end}, .from = FROM_PATH};
    return named ? is_name(end) : number.size > 0 && number.size == end.size;
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

/* Takes the base off the front. False when it is not there, with something behind. */
static bool take_base(text_t *path)
{
    const size_t base = sizeof CONTRACT_BASE_PATH - 1;
    if (path->size <= base || memcmp(path->data, CONTRACT_BASE_PATH, base) != 0)
        return false;
    *path = (text_t){path->data + base, path->size - base};
    return true;
}

/* The first method with that path which `is_one`; NULL: there is none. */
static const method_t *find_one(text_t path, bool (*is_one)(const method_t *method))
{
    if (!take_base(&path))
        return NULL;
    const text_t number = trailing_number(path);
    const size_t count = contract_count();
    param_t last = {.from = 0};
    for (size_t i = 0; i < count; i++)
        if (is_one(contract_at(i)) && fits(contract_at(i)->path, path, number, &last))
            return contract_at(i);
    return NULL;
}

static bool uploads(const method_t *method)
{
    return method->uploads;
}

bool route_uploads(text_t path)
{
    return find_one(path, uploads) != NULL;
}

static bool is_public(const method_t *method)
{
    return method->is_public;
}

const method_t *route_public(text_t path)
{
    return find_one(path, is_public);
}

status_t route_find(exchange_t *exchange)
{
    text_t path = exchange->head.path;
    if (!take_base(&path))
        return find_description(exchange);
    const text_t number = trailing_number(path);
    const size_t count = contract_count();
    const method_t *other = NULL, *another = NULL;
    for (size_t i = 0; i < count; i++) {
        const method_t *method = contract_at(i);
        param_t last = {.from = 0};
        if (!fits(method->path, path, number, &last))
            continue;
        if (takes_http_method(method, exchange->http_method)) {
            exchange->method = method;
            exchange->caller.kind = method->caller;
            if (last.from)
                exchange_add_param(exchange, last);
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
