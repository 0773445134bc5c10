/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/push/inbox.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_push_frame, .fini = leak_check, .timeout = 20);

/* Appends a frame as a client sends it. */
static void put(buffer_t *out, unsigned first, text_t payload)
{
    static const char mask[] = {0x12, (char)0x9a, 0x00, (char)0xff};
    buffer_append_char(out, (char)first);
    if (payload.size < 126) {
        buffer_append_char(out, (char)(0x80 | payload.size));
    } else {
        buffer_append_char(out, (char)(0x80 | 126));
        buffer_append_char(out, (char)(payload.size >> 8));
        buffer_append_char(out, (char)(payload.size & 0xff));
    }
    buffer_append(out, mask, sizeof mask);
    for (size_t i = 0; i < payload.size; i++)
        buffer_append_char(out, (char)(payload.data[i] ^ mask[i % sizeof mask]));
}

/* What was taken, a line for each frame: "T:text", "P:ping", "W:1002". */
static void note(buffer_t *log, inbox_kind_t kind, text_t payload, close_cause_t why)
{
    static const char names[] = {[INBOX_PART] = '-', [INBOX_TEXT] = 'T',  [INBOX_PING] = 'P',
                                 [INBOX_PONG] = 'O', [INBOX_CLOSE] = 'C', [INBOX_WRONG] = 'W'};
    if (kind == INBOX_PART)
        return;
    buffer_append_char(log, names[kind]);
    if (kind == INBOX_WRONG)
        buffer_append_int(log, close_code(why));
    else
        buffer_append_text(log, payload);
    buffer_append_char(log, '\n');
}

/* Feeds `step` bytes at a time, each piece in memory of its own, up to what is wrong. */
static void feed(text_t bytes, size_t step, buffer_t *log)
{
    inbox_t *kept = NULL;
    inbox_kind_t kind = INBOX_MORE;
    while (bytes.size > 0 && kind != INBOX_WRONG) {
        size_t size = bytes.size < step ? bytes.size : step;
        char *piece = memory_copy_text((text_t){bytes.data, size});
        inbox_turn_t turn;
        text_t payload = TEXT_NONE;
        close_cause_t why = CLOSE_GONE;
        inbox_begin(&turn, &kept, piece, size);
        while ((kind = inbox_next(&turn, &payload, &why)) != INBOX_MORE) {
            note(log, kind, payload, why);
            if (kind == INBOX_WRONG)
                break;
        }
        inbox_end(&turn);
        free(piece);
        bytes = (text_t){bytes.data + size, bytes.size - size};
    }
    if (kind != INBOX_WRONG)
        cr_assert_null(kept, "something is kept by %zu", step);
    inbox_destroy(&kept);
}

/* However it is cut, and all at once. */
static void assert_taken(buffer_t *bytes, const char *expected)
{
    for (size_t step = 1; step <= bytes->size; step++) {
        buffer_t log = {0};
        feed(buffer_text(bytes), step, &log);
        cr_assert(text_equal(buffer_text(&log), text_of(expected)), "by %zu: %.*s", step,
                  TEXT_ARG(buffer_text(&log)));
        buffer_free(&log);
    }
    buffer_free(bytes);
}

/* These bytes, and what is wrong about them. */
static void assert_wrong(const char *bytes, size_t size, unsigned code)
{
    buffer_t all = {0}, expected = {0};
    buffer_append(&all, bytes, size);
    buffer_append_format(&expected, "W%u\n", code);
    buffer_append_char(&expected, '\0');
    assert_taken(&all, expected.data);
    buffer_free(&expected);
}
#define ASSERT_WRONG(literal, code) assert_wrong((literal), sizeof(literal) - 1, (code))

Test(gateway_push_frame, takes_messages_however_they_are_cut)
{
    buffer_t bytes = {0};
    put(&bytes, 0x81, TEXT_LITERAL("{\"do\":\"beat\"}"));
    put(&bytes, 0x89, TEXT_LITERAL(""));
    put(&bytes, 0x81, TEXT_LITERAL(""));
    put(&bytes, 0x8a, TEXT_LITERAL("late"));
    put(&bytes, 0x81, TEXT_LITERAL("\xe9\x95\xbf"));
    put(&bytes, 0x88, TEXT_LITERAL("\x03\xe8 bye"));
    assert_taken(&bytes, "T{\"do\":\"beat\"}\nP\nT\nOlate\nT\xe9\x95\xbf\nC\x03\xe8 bye\n");
}

Test(gateway_push_frame, joins_fragments_around_a_ping)
{
    buffer_t bytes = {0};
    put(&bytes, 0x01, TEXT_LITERAL("one \xe9"));
    put(&bytes, 0x89, TEXT_LITERAL("between"));
    put(&bytes, 0x00, TEXT_LITERAL("\x95\xbf"));
    put(&bytes, 0x00, TEXT_LITERAL(""));
    put(&bytes, 0x80, TEXT_LITERAL(" two"));
    put(&bytes, 0x01, TEXT_LITERAL("x"));
    put(&bytes, 0x80, TEXT_LITERAL("y"));
    put(&bytes, 0x81, TEXT_LITERAL("z"));
    assert_taken(&bytes, "Pbetween\nTone \xe9\x95\xbf two\nTxy\nTz\n");
}

Test(gateway_push_frame, takes_messages_up_to_the_limit)
{
    static char text[FRAME_MESSAGE_MAX + 1];
    memset(text, 'a', sizeof text);
    buffer_t bytes = {0}, expected = {0};
    put(&bytes, 0x81, (text_t){text, FRAME_MESSAGE_MAX});
    put(&bytes, 0x01, (text_t){text, 1000});
    put(&bytes, 0x80, (text_t){text, 24});
    put(&bytes, 0x01, (text_t){text, 1000});
    put(&bytes, 0x80, (text_t){text, 25});
    for (size_t i = 0; i < 2; i++)
        buffer_append_format(&expected, "T%.*s\n", FRAME_MESSAGE_MAX, text);
    buffer_append(&expected, "W1009\n", sizeof "W1009\n");
    assert_taken(&bytes, expected.data);
    buffer_free(&expected);
    ASSERT_WRONG("\x81\xfe\x04\x01", 1009);
    ASSERT_WRONG("\x81\xff\0\0\0\0\0\1\0\0", 1009);
}

Test(gateway_push_frame, refuses_what_a_client_may_not_send)
{
    ASSERT_WRONG("\x81\x00", 1002); /* not masked */
    ASSERT_WRONG("\xc1\x80", 1002); /* a reserved bit */
    ASSERT_WRONG("\x91\x80", 1002);
    ASSERT_WRONG("\xa1\x80", 1002);
    ASSERT_WRONG("\x83\x80", 1002); /* a reserved opcode */
    ASSERT_WRONG("\x87\x80", 1002);
    ASSERT_WRONG("\x8b\x80", 1002);
    ASSERT_WRONG("\x8f\x80", 1002);
    ASSERT_WRONG("\x09\x80", 1002); /* a ping in fragments */
    ASSERT_WRONG("\x08\x80", 1002);
    ASSERT_WRONG("\x89\xfe", 1002);         /* a long ping */
    ASSERT_WRONG("\x81\xfe\x00\x7d", 1002); /* not the shortest length */
    ASSERT_WRONG("\x81\xff\0\0\0\0\0\0\xff\xff", 1002);
    ASSERT_WRONG("\x81\xff\x80\0\0\0\0\0\0\0", 1002); /* a negative length */
    ASSERT_WRONG("\x80\x80\0\0\0\0", 1002);           /* goes on with nothing */
    ASSERT_WRONG("\x82\x80", 1003);                   /* binary */
    ASSERT_WRONG("\x81\x81\0\0\0\0\xff", 1007);       /* no UTF-8 */
    ASSERT_WRONG("\x81\x81\0\0\0\0\0", 1007);
    ASSERT_WRONG("\x01\x81\0\0\0\0\xe9\x81\x80\0\0\0\0", 1002); /* a message within another */
    ASSERT_WRONG("\x01\x81\0\0\0\0\xe9\x80\x80\0\0\0\0", 1007); /* half of a character */
}

Test(gateway_push_frame, reads_why_a_client_closes)
{
    buffer_t bytes = {0};
    put(&bytes, 0x88, TEXT_LITERAL(""));
    assert_taken(&bytes, "C\n");
    static const char *const good[] = {"\x03\xe8", "\x03\xe9", "\x03\xf3",
                                       "\x03\xf6", "\x0b\xb8", "\x13\x87"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        close_cause_t why;
        cr_expect(frame_is_close((text_t){good[i], 2}, &why), "%zu", i);
    }
    static const char *const bad[] = {"\x03\xe7", "\x03\xec", "\x03\xed", "\x03\xee",
                                      "\x03\xf7", "\x0b\xb7", "\x13\x88"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        close_cause_t why;
        cr_expect_not(frame_is_close((text_t){bad[i], 2}, &why), "%zu", i);
        cr_expect_eq(why, CLOSE_PROTOCOL);
    }
    put(&bytes, 0x88, TEXT_LITERAL("\x03"));
    assert_taken(&bytes, "W1002\n");
    put(&bytes, 0x88, TEXT_LITERAL("\x03\xe8\xff"));
    assert_taken(&bytes, "W1007\n");
}

static void assert_written(text_t payload, const char *head, size_t head_size)
{
    buffer_t out = {0};
    frame_write(&out, FRAME_TEXT, payload);
    cr_assert_eq(out.size, head_size + payload.size);
    cr_assert_arr_eq(out.data, head, head_size);
    cr_assert(payload.size == 0 || memcmp(out.data + head_size, payload.data, payload.size) == 0);
    buffer_free(&out);
}

Test(gateway_push_frame, writes_frames)
{
    static char text[126];
    memset(text, 'a', sizeof text);
    assert_written(TEXT_NONE, "\x81\x00", 2);
    assert_written((text_t){text, 125}, "\x81\x7d", 2);
    assert_written((text_t){text, 126}, "\x81\x7e\x00\x7e", 4);
    buffer_t out = {0};
    frame_write_close(&out, close_code(CLOSE_LOG_IN), close_reason(CLOSE_LOG_IN));
    frame_write_close(&out, 0, TEXT_NONE);
    cr_assert(text_equal(buffer_text(&out), TEXT_LITERAL("\x88\x08\x11\x31log in\x88\x00")));
    buffer_free(&out);
}
