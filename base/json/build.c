/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/build.h"

#include "base/json/write.h"

/* A value that is complete never ends like one that has just been opened. */
static void begin_value(buffer_t *out, const char *name)
{
    char last = out->size > 0 ? out->data[out->size - 1] : '[';
    if (last != '{' && last != '[')
        buffer_append_char(out, ',');
    if (name)
        buffer_append_format(out, "\"%s\":", name);
}

void json_open(buffer_t *out, const char *name, char bracket)
{
    begin_value(out, name);
    buffer_append_char(out, bracket);
}

void json_close(buffer_t *out, char bracket)
{
    buffer_append_char(out, bracket);
}

void json_add_text(buffer_t *out, const char *name, const char *value)
{
    begin_value(out, name);
    json_write_string(out, text_of(value));
}

void json_add_int(buffer_t *out, const char *name, int64_t value)
{
    begin_value(out, name);
    buffer_append_int(out, value);
}

void json_add_raw(buffer_t *out, const char *name, const char *json)
{
    begin_value(out, name);
    buffer_append_text(out, text_of(json));
}
