/* SPDX-License-Identifier: Apache-2.0 */
/* Queries and urlencoded bodies. */
#include "gateway/form.h"

#include <ctype.h>

#include "tests/fuzz/fuzz.h"

static void write_encoded(buffer_t *out, text_t text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        const char escape[] = {'%', digits[c >> 4], digits[c & 15]};
        buffer_append(out, escape, sizeof escape);
    }
}

static void write_form(buffer_t *out, const params_t *params)
{
    for (size_t i = 0; i < params->count; i++) {
        if (i > 0)
            buffer_append_char(out, '&');
        write_encoded(out, params->list[i].name);
        buffer_append_char(out, '=');
        write_encoded(out, params->list[i].raw.text);
    }
}

/* A bad escape is shown where it stands; what stands there is none. */
static void check_malformed(const param_t *param, text_t form)
{
    const text_t escape = param->malformed;
    HOLDS(escape.size <= 3 && fuzz_is_inside(escape, form) && escape.data == form.data + param->malformed_at);
    HOLDS(escape.data[0] == '%');
    HOLDS(escape.size < 3 || !isxdigit((unsigned char)escape.data[1]) ||
          !isxdigit((unsigned char)escape.data[2]));
}

/* A text without escapes is borrowed, and nothing grows by being decoded. */
static void check_param(const param_t *param, text_t form)
{
    HOLDS(param->from == FROM_QUERY && param->raw.kind == RAW_TEXT);
    HOLDS(param->name.size + param->raw.text.size <= form.size);
    if (param->malformed.size > 0)
        check_malformed(param, form);
    if (!memchr(form.data, '%', form.size) && !memchr(form.data, '+', form.size))
        HOLDS(param->malformed.size == 0 && fuzz_is_inside(param->name, form) &&
              fuzz_is_inside(param->raw.text, form));
}

/* What was read, written with every byte escaped, reads the same. */
static void read_again(const params_t *params)
{
    buffer_t form = {0};
    exchange_t again = {0};
    write_form(&form, params);
    form_read(&again, buffer_text(&form), FROM_QUERY);
    HOLDS(again.fault.size == 0 && again.params.count == params->count);
    for (size_t i = 0; i < params->count; i++) {
        const param_t *old = &params->list[i], *new = &again.params.list[i];
        HOLDS(new->malformed.size == 0 && text_equal(old->name, new->name) &&
              text_equal(old->raw.text, new->raw.text));
    }
    arena_free(&again.arena);
    buffer_free(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t form = {(const char *)data, size};
    exchange_t exchange = {0};
    form_read(&exchange, form, FROM_QUERY);
    HOLDS(exchange.params.count <= EXCHANGE_PARAMS_MAX);
    HOLDS(exchange.fault.size == 0 || exchange.params.count == EXCHANGE_PARAMS_MAX ||
          memchr(form.data, '%', form.size));
    HOLDS(text_is_utf8(exchange.fault));
    for (size_t i = 0; i < exchange.params.count; i++)
        check_param(&exchange.params.list[i], form);
    read_again(&exchange.params);
    arena_free(&exchange.arena);
    return 0;
}
