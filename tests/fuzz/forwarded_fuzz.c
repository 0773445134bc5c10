/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forwarded and X-Forwarded-For: the input is what the client wrote in both (two lines), then what the
 * trusted proxies added behind it. What the client wrote must not matter once the proxies name whom they do
 * not trust.
 */
#include "gateway/forwarded.h"
#include "tests/fuzz/fuzz.h"

static const char trusted_text[] = "10.0.0.0/8 2001:db8:1::/48 ::1";

typedef struct {
    text_t forwarded, x_forwarded_for;
} lines_t;

static header_lines_t header_of(text_t line)
{
    header_lines_t header = {.count = 0};
    header_lines_add(&header, line);
    return header;
}

/* What the client wrote and what proxies wrote: a line each, or one. Nothing where proxies wrote nothing. */
static header_lines_t join(buffer_t *out, text_t client, text_t proxies, bool one_line)
{
    header_lines_t header = {.count = 0};
    buffer_append_text(out, client);
    buffer_append_char(out, ',');
    buffer_append_text(out, proxies);
    if (!one_line)
        header_lines_add(&header, client);
    header_lines_add(&header, one_line ? buffer_text(out) : proxies);
    return proxies.size > 0 ? header : (header_lines_t){.count = 0};
}

static void check_prefixed(const network_list_t *trusted, const ip_t *peer, const lines_t *client,
                           const lines_t *proxies, const ip_t *expected)
{
    for (int one_line = 0; one_line < 2; one_line++) {
        buffer_t forwarded = {0}, x_forwarded_for = {0};
        const forwarded_t whole = {
            join(&forwarded, client->forwarded, proxies->forwarded, one_line),
            join(&x_forwarded_for, client->x_forwarded_for, proxies->x_forwarded_for, one_line)};
        ip_t found;
        HOLDS(forwarded_client(peer, trusted, &whole, &found) && ip_equal(&found, expected));
        buffer_free(&forwarded);
        buffer_free(&x_forwarded_for);
    }
}

/* Nobody but a trusted proxy is believed. */
static void check_stranger(const network_list_t *trusted, const forwarded_t *headers)
{
    ip_t stranger = {{0}}, found;
    HOLDS(ip_read(TEXT_LITERAL("192.0.2.1"), &stranger));
    HOLDS(forwarded_client(&stranger, trusted, headers, &found) && ip_equal(&stranger, &found));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static network_list_t trusted;
    text_t rest = {(const char *)data, size};
    const lines_t client = {fuzz_take_until(&rest, '\n'), fuzz_take_until(&rest, '\n')};
    const lines_t proxies = {fuzz_take_until(&rest, '\n'), fuzz_take_until(&rest, '\n')};
    const forwarded_t headers = {header_of(proxies.forwarded), header_of(proxies.x_forwarded_for)};
    ip_t peer = {{0}}, found;
    if (!trusted.networks)
        HOLDS(network_list_read(&trusted, trusted_text));
    HOLDS(ip_read(TEXT_LITERAL("10.0.0.1"), &peer));
    check_stranger(&trusted, &headers);
    if (forwarded_client(&peer, &trusted, &headers, &found) && !network_list_has(&trusted, &found))
        check_prefixed(&trusted, &peer, &client, &proxies, &found);
    return 0;
}
