/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/form.h"

#include "proto/json_scan.h"

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
static text_t decode(exchange_t *exchange, text_t encoded, bool *malformed)
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
                *malformed = true;
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

bool form_read(exchange_t *exchange, text_t encoded, field_from_t from)
{
    const char *end = encoded.size ? encoded.data + encoded.size : encoded.data;
    for (const char *at = encoded.data; at < end;) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop ? stop : end;
        const char *equals = memchr(at, '=', (size_t)(stop - at));
        const char *name_end = equals ? equals : stop;
        const char *value = equals ? equals + 1 : stop;
        if (stop > at) {
            if (exchange->params.count == EXCHANGE_PARAMS_MAX)
                return false;
            param_t param = {.raw.kind = RAW_TEXT, .from = from};
            param.name = decode(exchange, (text_t){at, (size_t)(name_end - at)}, &param.malformed);
            param.raw.text = decode(exchange, (text_t){value, (size_t)(stop - value)}, &param.malformed);
            exchange_add_param(exchange, param);
        }
        at = stop + 1;
    }
    return true;
}

bool form_read_json(exchange_t *exchange, text_t json)
{
    if (json_check(json) != JSON_OBJECT)
        return false;
    json_walk_t walk;
    json_item_t item;
    for (json_walk_start(&walk, json); json_walk_next(&walk, &item);) {
        if (exchange->params.count == EXCHANGE_PARAMS_MAX)
            return false;
        exchange_add_param(exchange, (param_t){item.key, {RAW_JSON, item.value}, FROM_BODY, false});
    }
    return true;
}
