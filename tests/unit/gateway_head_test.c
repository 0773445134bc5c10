/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "gateway/http/head.h"
#include "gateway/http/head_syntax.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_head, .fini = leak_check, .timeout = 20);

/* Finds and reads a head that has come whole, in memory that ends where it ends. */
static status_t read_text(text_t text, head_t *head, char **memory)
{
    *memory = malloc(text.size + (text.size == 0));
    memcpy(*memory, text.data, text.size);
    text_t bytes = {*memory, text.size};
    head_search_t search = {0};
    size_t size = 0;
    status_t why = STATUS_DONE;
    head_result_t result = head_find(&search, bytes, &size, &why);
    if (result == HEAD_WRONG)
        return why;
    cr_assert_eq(result, HEAD_WHOLE, "%.*s", TEXT_ARG(text));
    cr_assert_eq(size, text.size);
    return head_read(bytes, head);
}

static status_t status_of(text_t text)
{
    head_t head;
    char *memory;
    status_t status = read_text(text, &head, &memory);
    free(memory);
    return status;
}

#define HOST "Host: a\r\n"
#define END "\r\n"

static void assert_status(const char *text, status_t status)
{
    status_t found = status_of(text_of(text));
    cr_assert_eq(found, status, "%s, not %s: %s", status_info(found)->name, status_info(status)->name, text);
}

static void assert_target(const char *line, const char *path, const char *query)
{
    buffer_t text = {0};
    buffer_append_format(&text, "%s\r\n" HOST END, line);
    head_t head;
    char *memory;
    cr_assert_eq(read_text(buffer_text(&text), &head, &memory), STATUS_DONE, "%s", line);
    cr_assert(text_equal(head.path, text_of(path)), "%s: %.*s", line, TEXT_ARG(head.path));
    cr_assert(text_equal(head.query, text_of(query)), "%s: %.*s", line, TEXT_ARG(head.query));
    free(memory);
    buffer_free(&text);
}

Test(gateway_head, splits_targets)
{
    assert_target("GET /a/b?c=d&e=%20 HTTP/1.1", "/a/b", "c=d&e=%20");
    assert_target("GET / HTTP/1.1", "/", "");
    assert_target("GET /? HTTP/1.1", "/", "");
    assert_target("GET /a?b?c HTTP/1.1", "/a", "b?c");
    assert_target("GET /a?[{x}|^`] HTTP/1.1", "/a", "[{x}|^`]");
    assert_target("GET http://a/b?c HTTP/1.1", "/b", "c");
    assert_target("GET HTTPS://a:8000?c HTTP/1.1", "/", "c");
    assert_target("GET http://a HTTP/1.0", "/", "");
    assert_target("OPTIONS * HTTP/1.1", "*", "");
}

Test(gateway_head, host_of_an_absolute_target_counts)
{
    head_t head;
    char *memory;
    text_t text = TEXT_LITERAL("GET http://b:1/ HTTP/1.1\r\nHost: a\r\n\r\n");
    cr_assert_eq(read_text(text, &head, &memory), STATUS_DONE);
    cr_assert(text_equal(head.host, TEXT_LITERAL("b:1")));
    free(memory);
}

Test(gateway_head, refuses_what_is_no_request_line)
{
    static const char *const lines[] = {"",
                                        " ",
                                        "GET",
                                        "GET /",
                                        "GET / ",
                                        "GET  / HTTP/1.1",
                                        "GET /  HTTP/1.1",
                                        " GET / HTTP/1.1",
                                        "GET / HTTP/1.1 ",
                                        "GET / http/1.1",
                                        "GET / HTTP/1",
                                        "GET / HTTP/11",
                                        "GET / HTTP/1.1.1",
                                        "GET / HTTP/x.1",
                                        "GET\t/\tHTTP/1.1",
                                        "G(T / HTTP/1.1",
                                        "GET a HTTP/1.1",
                                        "GET * HTTP/1.1",
                                        "GET /\x7f HTTP/1.1",
                                        "GET /\xe4\xbd\xa0 HTTP/1.1",
                                        "GET /# HTTP/1.1",
                                        "GET /\" HTTP/1.1",
                                        "GET /< HTTP/1.1",
                                        "GET ftp://a/ HTTP/1.1",
                                        "GET http:///b HTTP/1.1",
                                        "GET http://u@a/ HTTP/1.1",
                                        "GET /a\rb HTTP/1.1",
                                        "\rGET / HTTP/1.1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        buffer_t text = {0};
        buffer_append_format(&text, "%s\r\n" HOST END, lines[i]);
        *buffer_reserve(&text, 1) = '\0';
        assert_status(text.data, STATUS_MALFORMED);
        buffer_free(&text);
    }
}

Test(gateway_head, knows_its_versions)
{
    assert_status("GET / HTTP/1.1\r\n" HOST END, STATUS_DONE);
    assert_status("GET / HTTP/1.9\r\n" HOST END, STATUS_DONE);
    assert_status("GET / HTTP/1.0\r\n" END, STATUS_DONE);
    assert_status("GET / HTTP/2.0\r\n" HOST END, STATUS_HTTP_VERSION);
    assert_status("GET / HTTP/0.9\r\n" HOST END, STATUS_HTTP_VERSION);
}

/* unreserved and sub-delims of RFC 3986, but for the comma */
Test(gateway_head, name_of_a_host_is_of_these_bytes)
{
    static const char bytes[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+;=";
    for (int byte = 0; byte < 256; byte++) {
        const char host[] = {'a', (char)byte, 'b'};
        const bool good = memchr(bytes, byte, sizeof bytes - 1) != NULL;
        cr_expect_eq(head_is_host((text_t){host, sizeof host}), good, "byte %02x", (unsigned)byte);
    }
}

Test(gateway_head, wants_one_host)
{
    assert_status("GET / HTTP/1.1\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\n" HOST HOST END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.0\r\n" HOST HOST END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost:\r\n" END, STATUS_DONE);
    assert_status("GET / HTTP/1.1\r\nhost: [::1]:80\r\n" END, STATUS_DONE);
    assert_status("GET / HTTP/1.1\r\nHost: a, b\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: a/b\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: u@a\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: a b\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: a:\r\n" END, STATUS_DONE);
    assert_status("GET / HTTP/1.1\r\nHost: a%20:1\r\n" END, STATUS_DONE);
    assert_status("GET / HTTP/1.1\r\nHost: a%2:1\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: a:b\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: a:1:2\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: [::1\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: []\r\n" END, STATUS_MALFORMED);
    assert_status("GET / HTTP/1.1\r\nHost: [::1]a\r\n" END, STATUS_MALFORMED);
}

Test(gateway_head, refuses_fields_that_are_none)
{
    static const char *const fields[] = {"nothing", ": x",     "a b: x",     "a : x",       "a\t: x",
                                         " a: x",   "\ta: x",  "a: x\r\n b", "a: x\r\n\tb", "a: \x01",
                                         "a: x\ry", "a: \x7f", "\xe4: x",    "a(b): x"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        buffer_t text = {0};
        buffer_append_format(&text, "GET / HTTP/1.1\r\n" HOST "%s\r\n" END, fields[i]);
        *buffer_reserve(&text, 1) = '\0';
        assert_status(text.data, STATUS_MALFORMED);
        buffer_free(&text);
    }
    assert_status("GET / HTTP/1.1\r\n" HOST "a:\r\nb: \t x \r\nc: \xe4\xbd\xa0\r\n" END, STATUS_DONE);
}

Test(gateway_head, refuses_a_nul_anywhere)
{
    static const char whole[] = "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n";
    for (size_t at = 0; at < sizeof whole - 5; at++) {
        char text[sizeof whole];
        memcpy(text, whole, sizeof whole);
        if (text[at] == '\r' || text[at] == '\n')
            continue;
        text[at] = '\0';
        head_t head;
        char *memory;
        cr_assert_eq(read_text((text_t){text, sizeof whole - 1}, &head, &memory), STATUS_MALFORMED, "at %zu",
                     at);
        free(memory);
    }
}

/* A POST whose framing these lines give. */
static void assert_framing(const char *lines, status_t status)
{
    buffer_t text = {0};
    buffer_append_format(&text, "POST / HTTP/1.1\r\n" HOST "%s\r\n" END, lines);
    *buffer_reserve(&text, 1) = '\0';
    assert_status(text.data, status);
    buffer_free(&text);
}

Test(gateway_head, refuses_a_length_that_could_be_read_differently)
{
    static const char *const wrong[] = {"Content-Length:",
                                        "Content-Length: +1",
                                        "Content-Length: -1",
                                        "Content-Length: 0x1",
                                        "Content-Length: 1 1",
                                        "Content-Length: 1,1",
                                        "Content-Length: 1.0",
                                        "Content-Length: 9999999999999999",
                                        "Content-Length: 18446744073709551617",
                                        "Content-Length: 1\r\nContent-Length: 1",
                                        "Content-Length: 1\r\ncontent-length: 2",
                                        "Content-Length : 1",
                                        "Content-Length\t: 1",
                                        "Content-Length: 1\r\n 2",
                                        "Content-Length: 1\r\nTransfer-Encoding: chunked",
                                        "Transfer-Encoding: chunked\r\nContent-Length: 1",
                                        "Transfer-Encoding:",
                                        "Transfer-Encoding: identity",
                                        "Transfer-Encoding: gzip",
                                        "Transfer-Encoding: chunked, gzip",
                                        "Transfer-Encoding: chunked, chunked",
                                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                                        "Transfer-Encoding: identity, chunked",
                                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                                        "Transfer-Encoding : chunked",
                                        "Transfer-Encoding: chunked;a=b",
                                        "Transfer-Encoding: \"chunked\"",
                                        "Transfer-Encoding: xchunked",
                                        "Transfer-Encoding: , chunked",
                                        "Transfer-Encoding: chunked,",
                                        "Transfer-Encoding: gzip, chunked\r\nContent-Length: 1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_framing(wrong[i], STATUS_MALFORMED);
    assert_framing("Content-Length: 0", STATUS_DONE);
    assert_framing("Content-Length: 007", STATUS_DONE);
    assert_framing("Transfer-Encoding: Chunked", STATUS_DONE);
    assert_framing("Transfer-Encoding: gzip, chunked", STATUS_CODING);
    assert_status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END, STATUS_MALFORMED);
}

Test(gateway_head, fields_that_count_once_are_refused_twice)
{
    static const char *const names[] = {"Content-Type",
                                        "Content-Encoding",
                                        "Authorization",
                                        "Cookie",
                                        "Origin",
                                        "Sec-Fetch-Site",
                                        "X-Leida",
                                        "Access-Control-Request-Method",
                                        "Sec-WebSocket-Key",
                                        "Sec-WebSocket-Version"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char lines[128];
        snprintf(lines, sizeof lines, "%s: a", names[i]);
        assert_framing(lines, STATUS_DONE);
        snprintf(lines, sizeof lines, "%s: a\r\n%s: a", names[i], names[i]);
        assert_framing(lines, STATUS_MALFORMED);
        snprintf(lines, sizeof lines, "%s:\r\nX: y\r\n%s: a", names[i], names[i]);
        assert_framing(lines, STATUS_MALFORMED);
    }
    assert_framing("Idempotency-Key: a\r\nIdempotency-Key: a", STATUS_DONE);
}

Test(gateway_head, lines_of_a_list_are_one_list)
{
    head_t head;
    char *memory;
    cr_assert_eq(read_text(TEXT_LITERAL("GET / HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nUpgrade: h2c\r\n"
                                        "Expect: 100-continue\r\nExpect: more\r\n" END),
                           &head, &memory),
                 STATUS_DONE);
    cr_assert_eq(head.upgrade.count, 2);
    cr_assert(text_equal(head.upgrade.lines[0], TEXT_LITERAL("websocket")));
    cr_assert(head.expects_continue);
    free(memory);
}

Test(gateway_head, trace_that_is_given_twice_is_none)
{
    static const char *const lines[] = {"traceparent: a\r\ntraceparent: b\r\n",
                                        "traceparent: a\r\ntraceparent: b\r\ntraceparent: c\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[128];
        head_t head;
        char *memory;
        snprintf(text, sizeof text, "GET / HTTP/1.1\r\n" HOST "%s" END, lines[i]);
        cr_assert_eq(read_text(text_of(text), &head, &memory), STATUS_DONE);
        cr_assert_eq(head.traceparent.size, 0);
        free(memory);
    }
}

Test(gateway_head, says_whether_the_connection_stays)
{
    static const struct {
        const char *text;
        bool stays;
    } cases[] = {{"GET / HTTP/1.1\r\n" HOST END, true},
                 {"GET / HTTP/1.1\r\n" HOST "Connection: x, CLOSE\r\n" END, false},
                 {"GET / HTTP/1.1\r\n" HOST "Connection: keep-alive\r\n" END, true},
                 {"GET / HTTP/1.0\r\n" END, false},
                 {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n" END, true},
                 {"GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n" END, false},
                 {"GET / HTTP/1.0\r\nConnection: close\r\nConnection: keep-alive\r\n" END, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        head_t head;
        char *memory;
        cr_assert_eq(read_text(text_of(cases[i].text), &head, &memory), STATUS_DONE);
        cr_assert_eq(head.keeps_alive, cases[i].stays, "%s", cases[i].text);
        free(memory);
    }
}

/* However a head is cut, it is found whole at the same place, or refused alike. */
Test(gateway_head, is_found_however_it_is_cut)
{
    static const char whole[] = "\r\nGET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nGET /";
    size_t end = sizeof whole - 1 - strlen("GET /");
    head_search_t search = {0};
    size_t size = 0;
    status_t why;
    for (size_t come = 0; come < end; come++)
        cr_assert_eq(head_find(&search, (text_t){whole, come}, &size, &why), HEAD_MORE, "%zu", come);
    cr_assert_eq(head_find(&search, (text_t){whole, sizeof whole - 1}, &size, &why), HEAD_WHOLE);
    cr_assert_eq(size, end);
}

Test(gateway_head, what_cannot_become_one_is_refused_at_once)
{
    static const char *const texts[] = {
        "\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: a\n", "\x16\x03\x01", " ", "\r\n\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_status(texts[i], STATUS_MALFORMED);
}

/* A head of `fields` fields that is `size` bytes long. */
static status_t status_of_size(size_t fields, size_t size, const char *line)
{
    buffer_t text = {0};
    buffer_append_text(&text, text_of(line));
    for (size_t i = 1; i < fields; i++)
        buffer_append_literal(&text, "X: y\r\n");
    buffer_append_literal(&text, "Host: ");
    while (text.size + 4 < size)
        buffer_append_char(&text, 'a');
    buffer_append_literal(&text, "\r\n\r\n");
    status_t status = status_of(buffer_text(&text));
    buffer_free(&text);
    return status;
}

Test(gateway_head, takes_as_much_as_it_promises_and_no_more)
{
    static const char line[] = "GET / HTTP/1.1\r\n";
    cr_assert_eq(status_of_size(1, HEAD_SIZE_MAX, line), STATUS_DONE);
    cr_assert_eq(status_of_size(1, HEAD_SIZE_MAX + 1, line), STATUS_HEAD_TOO_LARGE);
    cr_assert_eq(status_of_size(HEAD_FIELDS_MAX, 0, line), STATUS_DONE);
    cr_assert_eq(status_of_size(HEAD_FIELDS_MAX + 1, 0, line), STATUS_HEAD_TOO_LARGE);
}

static status_t status_of_target(size_t size)
{
    buffer_t text = {0};
    buffer_append_literal(&text, "GET ");
    for (size_t i = 0; i < size; i++)
        buffer_append_char(&text, '/');
    buffer_append_literal(&text, " HTTP/1.1\r\n" HOST END);
    status_t status = status_of(buffer_text(&text));
    buffer_free(&text);
    return status;
}

Test(gateway_head, tells_a_long_target_from_a_large_head)
{
    cr_assert_eq(status_of_target(HEAD_TARGET_MAX), STATUS_DONE);
    cr_assert_eq(status_of_target(HEAD_TARGET_MAX + 1), STATUS_URI_TOO_LONG);
    cr_assert_eq(status_of_target(3 * HEAD_SIZE_MAX), STATUS_URI_TOO_LONG);
}
