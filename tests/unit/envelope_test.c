/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/envelope.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "proto/field.h"
#include "proto/wire.h"
#include "tests/support/leak_check.h"

TestSuite(envelope, .fini = leak_check);

static envelope_t call_sample(void)
{
    return (envelope_t){.kind = ENVELOPE_CALL,
                        .id = UINT64_MAX,
                        .method = 41,
                        .principal = {PRINCIPAL_CUSTOMER, ID_MAX},
                        .deadline = 5000,
                        .idempotency_key = TEXT_LITERAL("a1"),
                        .trace = TEXT_LITERAL("4bf92f3577b34da6a3ce929d0e0e4736"),
                        .retries = 2,
                        .issued = 1537514281502,
                        .body = TEXT_LITERAL("\x81\xa1k\x01")};
}

static bool is_read(text_t bytes)
{
    envelope_t envelope;
    char *exact = memory_new(bytes.size ? bytes.size : 1);
    memcpy(exact, bytes.data ? bytes.data : "", bytes.size);
    text_t rest = {exact, bytes.size};
    bool read = envelope_read(&rest, &envelope);
    free(exact);
    return read;
}

static bool comes_back(const envelope_t *envelope)
{
    buffer_t out = {0};
    envelope_write(&out, envelope);
    bool read = is_read(buffer_text(&out));
    buffer_free(&out);
    return read;
}

Test(envelope, call_comes_back)
{
    buffer_t out = {0};
    envelope_t sent = call_sample(), got;
    envelope_write(&out, &sent);
    text_t rest = buffer_text(&out);
    cr_assert(envelope_read(&rest, &got));
    cr_assert_eq(rest.size, 0);
    cr_assert(got.kind == ENVELOPE_CALL && got.id == sent.id && got.method == 41 && got.retries == 2);
    cr_assert(got.principal.kind == PRINCIPAL_CUSTOMER && got.principal.id == ID_MAX);
    cr_assert_eq(got.deadline, 5000);
    cr_assert_eq(got.issued, 1537514281502);
    cr_assert(text_equal(got.idempotency_key, sent.idempotency_key));
    cr_assert(text_equal(got.trace, sent.trace));
    cr_assert(text_equal(got.body, sent.body));
    buffer_free(&out);
}

Test(envelope, messages_of_a_batch_come_one_by_one)
{
    buffer_t out = {0};
    const envelope_t sent[] = {
        {.kind = ENVELOPE_REPLY, .id = 1, .status = 307, .attempt = 2, .body = TEXT_LITERAL("{}")},
        {.kind = ENVELOPE_PING, .id = 2},
        {.kind = ENVELOPE_PONG, .id = 3},
        {.kind = ENVELOPE_DRAIN},
    };
    for (size_t i = 0; i < 4; i++)
        envelope_write(&out, &sent[i]);
    text_t rest = buffer_text(&out);
    for (size_t i = 0; i < 4; i++) {
        envelope_t got;
        cr_assert(envelope_read(&rest, &got));
        cr_assert(got.kind == sent[i].kind && got.id == sent[i].id && got.status == sent[i].status);
        cr_assert(got.attempt == sent[i].attempt && text_equal(got.body, sent[i].body));
    }
    cr_assert_eq(rest.size, 0);
    buffer_free(&out);
}

Test(envelope, cut_at_any_byte_is_refused)
{
    buffer_t out = {0};
    const envelope_t sent = call_sample();
    envelope_write(&out, &sent);
    for (size_t cut = 0; cut < out.size; cut++)
        cr_assert_not(is_read((text_t){out.data, cut}), "cut at %zu", cut);
    buffer_free(&out);
}

Test(envelope, failure_leaves_the_bytes_where_they_were)
{
    text_t bytes = TEXT_LITERAL("\x93\x01\x03"), rest = bytes;
    envelope_t envelope;
    cr_assert_not(envelope_read(&rest, &envelope));
    cr_assert(rest.data == bytes.data && rest.size == bytes.size);
}

Test(envelope, callers_must_be_somebody)
{
    envelope_t sent = call_sample();
    cr_assert(comes_back(&sent));
    sent.principal.id = 0;
    cr_assert_not(comes_back(&sent));
    sent.principal.id = -1;
    cr_assert_not(comes_back(&sent));
    sent.principal.id = ID_MAX + 1;
    cr_assert_not(comes_back(&sent));
}

Test(envelope, callers_of_public_methods_are_nobody)
{
    envelope_t sent = call_sample();
    sent.principal = (principal_t){PRINCIPAL_NONE, 0};
    cr_assert(comes_back(&sent));
    sent.principal.id = 7;
    cr_assert_not(comes_back(&sent));
    sent.principal = (principal_t){(principal_kind_t)(PRINCIPAL_CUSTOMER + 1), 7};
    cr_assert_not(comes_back(&sent));
}

Test(envelope, deadlines_are_within_a_day)
{
    envelope_t sent = call_sample();
    const int64_t day = 24 * 3600 * 1000;
    const int64_t good[] = {0, -1, day, -day}, bad[] = {day + 1, -day - 1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < 4; i++) {
        sent.deadline = good[i];
        cr_assert(comes_back(&sent), "%zu", i);
        sent.deadline = bad[i];
        cr_assert_not(comes_back(&sent), "%zu", i);
    }
}

Test(envelope, calls_of_version_1_do_not_tell_when_they_were_issued)
{
    buffer_t out = {0};
    envelope_t sent = call_sample(), got;
    sent.issued = 0;
    envelope_write(&out, &sent);
    cr_assert_eq((unsigned char)out.data[0], 0x9a, "ten elements");
    text_t rest = buffer_text(&out);
    cr_assert(envelope_read(&rest, &got));
    cr_assert_eq(got.issued, 0);
    cr_assert(text_equal(got.body, sent.body));
    buffer_free(&out);
}

Test(envelope, times_of_issue_are_numbers_that_scripts_hold)
{
    envelope_t sent = call_sample();
    sent.issued = ID_MAX;
    cr_assert(comes_back(&sent));
    sent.issued = ID_MAX + 1;
    cr_assert_not(comes_back(&sent));
}

/* A call whose numbers are the test's own: version, kind, id, method, principal's kind, retries. */
static bool numbers_are_read(const uint64_t *numbers)
{
    buffer_t out = {0};
    wire_write_array(&out, 10);
    for (size_t i = 0; i < 5; i++)
        wire_write_uint(&out, numbers[i]);
    wire_write_int(&out, 7);
    wire_write_int(&out, 1000);
    wire_write_text(&out, TEXT_NONE);
    wire_write_text(&out, TEXT_NONE);
    wire_write_uint(&out, numbers[5]);
    wire_write_bin(&out, TEXT_NONE);
    bool read = is_read(buffer_text(&out));
    buffer_free(&out);
    return read;
}

Test(envelope, numbers_out_of_range_are_refused)
{
    const uint64_t good[] = {ENVELOPE_VERSION, ENVELOPE_CALL, 1, 40, PRINCIPAL_STAFF, 0};
    const uint64_t bad[][2] = {{0, 2},
                               {0, 0},
                               {1, 0},
                               {1, 7},
                               {1, UINT64_MAX},
                               {3, UINT64_C(1) << 32},
                               {4, 0},
                               {4, 3},
                               {4, UINT64_C(1) << 32 | 1},
                               {5, UINT64_C(1) << 32}};
    cr_assert(numbers_are_read(good));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint64_t numbers[6];
        memcpy(numbers, good, sizeof numbers);
        numbers[bad[i][0]] = bad[i][1];
        cr_assert_not(numbers_are_read(numbers), "%zu", i);
    }
}

Test(envelope, headers_may_grow)
{
    envelope_t got;
    text_t rest = TEXT_LITERAL("\x95\x01\x05\x2a\x93\xc0\x80\xcb\0\0\0\0\0\0\0\0\xa3new\xc4\x00");
    cr_assert(envelope_read(&rest, &got));
    cr_assert(got.kind == ENVELOPE_DRAIN && got.id == 42 && rest.size == 0);
}

static envelope_t event_sample(void)
{
    return (envelope_t){
        .kind = ENVELOPE_EVENT, .id = 9, .event = {EVENT_MESSAGE, 7, ID_MAX, 14, PRINCIPAL_CUSTOMER, 3}};
}

Test(envelope, events_come_back)
{
    buffer_t out = {0};
    const envelope_t sent = event_sample();
    envelope_t got;
    envelope_write(&out, &sent);
    text_t rest = buffer_text(&out);
    cr_assert(envelope_read(&rest, &got));
    cr_assert(rest.size == 0 && got.kind == ENVELOPE_EVENT && got.id == 9);
    cr_assert(got.event.kind == EVENT_MESSAGE && got.event.staff_id == 7 && got.event.customer_id == ID_MAX);
    cr_assert(got.event.id == 14 && got.event.by == PRINCIPAL_CUSTOMER && got.event.detail == 3);
    for (size_t cut = 0; cut < out.size; cut++)
        cr_assert_not(is_read((text_t){out.data, cut}), "cut at %zu", cut);
    buffer_free(&out);
}

Test(envelope, events_of_nobody_are_refused)
{
    envelope_t sent = event_sample();
    cr_assert(comes_back(&sent));
    sent.event.kind = (event_kind_t)200;
    cr_assert(comes_back(&sent), "a newer build's");
    sent.event.id = 0;
    cr_assert(comes_back(&sent), "about none");
    const event_t wrong[] = {
        {EVENT_READ, 0, 1, 1, PRINCIPAL_STAFF, 0},     {EVENT_READ, 1, ID_MAX + 1, 1, PRINCIPAL_STAFF, 0},
        {EVENT_READ, 1, -1, 1, PRINCIPAL_STAFF, 0},    {EVENT_READ, 1, 1, -1, PRINCIPAL_STAFF, 0},
        {EVENT_READ, 1, 1, 1, (principal_kind_t)0, 0}, {EVENT_READ, 1, 1, 1, (principal_kind_t)3, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        sent.event = wrong[i];
        cr_assert_not(comes_back(&sent), "%zu", i);
    }
}

Test(envelope, pings_say_whether_events_are_taken_and_pongs_which_was_the_last)
{
    buffer_t out = {0};
    envelope_write(&out, &(envelope_t){.kind = ENVELOPE_PING, .id = 1, .takes = true});
    envelope_write(&out, &(envelope_t){.kind = ENVELOPE_PING, .id = 2});
    envelope_write(&out,
                   &(envelope_t){.kind = ENVELOPE_PONG, .id = 1, .takes = true, .sequence = UINT64_MAX});
    envelope_write(&out, &(envelope_t){.kind = ENVELOPE_PONG, .id = 2, .sequence = 8});
    text_t rest = buffer_text(&out);
    envelope_t got;
    cr_assert(envelope_read(&rest, &got) && got.takes);
    cr_assert(envelope_read(&rest, &got) && !got.takes);
    cr_assert(envelope_read(&rest, &got) && got.takes && got.sequence == UINT64_MAX);
    cr_assert(envelope_read(&rest, &got) && !got.takes && got.sequence == 0, "not told to who takes none");
    cr_assert_eq(rest.size, 0);
    buffer_free(&out);
}

Test(envelope, hostile_bytes_are_refused)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("\xdd\xff\xff\xff\xff\x01\x01\x01"),
        TEXT_CONSTANT("\xdf\xff\xff\xff\xff"),
        TEXT_CONSTANT("\x80"),
        TEXT_CONSTANT("\x92\x01\x03\xc4\x00"),
        TEXT_CONSTANT("\x93\x01\x03\x01\xc6\xff\xff\xff\xff"),
        TEXT_CONSTANT("\x93\x01\x03\x01\xd4\x01\x01"),
        TEXT_CONSTANT("\x93\x01\x01\x01\xc4\x00"),
        TEXT_CONSTANT("\x93\x01\x02\x01\xc4\x00"),
        TEXT_CONSTANT("\x93\xa1x\x03\x01\xc4\x00"),
        TEXT_CONSTANT("\x94\x01\x03\x01\x91\x91\x91\x91\x91\x91\x91\x91\x91\x01\xc4\x00"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(is_read(wrong[i]), "%zu", i);
}
