/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forwarded and X-Forwarded-For: the input is what the client wrote in both (two lines), then what the
 * trusted proxies added behind it. What the client wrote must not matter once the proxies name whom they do
 * not trust.
 */
#include "gateway/forwarded.h"
#include "tests/fuzz/fuzz.h"

static const char trusted_text[] = "10.0.0.0/8 2001:db8:1::/48 ::1";

/* "what the client wrote, what proxies wrote" */
static void join(buffer_t *out, text_t client, text_t proxies)
{
    buffer_append_text(out, client);
    buffer_append_char(out, ',');
    buffer_append_text(out, proxies);
}

static void check_prefixed(const network_list_t *trusted, const ip_t *peer, const forwarded_t *client,
                           const forwarded_t *proxies, const ip_t *expected)
{
    buffer_t forwarded = {0}, x_forwarded_for = {0};
    forwarded_t whole = *proxies;
    ip_t found;
    if (proxies->forwarded.size > 0) {
        join(&forwarded, client->forwarded, proxies->forwarded);
        whole.forwarded = buffer_text(&forwarded);
    }
    if (proxies->x_forwarded_for.size > 0) {
        join(&x_forwarded_for, client->x_forwarded_for, proxies->x_forwarded_for);
        whole.x_forwarded_for = buffer_text(&x_forwarded_for);
    }
    HOLDS(forwarded_client(peer, trusted, &whole, &found) && ip_equal(&found, expected));
    buffer_free(&forwarded);
    buffer_free(&x_forwarded_for);
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
    const forwarded_t client = {fuzz_take_until(&rest, '\n'), fuzz_take_until(&rest, '\n')};
    const forwarded_t proxies = {fuzz_take_until(&rest, '\n'), fuzz_take_until(&rest, '\n')};
    ip_t peer = {{0}}, found;
    if (!trusted.networks)
        HOLDS(network_list_read(&trusted, trusted_text));
    HOLDS(ip_read(TEXT_LITERAL("10.0.0.1"), &peer));
    check_stranger(&trusted, &proxies);
    if (forwarded_client(&peer, &trusted, &proxies, &found) && !network_list_has(&trusted, &found))
        check_prefixed(&trusted, &peer, &client, &proxies, &found);
    return 0;
}
