/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config_value.h"

#include <inttypes.h>
#include <stdlib.h>

static void *member_of(const config_key_t *key, void *settings)
{
    return (char *)settings + key->offset;
}

static bool set_int(const config_key_t *key, void *settings, text_t value)
{
    int64_t number;
    if (!text_to_int(value, &number) || number < key->min || number > key->max)
        return false;
    *(int64_t *)member_of(key, settings) = number;
    return true;
}

/* One line of text: it ends up in logs, addresses and file names. */
static bool is_line(text_t value)
{
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.data[i] < ' ' || value.data[i] == 0x7f)
            return false;
    return text_is_utf8(value);
}

static bool set_string(const config_key_t *key, void *settings, text_t value)
{
    if (!is_line(value))
        return false;
    int64_t length = (int64_t)text_length(value);
    if (length < key->min || length > key->max)
        return false;
    char *copy = memory_copy_text(value);
    if (key->valid && !key->valid(copy)) {
        free(copy);
        return false;
    }
    char **member = member_of(key, settings);
    free(*member);
    *member = copy;
    return true;
}

static bool set_choice(const config_key_t *key, void *settings, text_t value)
{
    for (int64_t i = 0; key->choices[i]; i++) {
        if (text_equal(value, text_of(key->choices[i]))) {
            *(int64_t *)member_of(key, settings) = i;
            return true;
        }
    }
    return false;
}

static bool set_switch(const config_key_t *key, void *settings, text_t value)
{
    bool yes = text_equal(value, TEXT_LITERAL("yes"));
    if (!yes && !text_equal(value, TEXT_LITERAL("no")))
        return false;
    *(bool *)member_of(key, settings) = yes;
    return true;
}

bool config_value_set(const config_key_t *key, void *settings, text_t value)
{
    switch (key->type) {
    case CONFIG_INT:
        return set_int(key, settings, value);
    case CONFIG_STRING:
        return set_string(key, settings, value);
    case CONFIG_CHOICE:
        return set_choice(key, settings, value);
    case CONFIG_SWITCH:
        return set_switch(key, settings, value);
    }
    return false;
}

void config_value_allowed(const config_key_t *key, buffer_t *out)
{
    switch (key->type) {
    case CONFIG_INT:
        buffer_append_format(out, "%" PRId64 "..%" PRId64, key->min, key->max);
        break;
    case CONFIG_STRING:
        if (key->allowed)
            buffer_append_text(out, text_of(key->allowed));
        else
            buffer_append_format(out, "text of %" PRId64 "..%" PRId64 " characters", key->min, key->max);
        break;
    case CONFIG_CHOICE:
        for (size_t i = 0; key->choices[i]; i++)
            buffer_append_format(out, "%s%s", i > 0 ? "|" : "", key->choices[i]);
        break;
    case CONFIG_SWITCH:
        buffer_append_literal(out, "yes|no");
        break;
    }
}

void config_value_variable(const config_key_t *key, buffer_t *out)
{
    buffer_append_literal(out, "LEIDA_");
    for (const char *c = key->key; *c; c++) {
        bool lower = *c >= 'a' && *c <= 'z';
        buffer_append_char(out, *c == '.' || *c == '-' ? '_' : lower ? (char)(*c - 'a' + 'A') : *c);
    }
}
