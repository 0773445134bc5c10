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
} fixture_t;

/* A client that collects what it is sent until the server closes. */
typedef struct {
    int fd;
    buffer_t got;
    bool ended;
} client_t;

static bool source_ready(void *context, buffer_t *why)
{
    const fixture_t *fixture = context;
    if (!fixture->is_ready)
        buffer_append_literal(why, "redis: not connected");
    return fixture->is_ready;
}

static void source_metrics(void *context, buffer_t *out)
{
    const fixture_t *fixture = context;
    buffer_append_literal(out, "leida_up 1\n");
    for (size_t i = 0; i < fixture->metrics_size; i++)
        buffer_append_char(out, 'x');
}

static void fixture_open(fixture_t *fixture)
{
    *fixture = (fixture_t){.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = fixture};
    fixture->admin = admin_new(fixture->loop, "127.0.0.1:0", &source);
    cr_assert_not_null(fixture->admin);
}

static void fixture_close(fixture_t *fixture)
{
    admin_destroy(&fixture->admin);
    loop_destroy(&fixture->loop);
}

static void client_open(client_t *client, const fixture_t *fixture)
{
    address_t address;
    char port[8];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *found;
    cr_assert(address_read(admin_url(fixture->admin) + strlen("http://"), &address));
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

static void client_finish(client_t *client, fixture_t *fixture)
{
    cr_assert(loop_wait(fixture->loop, client_has_ended, client, PATIENCE), "the server did not close");
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
static void assert_answer(fixture_t *fixture, const char *request, const char *status, const char *part)
{
    client_t client;
    client_open(&client, fixture);
    client_send(&client, request);
    client_finish(&client, fixture);
    cr_assert_eq(strncmp(client.got.data, status, strlen(status)), 0, "%s: %s", request, client.got.data);
    assert_has(&client, part);
    client_close(&client);
}

Test(admin, health_is_ok_while_the_loop_runs)
{
    fixture_t fixture;
    fixture_open(&fixture);
    assert_answer(&fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.0 200 OK\r\n",
                  "\r\n\r\nok\n");
    fixture_close(&fixture);
}

Test(admin, ready_tells_why_not)
{
    fixture_t fixture;
    fixture_open(&fixture);
    assert_answer(&fixture, "GET /readyz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "\r\n\r\nready\n");
    fixture.is_ready = false;
    assert_answer(&fixture, "GET /readyz HTTP/1.0\r\n\r\n", "HTTP/1.0 503 ",
                  "\r\n\r\nredis: not connected\n");
    fixture_close(&fixture);
}

Test(admin, metrics_are_in_the_text_format_of_prometheus)
{
    fixture_t fixture;
    fixture_open(&fixture);
    assert_answer(&fixture, "GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.0 200 ",
                  "Content-Type: text/plain; version=0.0.4");
    assert_answer(&fixture, "GET /metrics?x=y HTTP/1.1\r\n\r\n", "HTTP/1.0 200 ", "Content-Length: 11\r\n");
    assert_answer(&fixture, "GET /metrics HTTP/1.1\n\n", "HTTP/1.0 200 ", "\r\n\r\nleida_up 1\n");
    fixture_close(&fixture);
}

static void count_gathering(void *context)
{
    ((fixture_t *)context)->gatherings++;
}

static void fixture_open_gathering(fixture_t *fixture)
{
    *fixture = (fixture_t){.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {
        .ready = source_ready, .metrics = source_metrics, .context = fixture, .gather = count_gathering};
    fixture->admin = admin_new(fixture->loop, "127.0.0.1:0", &source);
    cr_assert_not_null(fixture->admin);
}

static bool has_gathered_once(void *context)
{
    return ((fixture_t *)context)->gatherings == 1;
}

Test(admin, answers_wait_for_what_is_gathered)
{
    fixture_t fixture;
    client_t clients[2];
    fixture_open_gathering(&fixture);
    for (size_t i = 0; i < 2; i++) {
        client_open(&clients[i], &fixture);
        client_send(&clients[i], "GET /readyz HTTP/1.0\r\n\r\n");
    }
    cr_assert(loop_wait(fixture.loop, has_gathered_once, &fixture, PATIENCE));
    loop_spend(fixture.loop, 20);
    fixture.is_ready = false;
    admin_gathered(fixture.admin);
    for (size_t i = 0; i < 2; i++) {
        client_finish(&clients[i], &fixture);
        assert_has(&clients[i], "HTTP/1.0 503 ");
        client_close(&clients[i]);
    }
    cr_assert_eq(fixture.gatherings, 1, "those who ask meanwhile share it");
    fixture_close(&fixture);
}

Test(admin, client_that_leaves_while_it_is_gathered_is_forgotten)
{
    fixture_t fixture;
    client_t client;
    fixture_open_gathering(&fixture);
    client_open(&client, &fixture);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    cr_assert(loop_wait(fixture.loop, has_gathered_once, &fixture, PATIENCE));
    client_close(&client);
    loop_spend(fixture.loop, 20);
    admin_gathered(fixture.admin);
    client_open(&client, &fixture);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    loop_spend(fixture.loop, 20);
    cr_assert_eq(fixture.gatherings, 2);
    admin_gathered(fixture.admin);
    client_finish(&client, &fixture);
    assert_has(&client, "leida_up 1");
    client_close(&client);
    fixture_close(&fixture);
}

Test(admin, unknown_path_and_other_method_are_told_apart)
{
    fixture_t fixture;
    fixture_open(&fixture);
    assert_answer(&fixture, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.0 404 Not Found\r\n", "Content-Length: 14\r\n");
    assert_answer(&fixture, "GET /healthzz HTTP/1.1\r\n\r\n", "HTTP/1.0 404 ", "close");
    assert_answer(&fixture, "POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.0 405 ", "\r\nAllow: GET\r\n");
    assert_answer(&fixture, "POST /nothing HTTP/1.1\r\n\r\n", "HTTP/1.0 404 ", "close");
    fixture_close(&fixture);
}

Test(admin, what_is_no_http_is_refused)
{
    static const char *const bad[] = {"\r\n\r\n",
                                      "GET\r\n\r\n",
                                      "GET /healthz\r\n\r\n",
                                      "GET /healthz FTP/1.0\r\n\r\n",
                                      " /healthz HTTP/1.0\r\n\r\n",
                                      "GET  HTTP/1.0\r\n\r\n"};
    fixture_t fixture;
    fixture_open(&fixture);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_answer(&fixture, bad[i], "HTTP/1.0 400 Bad Request\r\n", "close");
    fixture_close(&fixture);
}

Test(admin, request_may_come_in_pieces)
{
    static const char request[] = "GET /healthz HTTP/1.0\r\nA: b\r\n\r\n";
    fixture_t fixture;
    client_t client;
    fixture_open(&fixture);
    client_open(&client, &fixture);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        cr_assert_eq(send(client.fd, request + i, 1, MSG_NOSIGNAL), 1);
        loop_spend(fixture.loop, 2);
    }
    client_finish(&client, &fixture);
    assert_has(&client, "200 OK");
    client_close(&client);
    fixture_close(&fixture);
}

Test(admin, endless_head_is_cut_short)
{
    fixture_t fixture;
    client_t client;
    char header[5001];
    memset(header, 'a', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    fixture_open(&fixture);
    client_open(&client, &fixture);
    client_send(&client, "GET /healthz HTTP/1.0\r\nA: ");
    client_send(&client, header);
    client_finish(&client, &fixture);
    assert_has(&client, "HTTP/1.0 431 ");
    client_close(&client);
    fixture_close(&fixture);
}

Test(admin, answer_that_exceeds_the_socket_buffer_arrives_whole)
{
    fixture_t fixture;
    client_t client;
    fixture_open(&fixture);
    fixture.metrics_size = 12000000;
    client_open(&client, &fixture);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    client_finish(&client, &fixture);
    cr_assert_gt(client.got.size, fixture.metrics_size);
    assert_has(&client, "Content-Length: 12000011\r\n");
    cr_assert_str_eq(client.got.data + client.got.size - 4, "xxx");
    client_close(&client);
    fixture_close(&fixture);
}

Test(admin, client_that_goes_away_costs_nothing)
{
    fixture_t fixture;
    client_t client;
    fixture_open(&fixture);
    fixture.metrics_size = 12000000;
    client_open(&client, &fixture);
    client_send(&client, "GET /metrics HTTP/1.0\r\n\r\n");
    loop_spend(fixture.loop, 20);
    client_close(&client);
    assert_answer(&fixture, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    fixture_close(&fixture);
}

Test(admin, dawdlers_cannot_keep_a_probe_out)
{
    enum { DAWDLERS = 40 };
    fixture_t fixture;
    client_t clients[DAWDLERS];
    fixture_open(&fixture);
    for (int i = 0; i < DAWDLERS; i++) {
        client_open(&clients[i], &fixture);
        client_send(&clients[i], "GET");
    }
    assert_answer(&fixture, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    cr_assert(loop_wait(fixture.loop, client_has_ended, &clients[0], 1000), "the oldest did not make room");
    cr_assert_not(client_has_ended(&clients[DAWDLERS - 1]), "the newest was closed");
    for (int i = 0; i < DAWDLERS; i++)
        client_close(&clients[i]);
    fixture_close(&fixture);
}

Test(admin, silent_client_is_closed_after_the_deadline)
{
    fixture_t fixture;
    client_t client;
    fixture_open(&fixture);
    client_open(&client, &fixture);
    int64_t start = loop_now(fixture.loop);
    client_finish(&client, &fixture);
    cr_assert_geq(loop_now(fixture.loop) - start, 4900);
    client_close(&client);
    fixture_close(&fixture);
}

Test(admin, url_has_the_port_that_was_bound)
{
    fixture_t fixture = {.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &fixture};
    fixture.admin = admin_new(fixture.loop, "0.0.0.0:0", &source);
    cr_assert_eq(strncmp(admin_url(fixture.admin), "http://127.0.0.1:", 17), 0, "%s",
                 admin_url(fixture.admin));
    assert_answer(&fixture, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    fixture_close(&fixture);
}

Test(admin, ipv6_address_is_served)
{
    fixture_t fixture = {.loop = loop_new(), .is_ready = true};
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &fixture};
    fixture.admin = admin_new(fixture.loop, "[::1]:0", &source);
    if (!fixture.admin && errno == EADDRNOTAVAIL)
        cr_skip_test("this host has no IPv6");
    cr_assert_eq(strncmp(admin_url(fixture.admin), "http://[::1]:", 13), 0, "%s", admin_url(fixture.admin));
    assert_answer(&fixture, "GET /healthz HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "ok");
    fixture_close(&fixture);
}

Test(admin, address_that_is_taken_is_refused)
{
    fixture_t fixture;
    fixture_open(&fixture);
    const admin_source_t source = {.ready = source_ready, .metrics = source_metrics, .context = &fixture};
    cr_assert_null(admin_new(fixture.loop, admin_url(fixture.admin) + strlen("http://"), &source));
    cr_assert_eq(errno, EADDRINUSE);
    cr_assert_null(admin_new(fixture.loop, "nonsense", &source));
    cr_assert_eq(errno, EINVAL);
    fixture_close(&fixture);
}
