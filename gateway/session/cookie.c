/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/session/cookie.h"

#include "gateway/http/head_syntax.h"

/* With the prefix a browser takes the cookie from this very host alone, by HTTPS, for all its paths: no
 * neighbour under the same domain can plant one (RFC 6265bis 4.1.3.2). */
#define PREFIX "__Host-"

static text_t name_of(cookie_t cookie)
{
    const text_t name = cookie.kind == PRINCIPAL_CUSTOMER ? TEXT_LITERAL(PREFIX "leida-c")
                                                          : TEXT_LITERAL(PREFIX "leida-s");
    size_t skipped = cookie.plain ? sizeof PREFIX - 1 : 0;
    return (text_t){name.data + skipped, name.size - skipped};
}

/* Takes the next "name=value" off the list (RFC 6265 4.2.1). False at its end. */
static bool next_pair(text_t *list, text_t *name, text_t *value)
{
    if (list->size == 0)
        return false;
    const char *end = list->data + list->size;
    const char *stop = memchr(list->data, ';', list->size);
    text_t pair = head_slice(list->data, stop ? stop : end);
    const char *equals = pair.size ? memchr(pair.data, '=', pair.size) : NULL;
    *list = stop ? head_slice(stop + 1, end) : TEXT_NONE;
    *name = head_trim(equals ? head_slice(pair.data, equals) : TEXT_NONE);
    *value = head_trim(equals ? head_slice(equals + 1, pair.data + pair.size) : pair);
    return true;
}

bool cookie_find(const head_t *head, cookie_t cookie, text_t *value)
{
    return cookie_find_named(head, name_of(cookie), value);
}

bool cookie_find_named(const head_t *head, text_t wanted, text_t *value)
{
    text_t list = head->cookie, name, found;
    size_t count = 0;
    while (next_pair(&list, &name, &found))
        if (text_equal(name, wanted)) {
            *value = found;
            count++;
        }
    return count == 1;
}

void cookie_write(buffer_t *out, cookie_t cookie, text_t value, int64_t seconds)
{
    buffer_append_text(out, name_of(cookie));
    buffer_append_char(out, '=');
    buffer_append_text(out, value);
    buffer_append_literal(out, "; Path=/; Max-Age=");
    buffer_append_int(out, seconds);
    buffer_append_literal(out, "; HttpOnly; SameSite=Strict");
    if (!cookie.plain)
        buffer_append_literal(out, "; Secure");
}
