/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/field_check.h"

enum { DAY_FIRST = -25567 /* 1900-01-01 */, DAY_LAST = 2932896 /* 9999-12-31 */ };

value_status_t field_check_int(const field_t *field, int64_t value)
{
    if (value < field->min)
        return VALUE_MIN_VALUE;
    return value > field->max ? VALUE_MAX_VALUE : VALUE_GOOD;
}

/* 1[3-9] and nine digits (api.md 4). */
static bool is_phone(text_t text)
{
    int64_t number;
    return text.size == 11 && text.data[0] == '1' && text.data[1] >= '3' && text.data[1] <= '9' &&
           text_to_int(text, &number);
}

/* One '@' with something before it, and a dot with something around it after it. */
static bool is_email(text_t text)
{
    const char *sign = text.size ? memchr(text.data, '@', text.size) : NULL;
    if (!sign || sign == text.data || !text_is_visible(text))
        return false;
    const char *end = text.data + text.size;
    const char *domain = sign + 1;
    if (domain == end || memchr(domain, '@', (size_t)(end - domain)))
        return false;
    const char *dot = memrchr(domain, '.', (size_t)(end - domain));
    return dot && dot > domain && dot + 1 < end;
}

/* No control character of ASCII, nor of what follows it in Unicode (U+0080 to U+009F). */
static bool is_printed(text_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        const unsigned char next = i + 1 < text.size ? (unsigned char)text.data[i + 1] : 0;
        if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next < 0xa0))
            return false;
    }
    return true;
}

static bool is_path(text_t text)
{
    const bool leads_away = text.size > 1 && (text.data[1] == '/' || text.data[1] == '\\');
    return text.size > 0 && text.data[0] == '/' && !leads_away && text_is_utf8(text) && is_printed(text);
}

static bool is_formed(field_type_t type, text_t text)
{
    if (type == FIELD_BYTES)
        return true;
    if (type == FIELD_PATH)
        return is_path(text);
    if (text.size == 0 || type == FIELD_VISIBLE)
        return text_is_visible(text);
    if (type == FIELD_PHONE)
        return is_phone(text);
    return type == FIELD_EMAIL ? is_email(text) : text_is_utf8(text);
}

value_status_t field_check_text(const field_t *field, text_t text)
{
    if (!is_formed(field->type, text) || (text.size == 0 && field->min > 0))
        return VALUE_INVALID;
    if (field->type == FIELD_PATH || field->type == FIELD_BYTES)
        return (int64_t)text.size > field->max ? VALUE_MAX_LENGTH : VALUE_GOOD;
    bool may_exceed = (int64_t)text.size > field->max;
    return may_exceed && (int64_t)text_length(text) > field->max ? VALUE_MAX_LENGTH : VALUE_GOOD;
}

bool field_check_day(const field_t *field, int64_t day)
{
    return day == DAY_NONE ? field->min == 0 : day >= DAY_FIRST && day <= DAY_LAST;
}

bool field_check_choice(const field_t *field, int64_t index)
{
    for (int64_t i = 0; field->choices[i]; i++)
        if (i == index)
            return true;
    return false;
}
