/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as they are kept in Redis' lists: the first byte says of which kind. What is read writes the same. */
#include "common/store/stored.h"
#include "tests/fuzz/fuzz.h"

static void message_try(text_t bytes)
{
    buffer_t out = {0};
    stored_message_t message, again;
    if (stored_read_message(bytes, &message)) {
        stored_write_place(&out, message.id, message.sent);
        stored_write_message(&out, &message);
        HOLDS(out.size == bytes.size && stored_read_message(buffer_text(&out), &again));
        HOLDS(again.id == message.id && again.sent == message.sent && again.time == message.time);
        HOLDS(again.call == message.call && again.from_staff == message.from_staff);
        HOLDS(again.content.info_type == message.content.info_type);
        HOLDS(again.content.collides == message.content.collides);
        HOLDS(text_equal(again.content.stored, message.content.stored));
        HOLDS(fuzz_is_inside(message.content.stored, bytes));
    }
    buffer_free(&out);
}

static void action_try(text_t bytes)
{
    buffer_t out = {0};
    stored_action_t row;
    if (stored_read_action(bytes, &row)) {
        HOLDS(fuzz_is_inside(row.remark, bytes));
        stored_write_action(&out, &row);
        HOLDS(text_equal(buffer_text(&out), bytes));
    }
    buffer_free(&out);
}

static void note_try(text_t bytes)
{
    buffer_t out = {0};
    stored_note_t note;
    if (stored_read_note(bytes, &note)) {
        HOLDS(fuzz_is_inside(note.text, bytes));
        stored_write_note(&out, &note);
        HOLDS(text_equal(buffer_text(&out), bytes));
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t bytes = {(const char *)data, size};
    switch (fuzz_take_byte(&bytes)) {
    case 'm':
        message_try(bytes);
        break;
    case 'a':
        action_try(bytes);
        break;
    default:
        note_try(bytes);
    }
    return 0;
}
