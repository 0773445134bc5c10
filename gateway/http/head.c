/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/head.h"

#include <strings.h>

#include "gateway/http/head_fields.h"

/* What a byte may be part of: a sum of these. */
enum {
    TOKEN = 1, /* tchar, RFC 9110 5.6.2 */
    VALUE = 2, /* a field's value: visible, obs-text, space, tab (RFC 9110 5.5) */
    TARGET = 4 /* a request target: RFC 3986, and what browsers leave unescaped in a query */
};

/* clang-format off */
static const unsigned char kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, /* tab */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 7, 2, 3, 7, 7, 7, 7, 6, 6, 7, 7, 6, 7, 7, 6, /*  !"#$%&'()*+,-./ */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 2, 6, 2, 6, /* 0123456789:;<=>? */
    6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, /* @ABCDEFGHIJKLMNO */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 7, 7, /* PQRSTUVWXYZ[\]^_ */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, /* `abcdefghijklmno */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 7, 6, 7, 0, /* pqrstuvwxyz{|}~  */
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
};
/* clang-format on */

static bool consists_of(text_t text, unsigned kind)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(kinds[(unsigned char)text.data[i]] & kind))
            return false;
    return true;
}

bool head_is_token(text_t text)
{
    return text.size > 0 && consists_of(text, TOKEN);
}

bool head_is_word(text_t text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.data, word, text.size) == 0;
}

/* The line that begins at `from`, without its CRLF. False when its end is not there, or is no CRLF. */
static bool find_line(text_t bytes, size_t from, text_t *line, bool *wrong)
{
    const char *start = bytes.data + from;
    const char *feed = bytes.size > from ? memchr(start, '\n', bytes.size - from) : NULL;
    *wrong = feed && (feed == start || feed[-1] != '\r');
    if (!feed || *wrong)
        return false;
    *line = head_slice(start, feed - 1);
    return true;
}

static head_result_t wrong(status_t *why, status_t status)
{
    *why = status;
    return HEAD_WRONG;
}

head_result_t head_find(head_search_t *search, text_t bytes, size_t *size, status_t *why)
{
    text_t line;
    bool broken;
    while (find_line(bytes, search->line, &line, &broken)) {
        bool skipped = line.size == 0 && search->line == 0;
        if (search->lines == 0 && line.size > HEAD_SIZE_MAX)
            return wrong(why, STATUS_URI_TOO_LONG);
        search->line += line.size + 2;
        if (line.size == 0 && !skipped) {
            *size = search->line;
            return *size > HEAD_SIZE_MAX ? wrong(why, STATUS_HEAD_TOO_LARGE) : HEAD_WHOLE;
        }
        search->lines += !skipped;
    }
    size_t begun = bytes.size - search->line;
    const char *start = bytes.data + search->line;
    /* What cannot become a request line is told at once: nobody waits for the rest of it. */
    if (broken || (search->lines == 0 && begun > 0 && start[0] != '\r' && !head_is_token((text_t){start, 1})))
        return wrong(why, STATUS_MALFORMED);
    if (bytes.size >= HEAD_SIZE_MAX)
        return wrong(why, search->lines == 0 ? STATUS_URI_TOO_LONG : STATUS_HEAD_TOO_LARGE);
    return HEAD_MORE;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* An address in brackets (RFC 3986 3.2.2), of IPv6 or of a later kind. Returns its size, 0: it is none. */
static size_t literal_size(text_t host)
{
    const char *end = host.size ? memchr(host.data, ']', host.size) : NULL;
    size_t size = end ? (size_t)(end - host.data) + 1 : 0;
    for (size_t i = 1; i + 1 < size; i++)
        if (!(kinds[(unsigned char)host.data[i]] & TARGET) || strchr("/?@,\\[%", host.data[i]))
            return 0;
    return size > 2 ? size : 0;
}

/* A name or an IPv4 address, escapes included, up to a colon. Returns its size; *wrong: it is none. */
static size_t name_size(text_t host, bool *wrong)
{
    size_t at = 0;
    for (*wrong = false; at < host.size && host.data[at] != ':'; at++) {
        char c = host.data[at];
        bool escape = host.size - at > 2 && is_hex(host.data[at + 1]) && is_hex(host.data[at + 2]);
        *wrong = *wrong || !(kinds[(unsigned char)c] & TARGET) || strchr("/?@,\\[]{}|^`", c) ||
                 (c == '%' && !escape);
    }
    return at;
}

bool head_is_host(text_t host)
{
    bool wrong = false;
    size_t at = host.size > 0 && host.data[0] == '[' ? literal_size(host) : name_size(host, &wrong);
    if (wrong || (host.size > 0 && host.data[0] == '[' && at == 0))
        return false;
    if (at < host.size && host.data[at++] != ':')
        return false;
    while (at < host.size && host.data[at] >= '0' && host.data[at] <= '9')
        at++;
    return at == host.size;
}

/* Takes "http://host:port" off an absolute target (RFC 9112 3.2.2): its host stands for the Host field. */
static bool split_absolute(text_t *target, text_t *host)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i]);
        if (target->size <= size || strncasecmp(target->data, schemes[i], size) != 0)
            continue;
        const char *from = target->data + size, *end = target->data + target->size, *at = from;
        while (at < end && *at != '/' && *at != '?')
            at++;
        *host = head_slice(from, at);
        *target = head_slice(at, end);
        return host->size > 0 && head_is_host(*host);
    }
    return false;
}

static status_t read_target(text_t target, head_t *head)
{
    if (target.size > HEAD_TARGET_MAX)
        return STATUS_URI_TOO_LONG;
    if (target.size == 0 || !consists_of(target, TARGET))
        return STATUS_MALFORMED;
    bool asterisk = head_is_word(head->method, "OPTIONS") && head_is_word(target, "*");
    bool authority = head_is_word(head->method, "CONNECT");
    if (target.data[0] != '/' && !asterisk && !authority && !split_absolute(&target, &head->host))
        return STATUS_MALFORMED;
    const char *end = target.data + target.size;
    const char *mark = target.size ? memchr(target.data, '?', target.size) : NULL;
    head->path = head_slice(target.data, mark ? mark : end);
    head->query = mark ? head_slice(mark + 1, end) : TEXT_NONE;
    if (head->path.size == 0)
        head->path = TEXT_LITERAL("/");
    return STATUS_DONE;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1": a later minor version is read as 1.1 (RFC 9112 2.5). */
static status_t read_version(text_t version, head_t *head)
{
    const char *v = version.data;
    if (version.size != 8 || memcmp(v, "HTTP/", 5) != 0 || !is_digit(v[5]) || v[6] != '.' || !is_digit(v[7]))
        return STATUS_MALFORMED;
    head->http_1_0 = v[7] == '0';
    head->keeps_alive = !head->http_1_0;
    return v[5] == '1' ? STATUS_DONE : STATUS_HTTP_VERSION;
}

static status_t read_request_line(text_t line, head_t *head)
{
    const char *end = line.data + line.size;
    const char *space = line.size ? memchr(line.data, ' ', line.size) : NULL;
    const char *last = line.size ? memrchr(line.data, ' ', line.size) : NULL;
    if (!space || space == last)
        return STATUS_MALFORMED;
    head->method = head_slice(line.data, space);
    if (!head_is_token(head->method))
        return STATUS_MALFORMED;
    status_t status = read_version(head_slice(last + 1, end), head);
    return status == STATUS_DONE ? read_target(head_slice(space + 1, last), head) : status;
}

bool head_split_field(text_t line, text_t *name, text_t *value)
{
    const char *colon = line.size ? memchr(line.data, ':', line.size) : NULL;
    if (!colon)
        return false;
    *name = head_slice(line.data, colon);
    *value = head_trim(head_slice(colon + 1, line.data + line.size));
    return head_is_token(*name) && consists_of(*value, VALUE);
}

/* Whether a part of the head that was read without fault fits the others. */
static status_t judge(const head_t *head)
{
    bool both = head->framing == BODY_CHUNKED && head->length != HEAD_LENGTH_NONE;
    return both || (!head->has_host && !head->http_1_0) ? STATUS_MALFORMED : STATUS_DONE;
}

/* Of several faults the gravest is told: what is no HTTP before what is too much of it. */
static status_t graver(status_t before, status_t status)
{
    return before == STATUS_MALFORMED || status == STATUS_DONE ? before : status;
}

status_t head_read(text_t bytes, head_t *head)
{
    *head = (head_t){.length = HEAD_LENGTH_NONE};
    size_t at = bytes.size >= 2 && memcmp(bytes.data, "\r\n", 2) == 0 ? 2 : 0;
    text_t line, name, value;
    bool broken;
    if (!find_line(bytes, at, &line, &broken))
        return STATUS_MALFORMED;
    status_t status = read_request_line(line, head);
    size_t fields = 0;
    for (at += line.size + 2; find_line(bytes, at, &line, &broken) && line.size > 0; at += line.size + 2) {
        if (!head_split_field(line, &name, &value))
            return STATUS_MALFORMED;
        status = graver(status, head_take_field(head, name, value));
        if (++fields > HEAD_FIELDS_MAX)
            status = graver(status, STATUS_HEAD_TOO_LARGE);
    }
    return graver(status, judge(head));
}
