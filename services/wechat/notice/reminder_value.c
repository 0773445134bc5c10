/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/reminder_value.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/utf8.h"

enum { THING_MAX = 20, PHRASE_MAX = 5, HAN_NAME_MAX = 10, LETTER_NAME_MAX = 20 /* characters */ };

#define SOME_WORDS "你有新消息"
#define SOMEBODY "顾问"

/* Of a character, by its bytes. */
typedef bool(is_kind_fn)(text_t character);

/* U+4E00..U+9FFF. */
static bool is_han(text_t character)
{
    const unsigned char *bytes = (const unsigned char *)character.data;
    const unsigned code = character.size != 3
                              ? 0
                              : (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
    return code >= 0x4e00 && code <= 0x9fff;
}

static bool is_letter(text_t character)
{
    const char c = character.data[0];
    return character.size == 1 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '.');
}

static bool is_shown(text_t character)
{
    return character.size > 1 || ((unsigned char)character.data[0] >= ' ' && character.data[0] != 0x7f);
}

/* Appends the first `most` characters of a kind, in place of others `other` (0: nothing); but no space first
 * or last. */
static void append_kind(buffer_t *out, text_t text, is_kind_fn *is_kind, size_t most, char other)
{
    size_t count = 0, end = 0;
    for (size_t at = 0, size; at < text.size && count < most; at += size) {
        size = utf8_step(text.data + at, text.size - at);
        const bool well_formed = size > 0;
        size += !well_formed;
        text_t character = {text.data + at, size};
        if (!well_formed || !is_kind(character))
            character = (text_t){&other, other != 0};
        const bool is_space = text_equal(character, TEXT_LITERAL(" "));
        if (character.size == 0 || (is_space && count == 0))
            continue;
        buffer_append_text(out, character);
        count++;
        if (!is_space)
            end = out->size;
    }
    out->size = end;
}

static void append_thing(buffer_t *out, text_t text)
{
    append_kind(out, text, is_shown, THING_MAX, ' ');
}

/* Chinese characters, or letters where there are none. */
static void append_name(buffer_t *out, text_t name)
{
    append_kind(out, name, is_han, HAN_NAME_MAX, 0);
    if (out->size == 0)
        append_kind(out, name, is_letter, LETTER_NAME_MAX, 0);
}

/* A part of what was written is no phrase. */
static void append_phrase(buffer_t *out, text_t text, bool whole)
{
    append_kind(out, text, is_han, PHRASE_MAX, 0);
    if (whole && out->size != text.size)
        out->size = 0;
}

static void append_text(buffer_t *out, template_kind_t kind, text_t text, bool is_name)
{
    if (kind == TEMPLATE_NAME)
        append_name(out, text);
    else if (kind == TEMPLATE_PHRASE)
        append_phrase(out, text, !is_name);
    else
        append_thing(out, text);
    if (out->size == 0)
        buffer_append_text(out, is_name ? TEXT_LITERAL(SOMEBODY) : TEXT_LITERAL(SOME_WORDS));
}

static void append_time(buffer_t *out, template_kind_t kind, int64_t time)
{
    const size_t start = out->size;
    clock_write_date(out, time);
    if (kind == TEMPLATE_DATE) {
        char day[CLOCK_TIME_SIZE];
        snprintf(day, sizeof day, "%.*s", TEXT_ARG(buffer_text(out)));
        out->size = start;
        buffer_append_format(out, "%.4s年%.2s月%.2s日", day, day + 5, day + 8);
        return;
    }
    buffer_append_char(out, kind == TEMPLATE_CHARACTER_STRING ? 'T' : ' ');
    clock_write_minute(out, time);
}

text_t reminder_value(const template_field_t *field, const reminder_t *reminder, arena_t *arena)
{
    buffer_t out = {0};
    switch (field->content) {
    case TEMPLATE_OF_TEXT:
        append_text(&out, field->kind, reminder->words, false);
        break;
    case TEMPLATE_OF_STAFF:
        append_text(&out, field->kind, reminder->staff, true);
        break;
    case TEMPLATE_OF_TIME:
        append_time(&out, field->kind, reminder->time);
        break;
    case TEMPLATE_OF_COUNT:
        buffer_append_int(&out, reminder->count);
        break;
    }
    const text_t copy = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return copy;
}
