/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/wechat_world.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

wechat_world_t wechat_world;
static wechat_world_t *const world = &wechat_world;

#define KEY "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
static const char company[] =
    "gzh\n    appid = wx01\n    account = gh_1\n    secret = s1\n    token = tok\n    aes_key = " KEY
    "\nqy\n    corpid = ww01\n    agentid = 1000002\n    secret = s2\n    token = tok2\n    aes_key = " KEY
    "\nh5\n    customer = \"https://h5.example.com/m\"\n    staff = \"https://h5.example.com/s\"\n"
    "    hosts = h5.example.com\n";

static int64_t now(void)
{
    return INT64_C(1795000000000) + loop_clock_us() / 1000 + world->time_passed;
}

/* ---- WeChat ---- */

static bool is_path(const fake_request_t *request, const char *path)
{
    return text_equal(request->path, text_of(path));
}

static void give_token(fake_connection_t *connection)
{
    char json[128];
    snprintf(json, sizeof json, "{\"access_token\":\"token-%d\",\"expires_in\":%lld}", ++world->other.tokens,
             (long long)world->other.life);
    fake_http_json(connection, json);
}

static void answer_fetch(fake_connection_t *connection, text_t body)
{
    wechat_other_t *other = &world->other;
    static const char forced[] = "\"force_refresh\":true";
    other->fetches++;
    other->forced += body.size > 0 && memmem(body.data, body.size, forced, sizeof forced - 1) != NULL;
    if (other->holds_fetch)
        other->held = connection;
    else if (other->fails)
        fake_http_json(connection, other->fails);
    else
        give_token(connection);
}

static bool is_refused(const fake_request_t *request)
{
    static const char name[] = "access_token=token-";
    const char *at = memmem(request->query.data, request->query.size, name, sizeof name - 1);
    return at && (world->other.refuses_all || atoi(at + sizeof name - 1) < world->other.valid_from);
}

static void answer(void *context, const fake_request_t *request)
{
    wechat_other_t *other = &world->other;
    (void)context;
    if (is_path(request, "/cgi-bin/stable_token") || is_path(request, "/cgi-bin/gettoken")) {
        answer_fetch(request->connection, request->body);
        return;
    }
    other->calls++;
    if (other->kills_store)
        redis_server_kill(world->store);
    snprintf(other->path, sizeof other->path, "%.*s", TEXT_ARG(request->path));
    snprintf(other->body, sizeof other->body, "%.*s", TEXT_ARG(request->body));
    snprintf(other->query, sizeof other->query, "%.*s", TEXT_ARG(request->query));
    if (is_refused(request))
        fake_http_json(request->connection, "{\"errcode\":40001,\"errmsg\":\"invalid credential\"}");
    else
        fake_http_answer(request->connection, other->status ? other->status : 200,
                         other->type ? other->type : "application/json",
                         text_of(other->says ? other->says : "{\"errcode\":0}"));
}

/* ---- us ---- */

static bool is_connected(void *context)
{
    return redis_is_connected(context);
}

void wechat_instance_open(wechat_instance_t *self)
{
    self->redis = redis_new(world->loop, &(redis_options_t){.address = redis_server_address(world->store),
                                                            .scripts = api_scripts});
    self->api = api_new(world->loop, &(api_options_t){.companies = world->companies,
                                                      .redis = self->redis,
                                                      .gzh_base = world->server.base,
                                                      .qy_base = world->server.base,
                                                      .calls = 8,
                                                      .now = now});
    cr_assert(self->api && loop_wait(world->loop, is_connected, self->redis, WECHAT_SOON));
}

void wechat_instance_close(wechat_instance_t *self)
{
    redis_destroy(&self->redis);
    api_destroy(&self->api);
}

void wechat_world_configure(const char *that, const char *instead)
{
    char path[64];
    buffer_t text = {0}, why = {0};
    const char *at = strstr(company, that);
    cr_assert(at);
    buffer_append(&text, company, (size_t)(at - company));
    buffer_append_text(&text, text_of(instead));
    buffer_append_text(&text, text_of(at + strlen(that)));
    snprintf(path, sizeof path, "%s/1.cfg", world->folder);
    cr_assert(file_replace(path, buffer_text(&text)));
    if (world->companies)
        cr_assert(companies_reload(world->companies, &why));
    else
        world->companies = companies_new(world->folder, &why);
    cr_assert(world->companies, "%.*s", TEXT_ARG(buffer_text(&why)));
    buffer_free(&text);
    buffer_free(&why);
}

void wechat_world_open(void)
{
    signal(SIGPIPE, SIG_IGN);
    strcpy(world->folder, "/tmp/leida-wechat-XXXXXX");
    cr_assert(mkdtemp(world->folder));
    world->loop = loop_new();
    world->store = redis_server_new(NULL);
    fake_http_open(&world->server, world->loop, answer, NULL);
    world->other.life = 7200;
    wechat_world_configure("", "");
    for (size_t i = 0; i < WECHAT_INSTANCES; i++)
        wechat_instance_open(&world->instances[i]);
}

void wechat_world_close(void)
{
    char command[64];
    for (size_t i = 0; i < WECHAT_INSTANCES; i++)
        wechat_instance_close(&world->instances[i]);
    fake_http_close(&world->server);
    redis_server_destroy(&world->store);
    loop_destroy(&world->loop);
    companies_destroy(&world->companies);
    snprintf(command, sizeof command, "rm -r %s", world->folder);
    cr_assert_eq(system(command), 0);
    leak_check();
}

/* ---- calls ---- */

void wechat_note(wechat_got_t *got, const api_answer_t *answer_)
{
    got->verdict = answer_->verdict;
    got->errcode = answer_->errcode;
    got->rest = answer_->rest;
    world->count++;
}

void wechat_take(void *context, const api_answer_t *answer_)
{
    wechat_note(context, answer_);
}

wechat_got_t *wechat_next(void)
{
    cr_assert_lt(world->asked, WECHAT_GOT_MAX);
    return &world->got[world->asked++];
}

static bool all_are_in(void *context)
{
    (void)context;
    return world->count == world->asked;
}

void wechat_await(void)
{
    cr_assert(loop_wait(world->loop, all_are_in, NULL, WECHAT_SOON), "%zu of %zu", world->count,
              world->asked);
}

wechat_got_t *wechat_begin_send(size_t instance)
{
    wechat_got_t *got = wechat_next();
    gzh_send_text(world->instances[instance].api, 1, TEXT_LITERAL("o1"), TEXT_LITERAL("您好 \"x\""),
                  wechat_take, got);
    return got;
}

const wechat_got_t *wechat_send(size_t instance)
{
    const size_t before = world->count;
    const wechat_got_t *got = wechat_begin_send(instance);
    cr_assert_eq(world->count, before, "it was called at once");
    wechat_await();
    return got;
}

const wechat_got_t *wechat_call(size_t instance, api_endpoint_t endpoint)
{
    const api_request_t request = {.endpoint = endpoint, .company_id = 1, .body = TEXT_LITERAL("{}")};
    wechat_got_t *got = wechat_next();
    api_call(world->instances[instance].api, &request, wechat_take, got);
    wechat_await();
    return got;
}
