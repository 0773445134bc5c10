/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "common/store/credential.h"
#include "services/wechat/login/people_store.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/service_fixture.h"

TestSuite(wechat_people, .fini = leak_check);

enum { SOON = 5000 /* ms */ };
#define OPEN "wx:open:{wx00leida00simapp1:oSim_customer_0001}"

static const redis_script_t *const scripts[] = {&people_next_id, &people_create, &people_settle,
                                                &people_profile, NULL};

/* A host, and how many answers are in. */
typedef struct {
    service_fixture_t base;
    arena_t arena; /* of those who ask */
    size_t answered;
    redis_status_t status;
} people_t;

static int64_t noon(void)
{
    return INT64_C(1795000000000);
}

static people_t *people_new(void)
{
    people_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base, &(service_fixture_options_t){
                                          .endpoint = "inproc://people", .scripts = scripts, .now = noon});
    return self;
}

static void people_destroy(people_t **self_p)
{
    people_t *self = *self_p;
    *self_p = NULL;
    service_fixture_close(&self->base);
    arena_free(&self->arena);
    free(self);
}

/* A job that asks, and tells of the answer. */
typedef struct {
    job_t job;
    people_t *people;
} asker_t;

static void answered(void *context)
{
    const asker_t *self = context;
    self->people->answered++;
    self->people->status = self->job.outcome.redis;
}

static asker_t *asker_new(people_t *people)
{
    asker_t *self = arena_new_zeroed(&people->arena, sizeof *self);
    self->people = people;
    job_begin(&self->job, &people->base.host, &people->arena, answered);
    return self;
}

static void begin_find(people_t *people, person_t *person)
{
    asker_t *asker = asker_new(people);
    people_find(&asker->job, person);
    job_then(&asker->job, answered);
}

static void begin_make(people_t *people, person_t *person)
{
    asker_t *asker = asker_new(people);
    people_make(&asker->job, person);
    job_then(&asker->job, answered);
}

static void begin_update(people_t *people, const person_t *person, int64_t id)
{
    asker_t *asker = asker_new(people);
    people_update(&asker->job, person, id);
    job_then(&asker->job, answered);
}

static void begin_forget(people_t *people, int64_t id)
{
    asker_t *asker = asker_new(people);
    people_forget(&asker->job, id);
    job_then(&asker->job, answered);
}

typedef struct {
    const people_t *people;
    size_t count;
} awaited_t;

static bool is_answered(void *context)
{
    const awaited_t *awaited = context;
    return awaited->people->answered == awaited->count;
}

/* Waits for so many answers, and gives how the last came. */
static redis_status_t await(people_t *self, size_t count)
{
    cr_assert(loop_wait(self->base.loop, is_answered, &(awaited_t){self, count}, SOON));
    self->answered = 0;
    return self->status;
}

static person_t visitor(void)
{
    return (person_t){.appid = TEXT_LITERAL("wx00leida00simapp1"),
                      .openid = TEXT_LITERAL("oSim_customer_0001"),
                      .is_subscribed = SUBSCRIBED_UNKNOWN};
}

static int64_t make(people_t *self, person_t *person)
{
    begin_make(self, person);
    cr_assert_eq(await(self, 1), REDIS_OK);
    return person->id;
}

static void expect_text(people_t *self, const char *command, const char *expected)
{
    redis_reply_t *reply = redis_server_ask(self->base.server, command);
    const char *text = reply->str ? reply->str : "none";
    cr_expect_str_eq(text, expected, "%s: %s, not %s", command, text, expected);
    redis_reply_free(reply);
}

/* Reads the profile of a customer; its texts last as long as the reply, which the caller frees. */
static customer_profile_t profile_of(people_t *self, int64_t id, redis_reply_t **reply)
{
    customer_profile_t profile = {.id = 0};
    *reply = redis_server_ask(self->base.server, "GET customer:%lld", (long long)id);
    cr_assert(record_decode(&profile.record, &customer_profile_table, redis_text(*reply), NULL));
    return profile;
}

static void expect_credential(people_t *self, int64_t id)
{
    credential_t credential;
    redis_reply_t *reply = redis_server_ask(self->base.server, "GET cred:c:%lld", (long long)id);
    cr_assert(credential_read(redis_text(reply), &credential));
    cr_expect(credential.enabled);
    cr_expect_eq(credential.token.size, 64);
    redis_reply_free(reply);
}

Test(wechat_people, nobody_is_found_until_one_is_made)
{
    people_t *people = people_new();
    person_t person = visitor();
    begin_find(people, &person);
    cr_assert_eq(await(people, 1), REDIS_OK);
    cr_expect_eq(person.id, 0);
    cr_expect_eq(service_fixture_number(&people->base, "DBSIZE"), 0, "who only asks makes nothing");
    person.name = TEXT_LITERAL("小雷");
    person.is_subscribed = SUBSCRIBED_YES;
    cr_expect_eq(make(people, &person), 1);
    cr_expect(person.is_new);
    redis_reply_t *reply;
    customer_profile_t profile = profile_of(people, 1, &reply);
    cr_expect(text_equal(profile.name, person.name));
    cr_expect(text_equal(profile.openid, person.openid));
    cr_expect(text_equal(profile.appid, person.appid));
    cr_expect_eq(profile.origin, 1);
    cr_expect_eq(profile.created, noon());
    cr_expect_eq(profile.is_subscribe, 1);
    cr_expect(!record_has(&profile.record, CUSTOMER_AVATAR));
    redis_reply_free(reply);
    expect_credential(people, 1);
    expect_text(people, "GET " OPEN, "1");
    cr_expect_eq(service_fixture_number(&people->base, "ZSCORE ids:customer 1"), 1);
    person = visitor();
    begin_find(people, &person);
    cr_assert_eq(await(people, 1), REDIS_OK);
    cr_expect_eq(person.id, 1);
    people_destroy(&people);
}

Test(wechat_people, one_who_is_there_stays_as_they_are)
{
    people_t *people = people_new();
    person_t person = visitor();
    cr_assert_eq(make(people, &person), 1);
    redis_server_do(people->base.server, "DEL cred:c:1"); /* revoked */
    person = visitor();
    person.name = TEXT_LITERAL("另一个");
    cr_expect_eq(make(people, &person), 1);
    cr_expect(!person.is_new);
    cr_expect_eq(service_fixture_number(&people->base, "EXISTS cred:c:1"), 0, "revoked is revoked");
    redis_reply_t *reply;
    customer_profile_t profile = profile_of(people, 1, &reply);
    cr_expect_eq(profile.name.size, 0);
    cr_expect(!record_has(&profile.record, CUSTOMER_IS_SUBSCRIBE), "nobody knows");
    redis_reply_free(reply);
    people_destroy(&people);
}

Test(wechat_people, ids_go_on_behind_those_of_an_import)
{
    people_t *people = people_new();
    redis_server_do(people->base.server, "ZADD ids:customer 41 41");
    person_t person = visitor();
    cr_expect_eq(make(people, &person), 42);
    people_destroy(&people);
}

Test(wechat_people, many_at_once_are_one_customer)
{
    people_t *people = people_new();
    enum { MANY = 20 };
    person_t persons[MANY];
    for (size_t i = 0; i < MANY; i++) {
        persons[i] = visitor();
        begin_make(people, &persons[i]);
    }
    cr_assert_eq(await(people, MANY), REDIS_OK);
    size_t new = 0;
    for (size_t i = 0; i < MANY; i++) {
        cr_expect_eq(persons[i].id, persons[0].id);
        new += persons[i].is_new;
    }
    cr_expect_eq(new, 1);
    cr_expect_eq(service_fixture_number(&people->base, "ZCARD ids:customer"), 1);
    redis_reply_t *keys = redis_server_ask(people->base.server, "KEYS *:*[0-9]*");
    cr_expect_eq(keys->elements, 3, "a profile, a credential and a claim");
    redis_reply_free(keys);
    expect_credential(people, persons[0].id);
    people_destroy(&people);
}

/* What a process leaves that was killed behind each of the steps. */
Test(wechat_people, one_who_is_half_made_is_completed)
{
    people_t *people = people_new();
    static const char *const left[] = {"SET " OPEN " ?7", "DEL cred:c:7", "ZREM ids:customer 7", NULL};
    person_t person = visitor();
    redis_server_do(people->base.server, "SET next:{ids:customer} 7");
    for (const char *const *command = left; *command; command++) {
        redis_server_do(people->base.server, *command);
        redis_server_do(people->base.server, "SET " OPEN " ?7");
        person = visitor();
        begin_find(people, &person);
        cr_assert_eq(await(people, 1), REDIS_OK);
        cr_expect_eq(person.id, 0, "not whole yet");
        cr_expect_eq(make(people, &person), 7);
        cr_expect_eq(person.is_new, command == left);
        expect_credential(people, 7);
        cr_expect_eq(service_fixture_number(&people->base, "ZSCORE ids:customer 7"), 7);
        expect_text(people, "GET " OPEN, "7");
        expect_text(people, "GET next:{ids:customer}", "7");
    }
    people_destroy(&people);
}

Test(wechat_people, an_id_that_an_import_has_brought_meanwhile_is_not_theirs)
{
    people_t *people = people_new();
    customer_profile_t imported = {.id = 7, .name = TEXT_LITERAL("张炬")};
    record_mark(&imported.record, &customer_profile_table, (const char *const[]){"id", "username", NULL});
    service_fixture_set(&people->base, "customer:7", &customer_profile_table, &imported.record);
    redis_server_do(people->base.server, "SET next:{ids:customer} 7");
    redis_server_do(people->base.server, "SET " OPEN " ?7");
    person_t person = visitor();
    cr_expect_eq(make(people, &person), 8);
    expect_text(people, "GET " OPEN, "8");
    redis_reply_t *reply;
    cr_expect(text_equal(profile_of(people, 7, &reply).name, TEXT_LITERAL("张炬")));
    redis_reply_free(reply);
    cr_expect_eq(service_fixture_number(&people->base, "EXISTS cred:c:7"), 0);
    people_destroy(&people);
}

Test(wechat_people, an_update_leaves_what_others_wrote)
{
    people_t *people = people_new();
    customer_profile_t profile = {
        .id = 7, .name = TEXT_LITERAL("旧"), .phone = TEXT_LITERAL("15931788974"), .is_subscribe = 1};
    record_mark(&profile.record, &customer_profile_table,
                (const char *const[]){"id", "username", "phone", "is_subscribe", NULL});
    service_fixture_set(&people->base, "customer:7", &customer_profile_table, &profile.record);
    person_t person = visitor();
    person.name = TEXT_LITERAL("新");
    person.avatar = TEXT_LITERAL("https://thirdwx.qlogo.cn/mmopen/1/0");
    begin_update(people, &person, 7);
    cr_assert_eq(await(people, 1), REDIS_OK);
    redis_reply_t *reply;
    profile = profile_of(people, 7, &reply);
    cr_expect(text_equal(profile.name, person.name));
    cr_expect(text_equal(profile.avatar, person.avatar));
    cr_expect(text_equal(profile.phone, TEXT_LITERAL("15931788974")));
    cr_expect_eq(profile.is_subscribe, 1);
    redis_reply_free(reply);
    begin_forget(people, 7);
    cr_assert_eq(await(people, 1), REDIS_OK);
    profile = profile_of(people, 7, &reply);
    cr_expect_eq(profile.name.size, 0);
    cr_expect(!record_has(&profile.record, CUSTOMER_AVATAR));
    cr_expect(record_has(&profile.record, CUSTOMER_IS_SUBSCRIBE) && profile.is_subscribe == 0);
    cr_expect(text_equal(profile.phone, TEXT_LITERAL("15931788974")));
    redis_reply_free(reply);
    begin_update(people, &person, 99);
    cr_assert_eq(await(people, 1), REDIS_OK);
    cr_expect_eq(service_fixture_number(&people->base, "EXISTS customer:99"), 0);
    people_destroy(&people);
}

Test(wechat_people, what_is_damaged_is_told_and_left_alone)
{
    people_t *people = people_new();
    person_t person = visitor();
    static const char *const claims[] = {"x", "?", "-1", "0", "007", "99999999999999999999", "?7 ", NULL};
    for (const char *const *claim = claims; *claim; claim++) {
        redis_server_do(people->base.server, "SET " OPEN " %s", *claim);
        begin_make(people, &person);
        cr_expect_eq(await(people, 1), REDIS_FOREIGN, "%s", *claim);
        expect_text(people, "GET " OPEN, *claim);
    }
    redis_server_do(people->base.server, "SET customer:7 damaged");
    begin_forget(people, 7);
    cr_expect_eq(await(people, 1), REDIS_FOREIGN);
    expect_text(people, "GET customer:7", "damaged");
    people_destroy(&people);
}

Test(wechat_people, who_asks_is_told_when_redis_is_gone)
{
    people_t *people = people_new();
    redis_server_pause(people->base.server);
    person_t person = visitor();
    begin_make(people, &person);
    redis_server_kill(people->base.server);
    cr_expect_neq(await(people, 1), REDIS_OK);
    redis_server_start(people->base.server);
    people_destroy(&people);
}

Test(wechat_people, only_what_wechat_can_have_said_is_taken)
{
    person_t person = visitor();
    cr_expect(person_is_sound(&person));
    person.openid = TEXT_NONE;
    cr_expect(!person_is_sound(&person));
    person.openid = TEXT_LITERAL("o 1");
    cr_expect(!person_is_sound(&person));
    person = visitor();
    person.name = TEXT_LITERAL("\xff");
    cr_expect(!person_is_sound(&person));
}
