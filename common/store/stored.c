/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/stored.h"

#include <endian.h>

#include "proto/action_names.h"

enum { COLLIDES = 2, INFO_TYPE_SHIFT = 4, ID_SIZE = 7 };
/* 256 and 2,000 characters */
enum { REMARK_BYTES_MAX = 256 * 4, NAME_BYTES_MAX = 256 * 4, NOTE_BYTES_MAX = 2000 * 4 };
#define TIME_LIMIT INT64_C(253402300800000) /* ms: the year 10000 */

static void write_number(buffer_t *out, uint64_t value, size_t size)
{
    char *at = buffer_reserve(out, size);
    for (size_t i = size; i > 0; i--, value >>= 8)
        at[i - 1] = (char)(value & 0xff);
    out->size += size;
}

/* For the rows of messages, of which a page has many: a load, not a loop. */
static uint64_t number_at(const char *at, size_t size)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return be64toh(value) >> (64 - 8 * size);
}

static uint64_t read_number(const char **at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (uint8_t) * (*at)++;
    return value;
}

/* What lies behind a head that has been read up to `at`. */
static text_t rest_of(text_t bytes, const char *at)
{
    return (text_t){at, bytes.size - (size_t)(at - bytes.data)};
}

void stored_write_message(buffer_t *out, const stored_message_t *message)
{
    unsigned flags = (unsigned)message->content.info_type << INFO_TYPE_SHIFT;
    flags |= message->from_staff ? STORED_FROM_STAFF : 0;
    flags |= message->content.collides ? COLLIDES : 0;
    write_number(out, (uint64_t)message->time, STORED_TIME_SIZE);
    write_number(out, message->call, STORED_CALL_SIZE);
    write_number(out, flags, 1);
    buffer_append_text(out, message->content.stored);
}

void stored_write_place(buffer_t *out, int64_t id, int64_t sent)
{
    write_number(out, (uint64_t)id, 4);
    write_number(out, (uint64_t)sent, 4);
}

bool stored_read_message(text_t bytes, stored_message_t *message)
{
    if (bytes.size < STORED_MESSAGE_HEAD)
        return false;
    const char *at = bytes.data;
    const unsigned flags = (uint8_t)at[STORED_MESSAGE_FLAGS];
    message->id = (int64_t)number_at(at, 4);
    message->sent = (int64_t)number_at(at + STORED_MESSAGE_SENT, 4);
    message->time = (int64_t)number_at(at + STORED_MESSAGE_TIME, STORED_TIME_SIZE);
    message->call = number_at(at + STORED_MESSAGE_CALL, STORED_CALL_SIZE);
    message->from_staff = (flags & STORED_FROM_STAFF) != 0;
    message->content = (content_t){rest_of(bytes, at + STORED_MESSAGE_HEAD), flags >> INFO_TYPE_SHIFT,
                                   (flags & COLLIDES) != 0};
    return true;
}

bool stored_message_is_sound(const stored_message_t *message)
{
    const content_t *content = &message->content;
    return message->id > 0 && message->sent <= message->id && message->time < TIME_LIMIT &&
           content_stored_is_sound(content->stored, content->info_type, content->collides);
}

bool stored_read_cursor(text_t bytes, int64_t *read, int64_t *seen)
{
    if (bytes.size != STORED_MESSAGE_PLACE)
        return false;
    const char *at = bytes.data;
    *read = (int64_t)read_number(&at, 4);
    *seen = (int64_t)read_number(&at, 4);
    return *seen <= *read;
}

void stored_write_action(buffer_t *out, const stored_action_t *row)
{
    write_number(out, (uint64_t)row->time, STORED_TIME_SIZE);
    write_number(out, row->call, STORED_CALL_SIZE);
    write_number(out, (uint64_t)row->action, 1);
    write_number(out, (uint64_t)row->customer_id, ID_SIZE);
    write_number(out, (uint64_t)row->article_id, ID_SIZE);
    buffer_append_text(out, row->remark);
}

bool stored_read_action(text_t bytes, stored_action_t *row)
{
    if (bytes.size < STORED_ACTION_HEAD)
        return false;
    const char *at = bytes.data;
    row->time = (int64_t)read_number(&at, STORED_TIME_SIZE);
    row->call = read_number(&at, STORED_CALL_SIZE);
    row->action = (int64_t)read_number(&at, 1);
    row->customer_id = (int64_t)read_number(&at, ID_SIZE);
    row->article_id = (int64_t)read_number(&at, ID_SIZE);
    row->remark = rest_of(bytes, at);
    return true;
}

bool stored_action_is_sound(const stored_action_t *row)
{
    return row->time < TIME_LIMIT && row->action >= 1 && row->action <= ACTION_COUNT &&
           row->customer_id >= 1 && row->customer_id <= ID_MAX && row->article_id <= ID_MAX &&
           row->remark.size <= REMARK_BYTES_MAX && text_is_utf8(row->remark);
}

void stored_write_note(buffer_t *out, const stored_note_t *note)
{
    write_number(out, (uint64_t)note->time, STORED_TIME_SIZE);
    write_number(out, note->call, STORED_CALL_SIZE);
    buffer_append_text(out, note->text);
}

bool stored_read_note(text_t bytes, stored_note_t *note)
{
    if (bytes.size < STORED_NOTE_HEAD)
        return false;
    const char *at = bytes.data;
    note->time = (int64_t)read_number(&at, STORED_TIME_SIZE);
    note->call = read_number(&at, STORED_CALL_SIZE);
    note->text = rest_of(bytes, at);
    return true;
}

bool stored_note_is_sound(const stored_note_t *note)
{
    return note->time < TIME_LIMIT && note->text.size <= NOTE_BYTES_MAX && text_is_utf8(note->text);
}

bool stored_text_is_sound(text_t text)
{
    return text.size <= NAME_BYTES_MAX && text_is_utf8(text);
}

bool stored_read_number(text_t text, int64_t most, int64_t *value)
{
    return text_to_int(text, value) && *value >= 0 && *value <= most && text.data[0] != '-' &&
           (text.size == 1 || text.data[0] != '0');
}
