/* SPDX-License-Identifier: Apache-2.0 */
/* Notes and stock phrases: each write has one effect, however often and late it is tried. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "base/clock.h"
#include "common/store/stored.h"
#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_follow, .fini = leak_check);

static crm_service_t *crm_service_with_customer(void)
{
    crm_service_t *service = crm_service_new();
    crm_service_bind(service, &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = crm_service_now});
    crm_service_add_customer(service, 9, "张炬");
    return service;
}

/* A try of a call, as STAFF. */
typedef struct {
    method_id_t method;
    const char *name, *value; /* of its parameter beside the id */
    uint64_t call;
    unsigned retries;
    int64_t issued;
} try_t;

static status_t ask(crm_service_t *service, const char *id, try_t try)
{
    const rpc_call_t call = {.method = try.method,
                             .caller = STAFF,
                             .id = try.call,
                             .retries = try.retries,
                             .issued = try.issued,
                             .parameters = id ? RPC_PARAMETERS("id", id, try.name, try.value)
                                              : RPC_PARAMETERS(try.name, try.value)};
    return test_client_call(service->base.client, &call, NULL);
}

static status_t add_note(crm_service_t *service, const char *text, uint64_t call, unsigned retries,
                         int64_t issued)
{
    return ask(service, "9", (try_t){METHOD_ADD_NOTE, "follow_info", text, call, retries, issued});
}

static status_t add_phrase(crm_service_t *service, const char *text, uint64_t call, unsigned retries,
                           int64_t issued)
{
    return ask(service, NULL, (try_t){METHOD_ADD_PHRASE, "custom_language", text, call, retries, issued});
}

static status_t delete_phrase(crm_service_t *service, const char *id, uint64_t call, unsigned retries,
                              int64_t issued)
{
    return ask(service, id, (try_t){METHOD_DELETE_PHRASE, NULL, NULL, call, retries, issued});
}

/* The phrases as JSON text: `expected`. */
static void expect_phrases(crm_service_t *service, const char *expected)
{
    json_t *answer = crm_service_ask(service, METHOD_PHRASES, NULL);
    const json_t *stock = json_object_get(answer, "ret_data");
    char *text = json_dumps(json_object_get(stock, "follow_language_data"), JSON_COMPACT | JSON_SORT_KEYS);
    cr_expect_str_eq(text, expected, "%s", text);
    free(text);
    json_decref(answer);
}

#define PHRASE(id, text) "{\"language\":\"" text "\",\"language_id\":" #id ",\"user_id\":7}"

Test(crm_follow, a_note_tried_again_is_one_note)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_note(service, "一", 77, 0, issued), STATUS_DONE);
    cr_expect_eq(add_note(service, "二", 78, 0, issued), STATUS_DONE);
    cr_expect_eq(add_note(service, "一", 77, 1, issued), STATUS_DONE);
    cr_expect_eq(service_fixture_number(&service->base, "LLEN notes:{u:7}:9"), 2);
    crm_service_destroy(&service);
}

Test(crm_follow, a_first_try_of_a_note_after_its_second_changes_nothing)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_note(service, "一", 77, 1, issued), STATUS_DONE);
    cr_expect_eq(add_note(service, "一", 77, 0, issued), STATUS_PASSED_UNKNOWN);
    cr_expect_eq(service_fixture_number(&service->base, "LLEN notes:{u:7}:9"), 1);
    crm_service_destroy(&service);
}

Test(crm_follow, a_note_of_a_customer_who_is_not_bound_leaves_nothing)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t keys = service_fixture_number(&service->base, "DBSIZE");
    const try_t try = {METHOD_ADD_NOTE, "follow_info", "一", 77, 0, clock_now()};
    cr_expect_eq(ask(service, "5", try), STATUS_NO_RELATION);
    cr_expect_eq(service_fixture_number(&service->base, "DBSIZE"), keys);
    crm_service_destroy(&service);
}

Test(crm_follow, the_longest_note_is_kept_whole)
{
    crm_service_t *service = crm_service_with_customer();
    buffer_t text = {0};
    for (int i = 0; i < 2000; i++)
        buffer_append_literal(&text, "💗");
    buffer_append_char(&text, '\0');
    cr_expect_eq(add_note(service, text.data, 77, 0, clock_now()), STATUS_DONE);
    redis_reply_t *reply = redis_server_ask(service->base.server, "LINDEX notes:{u:7}:9 0");
    stored_note_t note;
    cr_assert(stored_read_note(redis_text(reply), &note) && stored_note_is_sound(&note));
    cr_expect(text_equal(note.text, text_of(text.data)));
    cr_expect_eq(note.time, crm_service_now);
    redis_reply_free(reply);
    buffer_free(&text);
    crm_service_destroy(&service);
}

Test(crm_follow, a_phrase_tried_again_is_one_phrase)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_phrase(service, "您好", 77, 0, issued), STATUS_DONE);
    cr_expect_eq(add_phrase(service, "您好", 77, 1, issued), STATUS_DONE, "it is no second one");
    cr_expect_eq(add_phrase(service, "您好", 78, 0, issued + 1), STATUS_PHRASE_EXISTS);
    expect_phrases(service, "[" PHRASE(1, "您好") "]");
    crm_service_destroy(&service);
}

/* Its instance hung, nobody knew of it, and meanwhile the phrase was added by another call and deleted. */
Test(crm_follow, a_phrase_that_comes_late_does_not_come_back)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_phrase(service, "您好", 78, 0, issued + 1), STATUS_DONE);
    cr_expect_eq(delete_phrase(service, "1", 79, 0, issued + 2), STATUS_DONE);
    cr_expect_eq(add_phrase(service, "您好", 77, 0, issued), STATUS_PASSED_UNKNOWN);
    expect_phrases(service, "[]");
    cr_expect_eq(add_phrase(service, "您好", 77, 1, issued), STATUS_DONE, "whoever still waits for it");
    expect_phrases(service, "[" PHRASE(2, "您好") "]");
    crm_service_destroy(&service);
}

Test(crm_follow, a_second_try_of_a_phrase_after_its_deletion_adds_nothing)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_phrase(service, "您好", 77, 0, issued), STATUS_DONE);
    cr_expect_eq(delete_phrase(service, "1", 78, 0, issued + 1), STATUS_DONE);
    cr_expect_eq(add_phrase(service, "您好", 77, 1, issued), STATUS_DONE);
    expect_phrases(service, "[]");
    redis_server_forget(service->base.server);
    cr_expect_eq(add_phrase(service, "您好", 77, 1, issued - 91000), STATUS_DEADLINE);
    expect_phrases(service, "[]");
    crm_service_destroy(&service);
}

Test(crm_follow, a_deletion_tried_again_is_done)
{
    crm_service_t *service = crm_service_with_customer();
    const int64_t issued = clock_now();
    cr_expect_eq(add_phrase(service, "一", 77, 0, issued), STATUS_DONE);
    cr_expect_eq(delete_phrase(service, "1", 78, 0, issued + 1), STATUS_DONE);
    cr_expect_eq(delete_phrase(service, "1", 78, 1, issued + 1), STATUS_DONE);
    cr_expect_eq(delete_phrase(service, "1", 79, 0, issued + 2), STATUS_NO_SUCH_PHRASE);
    crm_service_destroy(&service);
}

Test(crm_follow, an_id_is_not_used_again_whoever_gave_it)
{
    crm_service_t *service = crm_service_with_customer();
    redis_server_do(service->base.server, "HSET phrases:{u:7} 41 %s", "导入的");
    cr_expect_eq(delete_phrase(service, "41", 77, 0, clock_now()), STATUS_DONE);
    cr_expect_eq(add_phrase(service, "一", 78, 0, clock_now() + 1), STATUS_DONE);
    expect_phrases(service, "[" PHRASE(42, "一") "]");
    crm_service_destroy(&service);
}

Test(crm_follow, more_phrases_than_the_limit_are_read_up_to_it)
{
    crm_service_t *service = crm_service_with_customer();
    for (int id = 1; id <= 5000; id++)
        redis_server_do(service->base.server, "HSET phrases:{u:7} %d %s", id, "x");
    json_t *answer = crm_service_ask(service, METHOD_PHRASES, NULL);
    const json_t *stock = json_object_get(answer, "ret_data");
    cr_expect_eq(json_array_size(json_object_get(stock, "follow_language_data")), PHRASES_MAX);
    json_decref(answer);
    cr_expect_eq(add_phrase(service, "一", 77, 0, clock_now()), STATUS_INVALID);
    cr_expect_eq(delete_phrase(service, "5000", 78, 0, clock_now() + 1), STATUS_DONE);
    crm_service_destroy(&service);
}
