/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/http.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/fake_http.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { SOON = 5000, CALLS = 4 };

typedef struct {
    http_outcome_t outcome;
    bool sent;
    int status;
    char type[64], body[64];
    size_t size;
} got_t;

static loop_t *loop;
static fake_http_t server;
static http_t *http;
static http_host_t *host;
static got_t got[256];
static size_t asked, count, held;
static fake_connection_t *waiting[256]; /* whom the server has not answered */

/* By path: what the server does. */
static void answer(void *context, const fake_request_t *request)
{
    fake_connection_t *connection = request->connection;
    const text_t path = request->path;
    (void)context;
    if (text_equal(path, TEXT_LITERAL("/base/json"))) {
        fake_http_json(connection, "{\"a\":1}");
    } else if (text_equal(path, TEXT_LITERAL("/base/echo"))) {
        buffer_t out = {0};
        buffer_append_text(&out, request->method);
        buffer_append_char(&out, ' ');
        buffer_append_text(&out, request->query);
        buffer_append_char(&out, ' ');
        buffer_append_text(&out, request->body);
        fake_http_answer(connection, 200, "text/plain", buffer_text(&out));
        buffer_free(&out);
    } else if (text_equal(path, TEXT_LITERAL("/base/cut"))) {
        fake_http_say(connection, TEXT_LITERAL("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"a\":"));
        fake_http_hang_up(connection);
    } else if (text_equal(path, TEXT_LITERAL("/base/reset"))) {
        fake_http_reset(connection);
    } else if (text_equal(path, TEXT_LITERAL("/base/second"))) {
        /* The first on a connection is answered, what comes after it is reset. */
        if (connection->requests == 1)
            fake_http_json(connection, "{}");
        else
            fake_http_reset(connection);
    } else if (text_equal(path, TEXT_LITERAL("/base/huge"))) {
        fake_http_say(connection, TEXT_LITERAL("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{"));
    } else if (text_equal(path, TEXT_LITERAL("/base/stream"))) {
        char zeros[2048] = {0};
        fake_http_say(connection, TEXT_LITERAL("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        fake_http_say(connection, (text_t){zeros, sizeof zeros});
    } else if (text_equal(path, TEXT_LITERAL("/base/head"))) {
        fake_http_say(connection, TEXT_LITERAL("HTTP/1.1 200 OK\r\n"));
        for (size_t i = 0; i < 2000 && connection->fd >= 0; i++)
            fake_http_say(connection, TEXT_LITERAL("X-Filler: 0123456789012345678901234567890123456789\r\n"));
    } else if (text_equal(path, TEXT_LITERAL("/base/elsewhere"))) {
        fake_http_say(connection, TEXT_LITERAL("HTTP/1.1 302 Found\r\nLocation: /base/json\r\n"
                                               "Content-Length: 0\r\n\r\n"));
    } else if (text_equal(path, TEXT_LITERAL("/base/none"))) {
        fake_http_say(connection, TEXT_LITERAL("no HTTP at all"));
        fake_http_hang_up(connection);
    } else {
        waiting[held++] = connection;
    }
}

static void open_with(http_options_t options)
{
    signal(SIGPIPE, SIG_IGN);
    loop = loop_new();
    fake_http_open(&server, loop, answer, NULL);
    http = http_new(loop, &options);
    cr_assert(http);
    char base[128];
    snprintf(base, sizeof base, "%s/base", server.base);
    host = http_host_new(http, base);
}

static void set_up(void)
{
    open_with((http_options_t){.calls = CALLS, .whole = 400});
}

static void tear_down(void)
{
    http_destroy(&http);
    fake_http_close(&server);
    loop_destroy(&loop);
    leak_check();
}

TestSuite(wechat_http, .init = set_up, .fini = tear_down, .timeout = 30);

static void done(void *context, const http_answer_t *answer_)
{
    got_t *self = context;
    self->outcome = answer_->outcome;
    self->sent = answer_->sent;
    self->status = answer_->status;
    self->size = answer_->body.size;
    snprintf(self->type, sizeof self->type, "%.*s", TEXT_ARG(answer_->type));
    if (self->size < sizeof self->body)
        snprintf(self->body, sizeof self->body, "%.*s", TEXT_ARG(answer_->body));
    cr_expect_eq(answer_->why == NULL, answer_->outcome == HTTP_ANSWERED);
    count++;
}

static got_t *ask_for(http_request_t request)
{
    request.limit = request.limit > 0 ? request.limit : 1024;
    http_send(host, &request, done, &got[asked]);
    return &got[asked++];
}

static bool all_are_in(void *context)
{
    (void)context;
    return count == asked;
}

static const got_t *ask(const char *path)
{
    const size_t before = count;
    const got_t *one = ask_for((http_request_t){.path = text_of(path)});
    cr_assert_eq(count, before, "it was called at once");
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    return one;
}

static const got_t *post(const char *path, const char *body)
{
    const got_t *one = ask_for((http_request_t){.path = text_of(path), .body = text_of(body)});
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    return one;
}

Test(wechat_http, asks_and_is_answered)
{
    const got_t *one = ask("/json");
    cr_expect(one->outcome == HTTP_ANSWERED && one->sent && one->status == 200);
    cr_expect_str_eq(one->body, "{\"a\":1}");
    cr_expect_str_eq(one->type, "application/json; encoding=utf-8");
    one = ask_for((http_request_t){.path = TEXT_LITERAL("/echo"), .query = TEXT_LITERAL("a=%E4&b=1")});
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    cr_expect_str_eq(one->body, "GET a=%E4&b=1 ");
    cr_expect_str_eq(post("/echo", "{\"名\":1}")->body, "POST  {\"名\":1}");
    cr_expect_eq(server.connection_count, 1, "a connection is kept");
}

Test(wechat_http, what_is_no_whole_answer_is_broken)
{
    static const char *const paths[] = {"/cut", "/reset", "/none"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const got_t *one = ask(paths[i]);
        cr_expect_eq(one->outcome, HTTP_BROKEN, "%s", paths[i]);
        cr_expect(one->sent && one->size == 0);
    }
}

Test(wechat_http, silence_is_timed_out)
{
    const got_t *one = ask("/silent");
    cr_expect(one->outcome == HTTP_TIMED_OUT && one->sent);
}

Test(wechat_http, who_is_not_there_has_got_nothing)
{
    loop_watch_destroy(&server.watch);
    close(server.listener);
    const got_t *one = ask("/json");
    cr_expect(one->outcome == HTTP_BROKEN && !one->sent);
    server.listener = -1;
}

Test(wechat_http, large_answers_are_not_taken)
{
    cr_expect_eq(ask("/huge")->outcome, HTTP_TOO_LARGE); /* says that it is, and says no more */
    cr_expect_eq(ask("/stream")->outcome, HTTP_TOO_LARGE);
    cr_expect_eq(ask("/head")->outcome, HTTP_TOO_LARGE);
}

Test(wechat_http, redirects_are_not_followed)
{
    const got_t *one = ask("/elsewhere");
    cr_expect(one->outcome == HTTP_ANSWERED && one->status == 302);
    cr_expect_eq(server.requests, 1);
}

/* It may have arrived: libcurl alone would send it once more over a new connection. */
Test(wechat_http, nothing_is_sent_twice)
{
    cr_expect_eq(post("/second", "{\"n\":1}")->outcome, HTTP_ANSWERED);
    const got_t *one = post("/second", "{\"n\":2}");
    cr_expect(one->outcome == HTTP_BROKEN && one->sent);
    cr_expect_eq(server.requests, 2);
    cr_expect_eq(post("/second", "{\"n\":3}")->outcome, HTTP_ANSWERED);
    one = ask_for((http_request_t){.path = TEXT_LITERAL("/second"), .once = true});
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    cr_expect_eq(one->outcome, HTTP_ANSWERED, "it has a connection of its own");
    cr_expect_eq(server.requests, 4);
}

static bool are_held(void *context)
{
    return held == *(const size_t *)context;
}

Test(wechat_http, so_many_are_under_way_and_the_rest_waits)
{
    size_t wanted = CALLS;
    for (size_t i = 0; i < 2 * CALLS; i++)
        ask_for((http_request_t){.path = TEXT_LITERAL("/wait")});
    cr_assert(loop_wait(loop, are_held, &wanted, SOON));
    loop_spend(loop, 50);
    cr_expect_eq(server.requests, CALLS);
    for (size_t i = 0; i < CALLS; i++)
        fake_http_json(waiting[i], "{}");
    wanted = 2 * CALLS;
    cr_assert(loop_wait(loop, are_held, &wanted, SOON));
    for (size_t i = CALLS; i < 2 * CALLS; i++)
        fake_http_json(waiting[i], "{}");
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    for (size_t i = 0; i < asked; i++)
        cr_expect_eq(got[i].outcome, HTTP_ANSWERED);
    cr_expect_eq(http_pending(http), 0);
}

Test(wechat_http, too_many_are_refused_and_none_waits_forever)
{
    const size_t all = CALLS + HTTP_QUEUE * CALLS;
    for (size_t i = 0; i < all + 3; i++)
        ask_for((http_request_t){.path = TEXT_LITERAL("/wait")});
    cr_assert(loop_wait(loop, all_are_in, NULL, SOON));
    size_t timed_out = 0, crowded = 0;
    for (size_t i = 0; i < asked; i++) {
        timed_out += got[i].outcome == HTTP_TIMED_OUT && got[i].sent;
        crowded += got[i].outcome == HTTP_CROWDED && !got[i].sent;
    }
    cr_expect_eq(timed_out + crowded, asked);
    cr_expect_geq(timed_out, CALLS);
    for (size_t i = all; i < all + 3; i++)
        cr_expect_eq(got[i].outcome, HTTP_CROWDED);
}

static void ask_again(void *context, const http_answer_t *answer_)
{
    done(context, answer_);
    if (answer_->outcome == HTTP_ENDED && asked < 20)
        http_send(host, &(http_request_t){.path = TEXT_LITERAL("/wait"), .limit = 1}, ask_again,
                  &got[asked++]);
}

Test(wechat_http, its_end_is_told)
{
    size_t wanted = CALLS;
    for (size_t i = 0; i < CALLS + 2; i++)
        http_send(host, &(http_request_t){.path = TEXT_LITERAL("/wait"), .limit = 1}, ask_again,
                  &got[asked++]);
    cr_assert(loop_wait(loop, are_held, &wanted, SOON));
    http_destroy(&http);
    cr_expect_eq(count, asked);
    for (size_t i = 0; i < asked; i++)
        cr_expect(got[i].outcome == HTTP_ENDED && got[i].sent == (i < CALLS), "%zu", i);
}
