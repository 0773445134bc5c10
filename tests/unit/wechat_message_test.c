/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/message.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_message, .fini = leak_check);

typedef struct {
    const char *from, *time, *type, *rest;
} told_t;

static const told_t text = {"o1", "1795000000", "text", "<MsgId>25</MsgId>"};
static const told_t event = {"o1", "1795000000", "event", "<Event>SCAN</Event><EventKey>u7</EventKey>"};

static bool reads(message_t *out, const told_t *told, const char *receiver)
{
    arena_t arena = {0};
    buffer_t document = {0};
    buffer_append_format(
        &document,
        "<xml><FromUserName>%s</FromUserName><CreateTime>%s</CreateTime><MsgType>%s</MsgType>%s</xml>",
        told->from, told->time, told->type, told->rest);
    const bool is_read = message_read(out, text_of(receiver), buffer_text(&document), &arena);
    buffer_free(&document);
    arena_free(&arena);
    return is_read;
}

static bool are_copies(const told_t *one, const told_t *other)
{
    message_t messages[2];
    cr_assert(reads(&messages[0], one, "wx1") && reads(&messages[1], other, "wx1"));
    return memcmp(messages[0].dedupe, messages[1].dedupe, sizeof messages[0].dedupe) == 0;
}

Test(wechat_message, takes_a_creation_time_that_is_a_number)
{
    static const char *const good[] = {"1", "1795000000", "999999999999"};
    static const char *const wrong[] = {
        "",    "0", "-1", "+1", "01", " 1", "1 ", "1.0", "1e9", "x", "1000000000000", "99999999999999999999",
        "<a/>"};
    message_t message;
    told_t told = text;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        told.time = good[i];
        cr_expect(reads(&message, &told, "wx1"), "%s", good[i]);
        cr_expect_eq(message.create_time, strtoll(good[i], NULL, 10));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        told.time = wrong[i];
        cr_expect(!reads(&message, &told, "wx1"), "%s", wrong[i]);
    }
}

Test(wechat_message, needs_its_fields)
{
    arena_t arena = {0};
    message_t message;
    cr_expect(!message_read(&message, TEXT_LITERAL("wx1"), TEXT_LITERAL("<xml/>"), &arena));
    arena_free(&arena);
    cr_expect(!reads(&message, &(told_t){"", "1", "text", ""}, "wx1"));
    cr_expect(!reads(&message, &(told_t){"o1", "1", "", ""}, "wx1"));
    cr_expect(!reads(&message, &(told_t){"o1", "1", "event", ""}, "wx1"));
    cr_expect(!reads(&message, &(told_t){"o1", "1", "event", "<Event/>"}, "wx1"));
    cr_expect(reads(&message, &(told_t){"o1", "1", "event", "<Event>new_kind</Event>"}, "wx1"));
    cr_expect(message.is_event);
    cr_expect(reads(&message, &(told_t){"o1", "1", "new_kind", ""}, "wx1"));
    cr_expect(!message.is_event);
}

/* The pieces, each with its size before it. */
Test(wechat_message, dedupe_keys_are_as_written_down)
{
    char expected[HASH_SHA256_SIZE];
    message_t message;
    cr_assert(reads(&message, &text, "wx1"));
    hash_sha256(expected,
                TEXT_LITERAL("\0\0\0\7message\0\0\0\3wx1\0\0\0\2o1\0\0\0\0121795000000\0\0\0\00225"));
    cr_expect(memcmp(message.dedupe, expected, sizeof expected) == 0);
    cr_assert(reads(&message, &event, "wx1"));
    buffer_t pieces = {0};
    buffer_append_literal(&pieces, "\0\0\0\6fields\0\0\0\3wx1\0\0\0\100");
    buffer_append(&pieces, message.fields.digest, sizeof message.fields.digest);
    hash_sha256(expected, buffer_text(&pieces));
    cr_expect(memcmp(message.dedupe, expected, sizeof expected) == 0);
    buffer_free(&pieces);
}

Test(wechat_message, copies_of_a_message_have_one_key)
{
    cr_expect(
        are_copies(&text, &(told_t){"<![CDATA[o1]]>", "1795000000", "text", "<X>1</X>\n<MsgId>25</MsgId>"}));
    cr_expect(!are_copies(&text, &(told_t){"o2", "1795000000", "text", "<MsgId>25</MsgId>"}));
    cr_expect(!are_copies(&text, &(told_t){"o1", "1795000001", "text", "<MsgId>25</MsgId>"}));
    cr_expect(!are_copies(&text, &(told_t){"o1", "1795000000", "text", "<MsgId>26</MsgId>"}));
    cr_expect(!are_copies(&text, &event));
    message_t here, there;
    cr_assert(reads(&here, &text, "wx1") && reads(&there, &text, "wx2"));
    cr_expect(memcmp(here.dedupe, there.dedupe, sizeof here.dedupe) != 0);
}

/* Two events of one second and person differ somewhere: in a field that is not known here, perhaps. */
Test(wechat_message, copies_of_an_event_have_one_key)
{
    cr_expect(are_copies(&event, &event));
    cr_expect(are_copies(
        &event, &(told_t){"o1", "1795000000", "event", "\n<Event>SCAN</Event> <EventKey>u7</EventKey>"}));
    cr_expect(!are_copies(
        &event, &(told_t){"o1", "1795000000", "event", "<Event>SCAN</Event><EventKey>u8</EventKey>"}));
    cr_expect(!are_copies(&event, &(told_t){"o1", "1795000000", "event",
                                            "<Event>SCAN</Event><EventKey>u7</EventKey><X><Y>1</Y></X>"}));
    cr_expect(!are_copies(&(told_t){"o1", "1", "event", "<Event>a</Event><MsgId>1</MsgId><X>1</X>"},
                          &(told_t){"o1", "1", "event", "<Event>a</Event><MsgId>1</MsgId><X>2</X>"}));
    message_t here, there;
    cr_assert(reads(&here, &event, "wx1") && reads(&there, &event, "wx2"));
    cr_expect(memcmp(here.dedupe, there.dedupe, sizeof here.dedupe) != 0);
}
