/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/raw_answer.h"

#include "proto/wire.h"

enum { SIZE = 6 };

static const char *const type_names[] = {
    [RAW_PLAIN] = "text/plain; charset=utf-8",
    [RAW_PNG] = "image/png",
};

const char *raw_type_name(raw_type_t type)
{
    return type_names[type];
}

void raw_answer_write(buffer_t *out, const raw_answer_t *answer)
{
    wire_write_array(out, SIZE);
    wire_write_int(out, answer->http);
    wire_write_int(out, answer->type);
    wire_write_text(out, answer->location);
    wire_write_text(out, answer->cookie);
    wire_write_int(out, answer->cookie_seconds);
    wire_write_bin(out, answer->body);
}

static bool is_location(text_t text)
{
    text_t host = text;
    return text_is_visible(text) && text.size <= RAW_LOCATION_MAX &&
           (text_skip(&host, TEXT_LITERAL("https://")) || text_skip(&host, TEXT_LITERAL("http://"))) &&
           host.size > 0;
}

static bool is_cookie(const raw_answer_t *answer)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const text_t value = answer->cookie;
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] == '\0' || !strchr(allowed, value.data[i]))
            return false;
    return value.size <= RAW_COOKIE_MAX && answer->cookie_seconds >= (value.size > 0) &&
           answer->cookie_seconds <= RAW_COOKIE_SECONDS_MAX;
}

static bool is_redirect(const raw_answer_t *answer)
{
    return is_location(answer->location) && is_cookie(answer) && answer->body.size == 0;
}

/* Nothing but a body, and that of this type. */
static bool is_content(const raw_answer_t *answer, raw_type_t type)
{
    const bool bare = answer->location.size == 0 && answer->cookie.size == 0 && answer->cookie_seconds == 0;
    return bare && answer->type == type && answer->body.size <= RAW_BODY_MAX;
}

static bool is_empty(const raw_answer_t *answer)
{
    static const int statuses[] = {400, 403, 404, 413, 503};
    bool known = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        known |= answer->http == statuses[i];
    return known && is_content(answer, RAW_PLAIN) && answer->body.size == 0;
}

static bool suits(const raw_answer_t *answer, answers_t answers)
{
    switch (answers) {
    case ANSWERS_REDIRECT:
        return answer->http == 302 ? is_redirect(answer) : is_empty(answer);
    case ANSWERS_PICTURE:
        return answer->http == 200 ? is_content(answer, RAW_PNG) && answer->body.size > 0 : is_empty(answer);
    case ANSWERS_CALLBACK:
        return answer->http == 200 ? is_content(answer, RAW_PLAIN) : is_empty(answer);
    case ANSWERS_ENVELOPE:
        break;
    }
    return false;
}

bool raw_answer_read(text_t bytes, const method_t *method, raw_answer_t *answer)
{
    wire_reader_t reader = wire_reader(bytes);
    size_t count = wire_read_array(&reader);
    const int64_t http = wire_read_int(&reader), type = wire_read_int(&reader);
    *answer = (raw_answer_t){.location = wire_read_text(&reader)};
    answer->cookie = wire_read_text(&reader);
    answer->cookie_seconds = wire_read_int(&reader);
    answer->body = wire_read_text(&reader);
    if (reader.failed || count < SIZE || http < 0 || http > 999 || (type != RAW_PLAIN && type != RAW_PNG))
        return false;
    answer->http = (int)http;
    answer->type = (raw_type_t)type;
    for (; count > SIZE; count--)
        wire_skip(&reader);
    return wire_is_done(&reader) && suits(answer, method->answers);
}
