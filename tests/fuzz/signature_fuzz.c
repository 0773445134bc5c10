/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that a signed request is signed over. Two requests whose queries say the same have the same text,
 * others never: here a query against itself in another order and in the one spelling.
 */
#include "proto/signature.h"
#include "tests/fuzz/fuzz.h"

static signed_request_t request_of(text_t path, text_t query)
{
    return (signed_request_t){.method = TEXT_LITERAL("GET"),
                              .path = path,
                              .query = query,
                              .user_id = TEXT_LITERAL("1"),
                              .timestamp = TEXT_LITERAL("2"),
                              .nonce = TEXT_LITERAL("0123456789abcdef"),
                              .body_sha256 = TEXT_LITERAL("3")};
}

/* The fourth line. */
static text_t query_line(text_t canonical)
{
    for (int i = 0; i < 3; i++)
        fuzz_take_until(&canonical, '\n');
    return fuzz_take_until(&canonical, '\n');
}

/* The last parameter first. */
static void turn_around(buffer_t *out, text_t query)
{
    while (query.size > 0) {
        size_t start = query.size;
        while (start > 0 && query.data[start - 1] != '&')
            start--;
        buffer_append(out, query.data + start, query.size - start);
        buffer_append_char(out, '&');
        query.size = start > 0 ? start - 1 : 0;
    }
}

static void check_same(text_t canonical, text_t query)
{
    buffer_t out = {0};
    const signed_request_t request = request_of(TEXT_LITERAL("/a"), query);
    HOLDS(signature_canonical(&out, &request) && text_equal(buffer_text(&out), canonical));
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t query = {(const char *)data, size};
    buffer_t canonical = {0}, turned = {0};
    const signed_request_t request = request_of(TEXT_LITERAL("/a"), query);
    if (signature_canonical(&canonical, &request)) {
        turn_around(&turned, query);
        check_same(buffer_text(&canonical), query_line(buffer_text(&canonical)));
        check_same(buffer_text(&canonical), buffer_text(&turned));
    } else
        HOLDS(canonical.size == 0);
    buffer_free(&canonical);
    buffer_free(&turned);
    return 0;
}
