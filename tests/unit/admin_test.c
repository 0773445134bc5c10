/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/admin.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

TestSuite(admin, .fini = leak_check, .timeout = 30);

enum { PATIENCE = 10000 };

typedef struct {
    loop_t *loop;
    admin_t *admin;
    bool is_ready;
    size_t metrics_size;
    unsigned gatherings;
} bench_t;

/* A client that collects what it is sent until the server closes. */
typedef struct {
    int fd;
    buffer_t got;
    bool ended;
} client_t;

static bool source_ready(void *context, buffer_t *why)
{
    const bench_t *bench = context;
    if (!bench->is_ready)
        buffer_append_literal(why, "redis: not connected");
    return bench->is_ready;
}

static void source_metrics(void *context, buffer_t *out)
{
    const bench_t *bench = context;
    buffer_append_literal(out, "leida_up 1\n");
    for (size_t i = 0; i < bench->metrics_size; i++)
        buffer_append_char(out, 'x');
}

static void bench_open(bench_t *bench)
{
    *bench = (bench_t){.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = bench};
    bench->admin = admin_new(bench->loop, "127.0.0.1:0", &source);
    cr_assert_not_null(bench->admin);
}

static void bench_close(bench_t *bench)
{
    admin_destroy(&bench->admin);
    loop_destroy(&bench->loop);
}

static void client_open(client_t *client, const bench_t *bench)
{
    address_t address;
    char port[8];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *found;
    cr_assert(address_read(admin_url(bench->admin) + strlen("http://"), &address));
    snprintf(port, sizeof port, "%d", address.port);
    cr_assert_eq(getaddrinfo(address.host, port, &hints, &found), 0);
    *client = (client_t){.fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    cr_assert_eq(connect(client->fd, found->ai_addr, found->ai_addrlen), 0);
    freeaddrinfo(found);
}

static void client_send(const client_t *client, const char *bytes)
{
    cr_assert_eq(send(client->fd, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
}

static bool client_has_ended(void *context)
{
    client_t *client = context;
    enum { PIECE = 65536 };
    ssize_t got = recv(client->fd, buffer_reserve(&client->got, PIECE), PIECE, MSG_DONTWAIT);
    if (got > 0)
        client->got.size += (size_t)got;
    client->ended = client->ended || got == 0 || (got < 0 && errno != EAGAIN);
    return client->ended;
}

static void client_finish(client_t *client, bench_t *bench)
{
    cr_assert(loop_wait(bench->loop, client_has_ended, client, PATIENCE), "the server did not close");
    buffer_append_char(&client->got, '\0');
}

static void client_close(client_t *client)
{
    close(client->fd);
    buffer_free(&client->got);
}

static void assert_has(const client_t *client, const char *part)
{
    cr_assert_not_null(strstr(client->got.data, part), "'%s' is not in: %s", part, client->got.data);
}

/* Sends the request and compares how the answer begins and what it holds besides. */
static void assert_answer(bench_t *bench, const char *request, const char *status, const char *part)
{
    client_t client;
    client_open(&client, bench);
    client_send(&client, request);
    client_finish(&client, bench);
    cr_assert_eq(strncmp(client.got.data, status, strlen(status)), 0, "%s: %s", request, client.got.data);
    assert_has(&client, part);
    client_close(&client);
}

Test(admin, health_is_ok_while_the_loop_turns)
{
    bench_t bench;
    bench_open(&bench);
    assert_answer(&bench, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.0 200 OK\r\n", "\r\n\r\nok\n");
    bench_close(&bench);
}

Test(admin, ready_tells_why_not)
{
    bench_t bench;
    bench_open(&bench);
    assert_answer(&bench, "GET /readyz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "\r\n\r\nready\n");
    bench.is_ready = false;
    assert_answer(&bench, "GET /readyz HTTP/1.0\r\n\r\n", "HTTP/1.0 503 ", "\r\n\r\nredis: not connected\n");
    bench_close(&bench);
}

Test(admin, metrics_are_in_the_text_format_of_prometheus)
{
    bench_t bench;
    bench_open(&bench);
    assert_answer(&bench, "GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.0 200 ",
                  "Content-Type: text/plain; version=0.0.4");
    assert_answer(&bench, "GET /metrics?x=y HTTP/1.1\r\n\r\n", "HTTP/1.0 200 ", "Content-Length: 11\r\n");
    assert_answer(&bench, "GET /metrics HTTP/1.1\n\n", "HTTP/1.0 200 ", "\r\n\r\nleida_up 1\n");
    bench_close(&bench);
}

static void count_gathering(void *context)
{
    ((bench_t *)context)->gatherings++;
}

static void bench_open_gathering(bench_t *bench)
{
    *bench = (bench_t){.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {
        .ready = source_ready, .metrics = source_metrics, .context = bench, .gather = count_gathering};
    bench->admin = admin_new(bench->loop, "127.0.0.1:0", &source);
    cr_assert_not_null(bench->admin);
}

static bool has_gathered_once(void *context)
{
    return ((bench_t *)context)->gatherings == 1;
}

Test(admin, answers_wait_for_what_is_gathered)
{
    bench_t bench;
    client_t clients[2];
    bench_open_gathering(&bench);
    for (size_t i = 0; i < 2; i++) {
        client_open(&clients[i], &bench);
        client_send(&clients[i], "GET /readyz HTTP/1.0\r\n\r\n");
    }
    cr_assert(loop_wait(bench.loop, has_gathered_once, &bench, PATIENCE));
    loop_spend(bench.loop, 20);
    bench.is_ready = false;
    admin_gathered(bench.admin);
    for (size_t i = 0; i < 2; i++) {
        client_finish(&clients[i], &bench);
        assert_has(&clients[i], "HTTP/1.0 503 ");
        client_close(&clients[i]);
    }
    cr_assert_eq(bench.gatherings, 1, "those who ask meanwhile share it");
    bench_close(&bench);
}

Test(admin, client_that_leaves_while_it_is_gathered_is_forgotten)
{
    bench_t bench;
    client_t client;
    bench_open_gathering(&bench);
    client_open(&client, &bench);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    cr_assert(loop_wait(bench.loop, has_gathered_once, &bench, PATIENCE));
    client_close(&client);
    loop_spend(bench.loop, 20);
    admin_gathered(bench.admin);
    client_open(&client, &bench);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    loop_spend(bench.loop, 20);
    cr_assert_eq(bench.gatherings, 2);
    admin_gathered(bench.admin);
    client_finish(&client, &bench);
    assert_has(&client, "leida_up 1");
    client_close(&client);
    bench_close(&bench);
}

Test(admin, unknown_path_and_other_method_are_told_apart)
{
    bench_t bench;
    bench_open(&bench);
    assert_answer(&bench, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.0 404 Not Found\r\n", "Content-Length: 14\r\n");
    assert_answer(&bench, "GET /healthzz HTTP/1.1\r\n\r\n", "HTTP/1.0 404 ", "close");
    assert_answer(&bench, "POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.0 405 ", "\r\nAllow: GET\r\n");
    assert_answer(&bench, "POST /nothing HTTP/1.1\r\n\r\n", "HTTP/1.0 404 ", "close");
    bench_close(&bench);
}

Test(admin, what_is_no_http_is_refused)
{
    static const char *const bad[] = {"\r\n\r\n",
                                      "GET\r\n\r\n",
                                      "GET /healthz\r\n\r\n",
                                      "GET /healthz FTP/1.0\r\n\r\n",
                                      " /healthz HTTP/1.0\r\n\r\n",
                                      "GET  HTTP/1.0\r\n\r\n"};
    bench_t bench;
    bench_open(&bench);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_answer(&bench, bad[i], "HTTP/1.0 400 Bad Request\r\n", "close");
    bench_close(&bench);
}

Test(admin, request_may_come_in_pieces)
{
    static const char request[] = "GET /healthz HTTP/1.0\r\nA: b\r\n\r\n";
    bench_t bench;
    client_t client;
    bench_open(&bench);
    client_open(&client, &bench);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        cr_assert_eq(send(client.fd, request + i, 1, MSG_NOSIGNAL), 1);
        loop_spend(bench.loop, 2);
    }
    client_finish(&client, &bench);
    assert_has(&client, "200 OK");
    client_close(&client);
    bench_close(&bench);
}

Test(admin, endless_head_is_cut_short)
{
    bench_t bench;
    client_t client;
    char header[5001];
    memset(header, 'a', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    bench_open(&bench);
    client_open(&client, &bench);
    client_send(&client, "GET /healthz HTTP/1.0\r\nA: ");
    client_send(&client, header);
    client_finish(&client, &bench);
    assert_has(&client, "HTTP/1.0 431 ");
    client_close(&client);
    bench_close(&bench);
}

Test(admin, answer_that_exceeds_the_socket_buffer_arrives_whole)
{
    bench_t bench;
    client_t client;
    bench_open(&bench);
    bench.metrics_size = 12000000;
    client_open(&client, &bench);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    client_finish(&client, &bench);
    cr_assert_gt(client.got.size, bench.metrics_size);
    assert_has(&client, "Content-Length: 12000011\r\n");
    cr_assert_str_eq(client.got.data + client.got.size - 4, "xxx");
    client_close(&client);
    bench_close(&bench);
}

Test(admin, client_that_goes_away_costs_nothing)
{
    bench_t bench;
    client_t client;
    bench_open(&bench);
    bench.metrics_size = 12000000;
    client_open(&client, &bench);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    loop_spend(bench.loop, 20);
    client_close(&client);
    assert_answer(&bench, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    bench_close(&bench);
}

Test(admin, dawdlers_cannot_keep_a_probe_out)
{
    enum { DAWDLERS = 40 };
    bench_t bench;
    client_t clients[DAWDLERS];
    bench_open(&bench);
    for (int i = 0; i < DAWDLERS; i++) {
        client_open(&clients[i], &bench);
        client_send(&clients[i], "GET");
    }
    assert_answer(&bench, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    cr_assert(loop_wait(bench.loop, client_has_ended, &clients[0], 1000), "the oldest did not make room");
    cr_assert_not(client_has_ended(&clients[DAWDLERS - 1]), "the newest was closed");
    for (int i = 0; i < DAWDLERS; i++)
        client_close(&clients[i]);
    bench_close(&bench);
}

Test(admin, silent_client_is_closed_after_the_deadline)
{
    bench_t bench;
    client_t client;
    bench_open(&bench);
    client_open(&client, &bench);
    int64_t start = loop_now(bench.loop);
    client_finish(&client, &bench);
    cr_assert_geq(loop_now(bench.loop) - start, 4900);
    client_close(&client);
    bench_close(&bench);
}

Test(admin, url_has_the_port_that_was_bound)
{
    bench_t bench = {.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &bench};
    bench.admin = admin_new(bench.loop, "0.0.0.0:0", &source);
    cr_assert_eq(strncmp(admin_url(bench.admin), "http://127.0.0.1:", 17), 0, "%s", admin_url(bench.admin));
    assert_answer(&bench, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    bench_close(&bench);
}

Test(admin, ipv6_address_is_served)
{
    bench_t bench = {.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &bench};
    bench.admin = admin_new(bench.loop, "[::1]:0", &source);
    if (!bench.admin && errno == EADDRNOTAVAIL)
        cr_skip_test("this host has no IPv6");
    cr_assert_eq(strncmp(admin_url(bench.admin), "http://[::1]:", 13), 0, "%s", admin_url(bench.admin));
    assert_answer(&bench, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    bench_close(&bench);
}

Test(admin, address_that_is_taken_is_refused)
{
    bench_t bench;
    bench_open(&bench);
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &bench};
    cr_assert_null(admin_new(bench.loop, admin_url(bench.admin) + strlen("http://"), &source));
    cr_assert_eq(errno, EADDRINUSE);
    cr_assert_null(admin_new(bench.loop, "nonsense", &source));
    cr_assert_eq(errno, EINVAL);
    bench_close(&bench);
}
