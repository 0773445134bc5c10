/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that several instances share. */
#include "services/wechat/api/api.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/loop_wait.h"
#include "tests/support/wechat_world.h"

static wechat_world_t *const world = &wechat_world;

TestSuite(wechat_token, .init = wechat_world_open, .fini = wechat_world_close, .timeout = 60);

/* They forget what they had. */
static void open_anew(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wechat_instance_close(&world->instances[i]);
        wechat_instance_open(&world->instances[i]);
    }
}

static bool says(const char *command, const char *text)
{
    redis_reply_t *reply = redis_server_ask(world->store, command);
    const bool is = reply->type == REDIS_REPLY_STRING && strcmp(reply->str, text) == 0;
    redis_reply_free(reply);
    return is;
}

Test(wechat_token, asks_with_a_token)
{
    cr_expect_eq(wechat_send(0)->verdict, API_DONE);
    cr_expect_str_eq(world->other.query, "access_token=token-1");
    cr_expect_str_eq(world->other.body,
                     "{\"touser\":\"o1\",\"msgtype\":\"text\",\"text\":{\"content\":\"您好 \\\"x\\\"\"}}");
    cr_expect_eq(wechat_send(0)->verdict, API_DONE);
    cr_expect_eq(world->other.fetches, 1);
}

Test(wechat_token, eight_instances_renew_once_for_each_expiry)
{
    for (int round = 1; round <= 4; round++) {
        for (size_t i = 0; i < 4 * WECHAT_INSTANCES; i++)
            wechat_begin_send(i % WECHAT_INSTANCES);
        wechat_await();
        cr_expect_eq(world->other.fetches, round);
        world->time_passed += round % 2 ? 6920 * 1000 : 8000 * 1000; /* in its last minutes; long over */
    }
    for (size_t i = 0; i < world->asked; i++)
        cr_expect_eq(world->got[i].verdict, API_DONE);
}

/* Beyond what memory is believed, no later than the last five minutes, and the old one does meanwhile. */
Test(wechat_token, the_old_token_does_while_another_is_got)
{
    wechat_send(0);
    world->time_passed += 6900 * 1000;
    cr_expect_eq(wechat_send(0)->verdict, API_DONE);
    cr_expect_eq(world->other.fetches, 1);
    world->time_passed += 15 * 1000;
    world->other.holds_fetch = true;
    cr_expect_eq(wechat_send(0)->verdict, API_DONE);
    cr_expect_eq(wechat_send(1)->verdict, API_DONE);
    cr_expect_str_eq(world->other.query, "access_token=token-1");
    cr_expect_eq(world->other.fetches, 2);
}

Test(wechat_token, a_holder_that_dies_is_waited_for_and_succeeded)
{
    world->other.holds_fetch = true;
    wechat_begin_send(0);
    loop_spend(world->loop, 100);
    cr_assert_eq(world->other.fetches, 1);
    const wechat_got_t *one = wechat_begin_send(1);
    wechat_instance_close(&world->instances[0]);
    wechat_await();
    cr_expect_eq(one->verdict, API_RETRY, "after three seconds");
    cr_expect_eq(world->other.fetches, 1);
    world->other.holds_fetch = false;
    redis_server_do(world->store, "PEXPIRE wx:token_lease:{gzh:wx01} 1");
    cr_expect_eq(wechat_send(1)->verdict, API_DONE);
    cr_expect_eq(world->other.fetches, 2);
    wechat_instance_open(&world->instances[0]);
}

static bool is_one_in(void *context)
{
    (void)context;
    return world->count == 1;
}

/* The lease has become another's: what comes late is not written over the newer one. */
Test(wechat_token, who_comes_late_does_not_write)
{
    world->other.holds_fetch = true;
    wechat_begin_send(0);
    loop_spend(world->loop, 100);
    fake_connection_t *late = world->other.held;
    world->other.holds_fetch = false;
    redis_server_do(world->store, "DEL wx:token_lease:{gzh:wx01}");
    const wechat_got_t *other = wechat_begin_send(1);
    cr_assert(loop_wait(world->loop, is_one_in, NULL, WECHAT_SOON));
    cr_expect_eq(other->verdict, API_DONE);
    fake_http_json(late, "{\"access_token\":\"token-late\",\"expires_in\":7200}");
    wechat_await();
    cr_expect_eq(world->got[0].verdict, API_DONE);
    cr_expect(says("HGET wx:token:{gzh:wx01} token", "token-1"));
}

Test(wechat_token, what_is_refused_is_replaced_once)
{
    for (size_t i = 0; i < WECHAT_INSTANCES; i++)
        wechat_send(i);
    world->other.valid_from = 2;
    for (size_t i = 0; i < 4 * WECHAT_INSTANCES; i++)
        wechat_begin_send(i % WECHAT_INSTANCES);
    wechat_await();
    for (size_t i = 0; i < world->asked; i++)
        cr_expect_eq(world->got[i].verdict, API_DONE);
    cr_expect_eq(world->other.fetches, 2);
}

Test(wechat_token, a_storm_of_refusals_ends_in_a_rest)
{
    world->other.refuses_all = true;
    for (size_t i = 0; i < 4 * WECHAT_INSTANCES; i++)
        wechat_begin_send(i % WECHAT_INSTANCES);
    wechat_await();
    const int fetches = world->other.fetches, calls = world->other.calls;
    cr_expect_leq(fetches, 1 + WECHAT_INSTANCES);
    cr_expect_leq(calls, 2 * 4 * WECHAT_INSTANCES);
    for (size_t i = 0; i < world->asked; i++)
        cr_expect(world->got[i].verdict == API_RETRY && world->got[i].rest > 50000 &&
                  world->got[i].rest <= 60000);
    for (size_t i = 0; i < WECHAT_INSTANCES; i++)
        cr_expect_eq(wechat_send(i)->verdict, API_RETRY);
    cr_expect(world->other.fetches == fetches && world->other.calls == calls, "nothing is world->asked");
}

Test(wechat_token, an_error_of_configuration_rests_until_it_is_changed)
{
    world->other.fails = "{\"errcode\":40001,\"errmsg\":\"invalid secret\"}";
    for (int i = 0; i < 5; i++) {
        const wechat_got_t *one = wechat_send(0);
        cr_expect(one->verdict == API_CONFIGURATION && one->errcode == 40001 && one->rest > 290000);
    }
    cr_expect_eq(world->other.fetches, 1);
    world->other.fails = NULL;
    wechat_world_configure("secret = s1", "secret = s9");
    cr_expect_eq(wechat_send(0)->verdict, API_DONE);
}

/* WeCom gives the same one until it ends. */
Test(wechat_token, a_token_that_is_not_renewed_yet_is_not_asked_for_again_and_again)
{
    world->other.fails = "{\"access_token\":\"token-1\",\"expires_in\":250}";
    for (int i = 0; i < 5; i++) {
        cr_expect_eq(wechat_call(0, API_QY_SEND)->verdict, API_DONE);
        cr_expect_eq(wechat_call(1, API_QY_SEND)->verdict, API_DONE);
        world->time_passed += 40 * 1000;
    }
    cr_expect_leq(world->other.fetches, 2);
    world->time_passed += 100 * 1000;
    world->other.fails = NULL;
    cr_expect_eq(wechat_call(0, API_QY_SEND)->verdict, API_DONE);
    cr_expect_leq(world->other.fetches, 3);
}

Test(wechat_token, hostile_tokens_are_none)
{
    static const char *const wrong[] = {"{\"access_token\":\"a b\",\"expires_in\":7200}",
                                        "{\"access_token\":\"\",\"expires_in\":7200}",
                                        "{\"access_token\":7,\"expires_in\":7200}",
                                        "{\"access_token\":\"t\",\"expires_in\":-1}",
                                        "{\"access_token\":\"t\"}",
                                        "{\"access_token\":\"t\",\"expires_in\":7200}{}",
                                        "<html>502</html>",
                                        "{\"access_token\":\"t\",\"expires_in\":7200",
                                        "{\"errcode\":null}",
                                        "[]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        world->other.fails = wrong[i];
        cr_expect_eq(wechat_send(i % WECHAT_INSTANCES)->verdict, API_RETRY, "%s", wrong[i]);
    }
    redis_reply_t *reply = redis_server_ask(world->store, "EXISTS wx:token:{gzh:wx01}");
    cr_expect_eq(reply->integer, 0);
    redis_reply_free(reply);
}

/* What is none of ours counts as none: another is got, once, and takes its place. */
static void expect_mended(const char *what)
{
    const int before = world->other.fetches, calls = world->other.calls;
    char query[64];
    open_anew(2);
    cr_expect_eq(wechat_send(0)->verdict, API_DONE, "%s", what);
    snprintf(query, sizeof query, "access_token=token-%d", before + 1);
    cr_expect_str_eq(world->other.query, query, "%s", what);
    cr_expect_eq(wechat_send(1)->verdict, API_DONE, "%s", what);
    cr_expect_eq(world->other.fetches, before + 1, "%s", what);
    cr_expect_eq(world->other.calls, calls + 2, "%s", what);
    cr_expect(says("HGET wx:token:{gzh:wx01} gen", "1"), "%s", what);
    redis_reply_t *lease = redis_server_ask(world->store, "EXISTS wx:token_lease:{gzh:wx01}");
    cr_expect_eq(lease->integer, 0, "%s", what);
    redis_reply_free(lease);
}

Test(wechat_token, a_damaged_token_is_replaced)
{
    static const char *const fields[][2] = {{"token", "x\ny"},
                                            {"token", ""},
                                            {"token", "\xff\xfe"},
                                            {"expires_ms", "nan"},
                                            {"expires_ms", "inf"},
                                            {"expires_ms", "1e300"},
                                            {"expires_ms", "-1"},
                                            {"expires_ms", "0x7fffffff"},
                                            {"expires_ms", ""},
                                            {"expires_ms", "9007199254740990"},
                                            {"gen", "nan"},
                                            {"gen", "inf"},
                                            {"gen", "0"},
                                            {"gen", "007"},
                                            {"gen", "1.5"},
                                            {"gen", "9007199254740991"},
                                            {"gen", "9007199254740993"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        open_anew(1);
        cr_assert_eq(wechat_send(0)->verdict, API_DONE);
        redis_server_do(world->store, "HSET wx:token:{gzh:wx01} %s %s", fields[i][0], fields[i][1]);
        expect_mended(fields[i][1]);
    }
}

Test(wechat_token, a_key_of_another_type_is_replaced)
{
    redis_server_do(world->store, "SET wx:token:{gzh:wx01} x");
    expect_mended("a text");
    redis_server_do(world->store, "DEL wx:token:{gzh:wx01}");
    redis_server_do(world->store, "RPUSH wx:token:{gzh:wx01} x");
    expect_mended("a list");
    redis_server_do(world->store, "HDEL wx:token:{gzh:wx01} expires_ms");
    expect_mended("without an end");
}

/* When a value is due is only a hint: one that is damaged gives up no token that is good. */
Test(wechat_token, a_damaged_due_time_counts_as_none)
{
    static const char *const wrong[] = {"nan", "inf", "-inf", "x", "", "999999999999999"};
    cr_assert_eq(wechat_send(0)->verdict, API_DONE);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        redis_server_do(world->store, "HSET wx:token:{gzh:wx01} renew_ms %s", wrong[i]);
        open_anew(1);
        cr_expect_eq(wechat_send(0)->verdict, API_DONE, "%s", wrong[i]);
    }
    cr_expect_eq(world->other.fetches, 1);
}

Test(wechat_token, a_lease_that_nobody_would_end_is_taken)
{
    static const char *const leases[] = {"SET wx:token_lease:{gzh:wx01} x",
                                         "SET wx:token_lease:{gzh:wx01} x PX 99999999",
                                         "RPUSH wx:token_lease:{gzh:wx01} x"};
    for (size_t i = 0; i < sizeof leases / sizeof *leases; i++) {
        redis_server_do(world->store, "DEL wx:token:{gzh:wx01}");
        redis_server_do(world->store, leases[i]);
        expect_mended(leases[i]);
    }
}

/* A wish for another token outlives that what is kept is none. */
Test(wechat_token, a_damaged_token_is_replaced_by_force_where_that_is_wanted)
{
    cr_assert_eq(wechat_send(0)->verdict, API_DONE);
    redis_server_do(world->store, "HSET wx:token:{gzh:wx01} token %b force 1", "x\ny", (size_t)3);
    expect_mended("forced");
    cr_expect_eq(world->other.forced, 1);
}

/* Meanwhile somebody else damages it: what was got is given up, and got again. */
Test(wechat_token, a_token_that_is_damaged_while_another_is_got_is_replaced)
{
    world->other.holds_fetch = true;
    wechat_begin_send(0);
    loop_spend(world->loop, 100);
    fake_connection_t *late = world->other.held;
    world->other.holds_fetch = false;
    redis_server_do(world->store, "SET wx:token:{gzh:wx01} x");
    fake_http_json(late, "{\"access_token\":\"token-late\",\"expires_in\":7200}");
    wechat_await();
    cr_expect_eq(world->got[0].verdict, API_DONE);
    cr_expect_eq(world->other.fetches, 2);
    cr_expect_str_eq(world->other.query, "access_token=token-1");
}

static void take_ticket(void *context, const api_answer_t *answer, text_t ticket)
{
    wechat_got_t *got = context;
    snprintf(got->text, sizeof got->text, "%.*s", TEXT_ARG(ticket));
    wechat_note(got, answer);
}

Test(wechat_token, a_damaged_ticket_is_replaced)
{
    world->other.says = "{\"errcode\":0,\"ticket\":\"ticket-1\",\"expires_in\":7200}";
    redis_server_do(world->store, "HSET wx:ticket:{gzh:wx01} token %b expires_ms 1e300 gen nan", "x\ny",
                    (size_t)3);
    wechat_got_t *got = wechat_next();
    api_ticket(world->instances[0].api, 1, API_TICKET_GZH, take_ticket, got);
    wechat_await();
    cr_expect_eq(got->verdict, API_DONE);
    cr_expect_str_eq(got->text, "ticket-1");
    cr_expect(says("HGET wx:ticket:{gzh:wx01} token", "ticket-1"));
}

Test(wechat_token, without_redis_nothing_is_asked)
{
    redis_server_pause(world->store);
    cr_expect_eq(wechat_send(0)->verdict, API_RETRY);
    redis_server_resume(world->store);
    cr_expect_eq(world->other.fetches, 0);
}

static bool is_second_kept(void *context)
{
    (void)context;
    return says("HGET wx:token:{gzh:wx01} gen", "2");
}

/* `leidactl wechat refresh`: WeChat is told so once, and by one instance. */
Test(wechat_token, a_forced_refresh_is_made_once)
{
    for (size_t i = 0; i < WECHAT_INSTANCES; i++)
        wechat_send(i);
    cr_expect_eq(world->other.fetches, 1);
    redis_server_do(world->store, "HSET wx:token:{gzh:wx01} force 1");
    world->time_passed += 1000;
    cr_expect_eq(wechat_send(0)->verdict, API_DONE, "memory is believed");
    cr_expect_eq(world->other.fetches, 1);
    open_anew(WECHAT_INSTANCES);
    for (size_t i = 0; i < 4 * WECHAT_INSTANCES; i++)
        wechat_begin_send(i % WECHAT_INSTANCES);
    wechat_await(); /* the old one does meanwhile */
    cr_assert(loop_wait(world->loop, is_second_kept, NULL, WECHAT_SOON));
    loop_spend(world->loop, 200); /* who has kept it is told so before time goes on */
    cr_expect_eq(world->other.fetches, 2);
    cr_expect_eq(world->other.forced, 1);
    world->time_passed += 8000 * 1000; /* it is over: a call waits for the next one */
    wechat_send(0);
    cr_expect_eq(world->other.fetches, 3);
    cr_expect_eq(world->other.forced, 1);
}
