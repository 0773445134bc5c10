/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/head.h"

#include <strings.h>

#include "gateway/http/head_syntax.h"

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
    if (target.size == 0 || !head_consists_of(target, HEAD_TARGET))
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
    return head_is_token(*name) && head_consists_of(*value, HEAD_VALUE);
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
