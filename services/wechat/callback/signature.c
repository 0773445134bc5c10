/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/signature.h"

#include "base/buffer.h"
#include "base/hash.h"

#include <assert.h>

static bool is_before(text_t one, text_t other)
{
    const size_t shared = one.size < other.size ? one.size : other.size;
    const int order = shared > 0 ? memcmp(one.data, other.data, shared) : 0;
    return order < 0 || (order == 0 && one.size < other.size);
}

static void sort(text_t *parts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const text_t part = parts[i];
        size_t at = i;
        for (; at > 0 && is_before(part, parts[at - 1]); at--)
            parts[at] = parts[at - 1];
        parts[at] = part;
    }
}

void callback_sign(char hex[CALLBACK_SIGNATURE_SIZE], const text_t *parts, size_t count)
{
    assert(count > 0 && count <= CALLBACK_PARTS_MAX);
    text_t sorted[CALLBACK_PARTS_MAX];
    memcpy(sorted, parts, count * sizeof *parts);
    sort(sorted, count);
    buffer_t joined = {0};
    for (size_t i = 0; i < count; i++)
        buffer_append_text(&joined, sorted[i]);
    hash_sha1(hex, buffer_text(&joined));
    buffer_free(&joined);
}

bool callback_is_signed(text_t given, const text_t *parts, size_t count)
{
    char expected[CALLBACK_SIGNATURE_SIZE];
    if (given.size != sizeof expected)
        return false;
    callback_sign(expected, parts, count);
    return hash_same(given.data, expected, sizeof expected);
}
