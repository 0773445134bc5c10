/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of WeChat, and what becomes of it. */
#include "services/wechat/api/api.h"

#include <criterion/criterion.h>

#include "tests/support/loop_wait.h"
#include "tests/support/wechat_world.h"

static wechat_world_t *const world = &wechat_world;

TestSuite(wechat_api, .init = wechat_world_open, .fini = wechat_world_close, .timeout = 60);

Test(wechat_api, answers_are_judged)
{
    static const struct {
        api_endpoint_t endpoint;
        const char *says;
        int status;
        api_verdict_t verdict;
    } rows[] = {
        {API_GZH_CUSTOM_SEND, "{}", 0, API_DONE},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":\"0\",\"errmsg\":\"ok\"}", 0, API_DONE},
        {API_GZH_CUSTOM_SEND, "{\"err\\u0063ode\":45015}", 0, API_WINDOW_CLOSED},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":\"45047\"}", 0, API_WINDOW_CLOSED},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":-1}", 0, API_RETRY},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":0}", 502, API_UNKNOWN},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":0}{\"errcode\":0}", 0, API_UNKNOWN},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":0,\"errcode\":0}", 0, API_UNKNOWN},
        {API_GZH_CUSTOM_SEND, "{\"errcode\":{}}", 0, API_UNKNOWN},
        {API_GZH_CUSTOM_SEND, "", 0, API_UNKNOWN},
        {API_GZH_SUBSCRIBE_SEND, "<html>", 0, API_UNKNOWN},
        {API_GZH_TEMPLATE_SEND, "<html>", 0, API_RETRY},
        {API_QY_SEND, "{\"errcode\":0}", 500, API_RETRY},
        {API_GZH_TEMPLATE_SEND, "{\"errcode\":43004}", 0, API_UNREACHABLE},
        {API_GZH_TEMPLATE_SEND, "{\"errcode\":43101}", 0, API_UNREACHABLE},
        {API_GZH_TEMPLATE_SEND, "{\"errcode\":40003}", 0, API_UNREACHABLE},
        {API_QY_SEND, "{\"errcode\":40003}", 0, API_DEAD},
        {API_QY_SEND, "{\"errcode\":81013}", 0, API_UNREACHABLE},
        {API_GZH_TEMPLATE_SEND, "{\"errcode\":47003}", 0, API_DEAD},
        {API_GZH_TEMPLATE_SEND, "{\"errcode\":123456}", 0, API_DEAD},
        {API_GZH_OAUTH, "{\"errcode\":40029}", 0, API_CODE_EXPIRED},
        {API_GZH_OAUTH, "{\"errcode\":40163}", 0, API_CODE_USED},
        {API_QY_USER, "{\"errcode\":40029}", 0, API_CODE_EXPIRED},
        {API_GZH_USERINFO, "{\"errcode\":40001}", 0, API_DEAD},
        {API_GZH_MEDIA, "{\"errcode\":40007}", 0, API_DEAD},
        {API_GZH_MEDIA, "{\"errcode\":0}", 0, API_DEAD},
        {API_GZH_MEDIA, "{\"video_url\":\"http://elsewhere.example/v\"}", 0, API_DEAD},
        {API_GZH_OAUTH, "{\"errcode\":40125}", 0, API_CONFIGURATION},
        {API_QY_USER, "{\"errcode\":60011}", 0, API_CONFIGURATION},
        {API_GZH_QRCODE, "{\"errcode\":48001}", 0, API_CONFIGURATION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world->other.says = rows[i].says;
        world->other.status = rows[i].status;
        const wechat_got_t *one = wechat_call(0, rows[i].endpoint);
        cr_expect_eq(one->verdict, rows[i].verdict, "%s %s: %s", api_endpoint_name(rows[i].endpoint),
                     rows[i].says, api_verdict_name(one->verdict));
    }
}

Test(wechat_api, what_begins_as_an_object_is_no_file)
{
    static const struct {
        const char *says;
        api_verdict_t verdict;
    } rows[] = {
        {"{\"errcode\":40007,\"errmsg\":\"invalid media_id\"}", API_DEAD},
        {"{\"errmsg\":\"api unauthorized\",\"errcode\":48001}", API_CONFIGURATION},
        {" \n{ \"errcode\" : -1 }", API_RETRY},
        {"{\"errcode\":40007", API_RETRY},
        {"{}", API_DEAD},
        {"{\"video_url\":\"http://elsewhere.example/v\"}", API_DEAD},
        {"\xff\xd8\xff {\"errcode\":40007}", API_DONE},
        {"{\\rtf1}", API_DONE}, /* a file of another kind: whoever gets it looks at what it is */
        {"{", API_DONE},
        {"", API_DONE},
    };
    static const char *const types[] = {"image/jpeg", "application/octet-stream", ""};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t type = 0; type < sizeof types / sizeof *types; type++) {
            world->other.says = rows[i].says;
            world->other.type = types[type];
            wechat_instance_close(&world->instances[0]); /* without what rests of the one before */
            redis_server_do(world->store, "DEL wx:rest:{gzh:wx01}");
            wechat_instance_open(&world->instances[0]);
            const wechat_got_t *one = wechat_call(0, API_GZH_MEDIA);
            cr_expect_eq(one->verdict, rows[i].verdict, "%s as '%s': %s", rows[i].says, types[type],
                         api_verdict_name(one->verdict));
        }
}

Test(wechat_api, limits_rest)
{
    world->other.says = "{\"errcode\":45011}";
    const wechat_got_t *one = wechat_call(0, API_GZH_CUSTOM_SEND);
    cr_expect(one->verdict == API_RESTING && one->rest == 60000);
    one = wechat_call(0, API_GZH_CUSTOM_SEND);
    cr_expect(one->verdict == API_RESTING && one->errcode == 45011 && one->rest > 50000);
    cr_expect_eq(world->other.calls, 1);
    world->other.says = "{\"errcode\":45009}";
    one = wechat_call(0, API_GZH_TEMPLATE_SEND); /* another call of the account does not rest */
    cr_expect(one->verdict == API_RESTING && one->rest <= 30 * 60 * 1000 && one->rest > 0);
    one = wechat_call(0, API_QY_SEND);
    cr_expect(one->verdict == API_RESTING && one->rest == 60000);
    cr_expect_eq(world->other.calls, 3);
}

static void expect_rest(size_t instance, int64_t most, int calls)
{
    const wechat_got_t *one = wechat_call(instance, API_GZH_CUSTOM_SEND);
    cr_expect(one->verdict == API_RESTING && one->errcode == 45011 && one->rest > 0 && one->rest <= most,
              "%zu: %s, %lld ms", instance, api_verdict_name(one->verdict), (long long)one->rest);
    cr_expect_eq(world->other.calls, calls, "%zu: %d calls", instance, world->other.calls);
}

Test(wechat_api, what_rests_does_for_all_instances)
{
    world->other.says = "{\"errcode\":45011}";
    expect_rest(0, 60000, 1);
    expect_rest(1, 60000, 1);
    wechat_instance_close(&world->instances[0]);
    wechat_instance_open(&world->instances[0]);
    expect_rest(0, 60000, 1); /* it begins anew, and knows */
    redis_server_do(world->store, "HSET wx:rest:{gzh:wx01} gzh_custom_send %s", "1 60000 45011");
    expect_rest(2, 120000, 2); /* it tried, and rests twice as long */
    expect_rest(3, 120000, 2);
    redis_server_do(world->store, "HSET wx:rest:{gzh:wx01} gzh_custom_send %s", "1 120000 45011");
    world->other.says = "";
    cr_expect_eq(wechat_call(4, API_GZH_CUSTOM_SEND)->verdict, API_UNKNOWN);
    expect_rest(5, 10000, 3); /* one has tried a moment ago */
    redis_server_do(world->store, "HSET wx:rest:{gzh:wx01} gzh_custom_send %s", "1 120000 45011");
    world->other.says = NULL;
    cr_expect_eq(wechat_call(6, API_GZH_CUSTOM_SEND)->verdict, API_DONE);
    cr_expect_eq(wechat_call(7, API_GZH_CUSTOM_SEND)->verdict, API_DONE);
}

/* And another instance has Redis back. */
static bool is_told(void *context)
{
    (void)context;
    redis_reply_t *reply = redis_server_ask(world->store, "HEXISTS wx:rest:{gzh:wx01} gzh_custom_send");
    const bool told = reply->integer == 1;
    redis_reply_free(reply);
    return told && redis_is_connected(world->instances[1].redis);
}

Test(wechat_api, what_rests_is_told_once_redis_is_back)
{
    cr_expect_eq(wechat_call(0, API_GZH_CUSTOM_SEND)->verdict, API_DONE);
    world->other.says = "{\"errcode\":45011}";
    world->other.kills_store = true;
    expect_rest(0, 60000, 2);
    loop_spend(world->loop, 300);
    redis_server_start(world->store);
    cr_assert(loop_wait(world->loop, is_told, NULL, WECHAT_SOON));
    expect_rest(0, 60000, 2);
    expect_rest(1, 60000, 2);
}

Test(wechat_api, a_rest_that_is_none_keeps_nobody)
{
    static const char *const values[] = {"x", "", "99999999999999 60000 45011", "1 -5 1", "9 9 9 9"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        redis_server_do(world->store, "HSET wx:rest:{gzh:wx01} gzh_custom_send %s", values[i]);
        cr_expect_eq(wechat_call(i, API_GZH_CUSTOM_SEND)->verdict, API_DONE, "%s", values[i]);
    }
    redis_server_do(world->store, "SET wx:rest:{gzh:wx01} x");
    cr_expect_eq(wechat_call(5, API_GZH_CUSTOM_SEND)->verdict, API_DONE);
    redis_server_do(world->store, "SET wx:rest:{gzh:wx01} x");
    world->other.says = "{\"errcode\":45011}";
    expect_rest(6, 60000, 7);
}

Test(wechat_api, companies_without_an_account_are_told)
{
    const api_request_t request = {.endpoint = API_GZH_MEDIA, .company_id = 2};
    api_call(world->instances[0].api, &request, wechat_take, wechat_next());
    cr_expect_eq(world->count, 0);
    wechat_await();
    cr_expect_eq(world->got[0].verdict, API_CONFIGURATION);
    cr_expect_null(api_agent(world->instances[0].api, 2));
}

Test(wechat_api, its_end_is_told)
{
    world->other.holds_fetch = true;
    wechat_begin_send(0);
    loop_spend(world->loop, 100);
    wechat_begin_send(0);
    wechat_instance_close(&world->instances[0]);
    cr_expect_eq(world->count, 2);
    cr_expect(world->got[0].verdict == API_RETRY && world->got[1].verdict == API_RETRY);
    wechat_instance_open(&world->instances[0]);
}
