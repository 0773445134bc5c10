/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/head_fields.h"

#include "gateway/http/head_syntax.h"

/* More digits than 2^53 has: no message is so long, and some readers would wrap. */
enum { LENGTH_DIGITS_MAX = 15 };

/* Takes the next element off a comma-separated list (RFC 9110 5.6.1). False at its end. */
static bool next_element(text_t *list, text_t *element)
{
    if (!list->data)
        return false;
    const char *end = list->data + list->size;
    const char *comma = list->size ? memchr(list->data, ',', list->size) : NULL;
    *element = head_trim(head_slice(list->data, comma ? comma : end));
    *list = comma ? head_slice(comma + 1, end) : TEXT_NONE;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static status_t read_length(text_t value, head_t *head)
{
    bool plain = value.size > 0 && value.size <= LENGTH_DIGITS_MAX;
    for (size_t i = 0; i < value.size; i++)
        plain = plain && is_digit(value.data[i]);
    if (!plain || head->length != HEAD_LENGTH_NONE || !text_to_int(value, &head->length))
        return STATUS_MALFORMED;
    return STATUS_DONE;
}

/* Only "chunked" is spoken. What ends otherwise has no length that all would agree on (RFC 9112 6.3), nor
 * has what names it twice, or "identity", which is no coding any more. */
static status_t read_transfer_encoding(text_t value, head_t *head)
{
    if (head->framing == BODY_CHUNKED || head->http_1_0)
        return STATUS_MALFORMED;
    size_t others = 0;
    for (text_t coding; next_element(&value, &coding);) {
        text_t name = {coding.data, coding.size};
        const char *parameters = coding.size ? memchr(coding.data, ';', coding.size) : NULL;
        if (parameters)
            name = head_trim(head_slice(coding.data, parameters));
        if (!head_is_token(name) || head_is_word(name, "identity") || head->framing == BODY_CHUNKED)
            return STATUS_MALFORMED;
        if (head_is_word(name, "chunked") && !parameters)
            head->framing = BODY_CHUNKED;
        else
            others++;
    }
    if (head->framing != BODY_CHUNKED)
        return STATUS_MALFORMED;
    return others > 0 ? STATUS_CODING : STATUS_DONE;
}

static status_t read_connection(text_t value, head_t *head)
{
    for (text_t option; next_element(&value, &option);) {
        if (head_is_word(option, "close"))
            head->says_close = true;
        else if (head_is_word(option, "keep-alive"))
            head->keeps_alive = true;
        else if (head_is_word(option, "upgrade"))
            head->says_upgrade = true;
    }
    head->keeps_alive = head->keeps_alive && !head->says_close;
    return STATUS_DONE;
}

static status_t read_expect(text_t value, head_t *head)
{
    if (head_is_word(value, "100-continue") && !head->http_1_0)
        head->expects_continue = true;
    return STATUS_DONE;
}

/* Fields of one value (RFC 9110 5.3): a second line would leave open which of them counts. */
static status_t take_once(text_t *field, text_t value)
{
    if (field->data)
        return STATUS_MALFORMED;
    *field = value;
    return STATUS_DONE;
}

static status_t take_key(text_t value, head_t *head)
{
    head->key_twice = head->idempotency_key.data != NULL;
    head->idempotency_key = value;
    return STATUS_DONE;
}

/* Several lines are one list (RFC 9110 5.3): each proxy may have written one of its own. */
static status_t take_line(header_lines_t *field, text_t value)
{
    header_lines_add(field, value);
    return STATUS_DONE;
}

/* No request is refused for its trace's sake. */
static status_t take_trace(text_t value, head_t *head)
{
    head->trace_twice = head->trace_twice || head->traceparent.data;
    head->traceparent = head->trace_twice ? TEXT_NONE : value;
    return STATUS_DONE;
}

/* In the order of their names, so that those with the same first letter are neighbours. */
typedef enum {
    FIELD_OTHER,
    FIELD_ACCEPT_ENCODING,
    FIELD_REQUESTED_METHOD,
    FIELD_AUTHORIZATION,
    FIELD_CONNECTION,
    FIELD_CONTENT_ENCODING,
    FIELD_CONTENT_LENGTH,
    FIELD_CONTENT_TYPE,
    FIELD_COOKIE,
    FIELD_EXPECT,
    FIELD_FORWARDED,
    FIELD_HOST,
    FIELD_KEY,
    FIELD_IF_NONE_MATCH,
    FIELD_IF_RANGE,
    FIELD_ORIGIN,
    FIELD_RANGE,
    FIELD_FETCH_SITE,
    FIELD_SOCKET_KEY,
    FIELD_SOCKET_PROTOCOL,
    FIELD_SOCKET_VERSION,
    FIELD_TRACE,
    FIELD_TRANSFER_ENCODING,
    FIELD_UPGRADE,
    FIELD_FORWARDED_FOR,
    FIELD_PAGE,
    FIELD_COUNT
} known_field_t;

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_ACCEPT_ENCODING] = "accept-encoding",
    [FIELD_REQUESTED_METHOD] = "access-control-request-method",
    [FIELD_AUTHORIZATION] = "authorization",
    [FIELD_CONNECTION] = "connection",
    [FIELD_CONTENT_ENCODING] = "content-encoding",
    [FIELD_CONTENT_LENGTH] = "content-length",
    [FIELD_CONTENT_TYPE] = "content-type",
    [FIELD_COOKIE] = "cookie",
    [FIELD_EXPECT] = "expect",
    [FIELD_FORWARDED] = "forwarded",
    [FIELD_HOST] = "host",
    [FIELD_KEY] = "idempotency-key",
    [FIELD_IF_NONE_MATCH] = "if-none-match",
    [FIELD_IF_RANGE] = "if-range",
    [FIELD_ORIGIN] = "origin",
    [FIELD_RANGE] = "range",
    [FIELD_FETCH_SITE] = "sec-fetch-site",
    [FIELD_SOCKET_KEY] = "sec-websocket-key",
    [FIELD_SOCKET_PROTOCOL] = "sec-websocket-protocol",
    [FIELD_SOCKET_VERSION] = "sec-websocket-version",
    [FIELD_TRACE] = "traceparent",
    [FIELD_TRANSFER_ENCODING] = "transfer-encoding",
    [FIELD_UPGRADE] = "upgrade",
    [FIELD_FORWARDED_FOR] = "x-forwarded-for",
    [FIELD_PAGE] = "x-leida",
};

enum { LETTERS = 0x20 };
/* The first name with each letter, in either case; the others follow it. */
static const uint8_t first_fields[LETTERS] = {
    ['a' % LETTERS] = FIELD_ACCEPT_ENCODING,
    ['c' % LETTERS] = FIELD_CONNECTION,
    ['e' % LETTERS] = FIELD_EXPECT,
    ['f' % LETTERS] = FIELD_FORWARDED,
    ['h' % LETTERS] = FIELD_HOST,
    ['i' % LETTERS] = FIELD_KEY,
    ['o' % LETTERS] = FIELD_ORIGIN,
    ['r' % LETTERS] = FIELD_RANGE,
    ['s' % LETTERS] = FIELD_FETCH_SITE,
    ['t' % LETTERS] = FIELD_TRACE,
    ['u' % LETTERS] = FIELD_UPGRADE,
    ['x' % LETTERS] = FIELD_FORWARDED_FOR,
};

static known_field_t field_of(text_t name)
{
    char first = (char)(name.data[0] | LETTERS);
    unsigned i = first_fields[(unsigned char)first % LETTERS];
    for (; i != FIELD_OTHER && i < FIELD_COUNT && field_names[i][0] == first; i++)
        if (head_is_word(name, field_names[i]))
            return (known_field_t)i;
    return FIELD_OTHER;
}

static status_t take_host(text_t value, head_t *head)
{
    if (head->has_host || !head_is_host(value))
        return STATUS_MALFORMED;
    head->has_host = true;
    if (!head->host.data)
        head->host = value;
    return STATUS_DONE;
}

status_t head_take_field(head_t *head, text_t name, text_t value)
{
    switch (field_of(name)) {
    case FIELD_ACCEPT_ENCODING:
        return take_line(&head->accepted_codings, value);
    case FIELD_CONNECTION:
        return read_connection(value, head);
    case FIELD_CONTENT_ENCODING:
        return take_once(&head->content_encoding, value);
    case FIELD_CONTENT_LENGTH:
        return read_length(value, head);
    case FIELD_CONTENT_TYPE:
        return take_once(&head->content_type, value);
    case FIELD_COOKIE:
        return take_once(&head->cookie, value);
    case FIELD_EXPECT:
        return read_expect(value, head);
    case FIELD_FETCH_SITE:
        return take_once(&head->fetch_site, value);
    case FIELD_FORWARDED:
        return take_line(&head->forwarded, value);
    case FIELD_FORWARDED_FOR:
        return take_line(&head->forwarded_for, value);
    case FIELD_AUTHORIZATION:
        return take_once(&head->authorization, value);
    case FIELD_HOST:
        return take_host(value, head);
    case FIELD_IF_NONE_MATCH:
        return take_line(&head->known_tags, value);
    case FIELD_IF_RANGE:
        return take_once(&head->range_of, value);
    case FIELD_KEY:
        return take_key(value, head);
    case FIELD_ORIGIN:
        return take_once(&head->origin, value);
    case FIELD_PAGE:
        return take_once(&head->page, value);
    case FIELD_RANGE:
        return take_line(&head->ranges, value);
    case FIELD_REQUESTED_METHOD:
        return take_once(&head->requested_method, value);
    case FIELD_SOCKET_KEY:
        return take_once(&head->socket_key, value);
    case FIELD_SOCKET_PROTOCOL:
        return take_line(&head->socket_protocols, value);
    case FIELD_SOCKET_VERSION:
        return take_once(&head->socket_version, value);
    case FIELD_TRACE:
        return take_trace(value, head);
    case FIELD_TRANSFER_ENCODING:
        return read_transfer_encoding(value, head);
    case FIELD_UPGRADE:
        return take_line(&head->upgrade, value);
    case FIELD_OTHER:
    case FIELD_COUNT:
        break;
    }
    return STATUS_DONE;
}
