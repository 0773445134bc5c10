/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/form.h"

#include "base/json/check.h"
#include "gateway/http/head_syntax.h"
#include "gateway/http/media_type.h"
#include "gateway/http/multipart.h"

/* The value of a hex digit with HEX_DIGIT set, 0 for any other byte: a table, for the digits of a Chinese
 * text are all but random, and each wrong guess at a branch costs more than the digit. */
enum { HEX_DIGIT = 0x10 };
static const unsigned char hex_digits[256] = {
    ['0'] = 0x10, ['1'] = 0x11, ['2'] = 0x12, ['3'] = 0x13, ['4'] = 0x14, ['5'] = 0x15,
    ['6'] = 0x16, ['7'] = 0x17, ['8'] = 0x18, ['9'] = 0x19, ['a'] = 0x1a, ['b'] = 0x1b,
    ['c'] = 0x1c, ['d'] = 0x1d, ['e'] = 0x1e, ['f'] = 0x1f, ['A'] = 0x1a, ['B'] = 0x1b,
    ['C'] = 0x1c, ['D'] = 0x1d, ['E'] = 0x1e, ['F'] = 0x1f,
};

static unsigned hex_digit(char c)
{
    return hex_digits[(unsigned char)c];
}

/* Resolves %XX and '+' into the arena; text without either is borrowed. */
static text_t decode(exchange_t *exchange, text_t encoded, text_t *malformed)
{
    if (encoded.size == 0 ||
        (!memchr(encoded.data, '%', encoded.size) && !memchr(encoded.data, '+', encoded.size)))
        return encoded;
    char *plain = arena_new(&exchange->arena, encoded.size);
    size_t size = 0;
    for (size_t at = 0; at < encoded.size; at++) {
        char c = encoded.data[at];
        if (c == '%') {
            bool whole = encoded.size - at > 2;
            unsigned high = whole ? hex_digit(encoded.data[at + 1]) : 0;
            unsigned low = whole ? hex_digit(encoded.data[at + 2]) : 0;
            if ((high & low & HEX_DIGIT) == 0) {
                size_t left = encoded.size - at;
                *malformed = (text_t){encoded.data + at, left < 3 ? left : 3};
                return encoded;
            }
            c = (char)((high & 0xf) << 4 | (low & 0xf));
            at += 2;
        } else if (c == '+') {
            c = ' ';
        }
        plain[size++] = c;
    }
    return (text_t){plain, size};
}

/* The text must last as long as the exchange. */
static void set_fault(exchange_t *exchange, field_from_t from, text_t fault)
{
    exchange->fault = fault;
    exchange->fault_from = from;
}

/* False when there are too many. */
static bool add_param(exchange_t *exchange, param_t param)
{
    if (exchange->params.count == EXCHANGE_PARAMS_MAX) {
        set_fault(exchange, param.from, TEXT_LITERAL("参数过多"));
        return false;
    }
    exchange_add_param(exchange, param);
    return true;
}

/* Bytes that are no visible ASCII are left out: they are nothing for an answer. */
void form_explain_escape(buffer_t *out, const param_t *param)
{
    buffer_append_literal(out, "编码不正确:");
    for (size_t i = 0; i < param->malformed.size; i++) {
        char c = param->malformed.data[i];
        if (c > ' ' && c < 0x7f)
            buffer_append_char(out, c);
    }
    buffer_append_format(out, "(偏移%zu字节)", param->malformed_at);
}

/* Nobody can tell which parameter it is. */
static void refuse_name(exchange_t *exchange, const param_t *param)
{
    buffer_t why = {0};
    form_explain_escape(&why, param);
    set_fault(exchange, param->from, arena_copy(&exchange->arena, buffer_text(&why)));
    buffer_free(&why);
}

/* Takes "name=value", before which `before` bytes stand. False when nothing more is to be taken. */
static bool read_pair(exchange_t *exchange, text_t pair, size_t before, field_from_t from)
{
    const char *end = pair.data + pair.size;
    const char *equals = memchr(pair.data, '=', pair.size);
    const char *value = equals ? equals + 1 : end;
    param_t param = {.raw.kind = RAW_TEXT, .from = from};
    text_t name = {pair.data, (size_t)((equals ? equals : end) - pair.data)};
    param.name = decode(exchange, name, &param.malformed);
    bool nameless = param.malformed.size > 0;
    if (!nameless)
        param.raw.text = decode(exchange, (text_t){value, (size_t)(end - value)}, &param.malformed);
    if (param.malformed.size > 0)
        param.malformed_at = before + (size_t)(param.malformed.data - pair.data);
    if (nameless)
        refuse_name(exchange, &param);
    return !nameless && add_param(exchange, param);
}

void form_read(exchange_t *exchange, text_t encoded, field_from_t from)
{
    const char *end = encoded.size ? encoded.data + encoded.size : encoded.data;
    for (const char *at = encoded.data; at < end;) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop ? stop : end;
        text_t pair = {at, (size_t)(stop - at)};
        if (pair.size > 0 && !read_pair(exchange, pair, (size_t)(at - encoded.data), from))
            return;
        at = stop + 1;
    }
}

/* A member's name, its escapes resolved into the arena. */
static text_t name_of(exchange_t *exchange, const json_item_t *item)
{
    if (!item->key_escaped)
        return item->key;
    buffer_t plain = {0};
    json_unescape(&plain, (text_t){item->key.data - 1, item->key.size + 2});
    text_t name = arena_copy(&exchange->arena, buffer_text(&plain));
    buffer_free(&plain);
    return name;
}

static void refuse_json(exchange_t *exchange, json_type_t type, json_fault_t fault)
{
    buffer_t why = {0};
    if (type == JSON_INVALID)
        json_fault_explain(&why, fault, LANGUAGE_CHINESE);
    else
        buffer_append_literal(&why, "必须是一个JSON对象");
    set_fault(exchange, FROM_BODY, arena_copy(&exchange->arena, buffer_text(&why)));
    buffer_free(&why);
}

static void read_json(exchange_t *exchange, text_t body)
{
    const text_t json = json_without_mark(body);
    json_fault_t fault;
    json_type_t type = json_check_why(json, &fault);
    if (type != JSON_OBJECT) {
        fault.at += body.size - json.size;
        refuse_json(exchange, type, fault);
        return;
    }
    json_walk_t walk;
    json_item_t item;
    for (json_walk_start(&walk, json); json_walk_next(&walk, &item);) {
        param_t param = {.name = name_of(exchange, &item), .raw = {RAW_JSON, item.value}, .from = FROM_BODY};
        if (!add_param(exchange, param))
            return;
    }
}

static void refuse_multipart(exchange_t *exchange, const multipart_t *parts)
{
    buffer_t why = {0};
    buffer_append_format(&why, "%s(偏移%zu字节)", parts->why, parts->at);
    set_fault(exchange, FROM_BODY, arena_copy(&exchange->arena, buffer_text(&why)));
    buffer_free(&why);
}

static void read_multipart(exchange_t *exchange, text_t body)
{
    text_t boundary, name, value;
    if (!media_type_parameter(exchange->head.content_type, "boundary", &exchange->arena, &boundary) ||
        !media_type_is_boundary(boundary)) {
        set_fault(exchange, FROM_BODY, TEXT_LITERAL("multipart:boundary错误"));
        return;
    }
    multipart_t parts;
    multipart_start(&parts, body, boundary, &exchange->arena);
    while (multipart_next(&parts, &name, &value)) {
        param_t param = {.name = name, .raw = {RAW_TEXT, value}, .from = FROM_BODY};
        if (!add_param(exchange, param))
            return;
    }
    if (parts.why)
        refuse_multipart(exchange, &parts);
}

void form_read_body(exchange_t *exchange)
{
    text_t body = buffer_text(&exchange->body);
    if (body.size == 0 || exchange->fault.size > 0)
        return;
    if (exchange->body_kind == BODY_FORM)
        form_read(exchange, body, FROM_BODY);
    else if (exchange->body_kind == BODY_JSON)
        read_json(exchange, body);
    else if (exchange->body_kind == BODY_MULTIPART)
        read_multipart(exchange, body);
}

bool form_is_readable(const exchange_t *exchange)
{
    text_t coding = exchange->head.content_encoding;
    if (exchange->head.framing == BODY_LENGTH && exchange->head.length <= 0)
        return true;
    return exchange->body_kind != BODY_NONE && exchange->body_kind != BODY_OTHER &&
           (coding.size == 0 || head_is_word(coding, "identity"));
}
