/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/session/site.h"

#include "gateway/http/head_syntax.h"

#define HTTP "http://"
#define HTTPS "https://"
#define NOSNIFF "\r\nX-Content-Type-Options: nosniff"

/* "127.0.0.1:8000" without its port. */
static text_t name_of(text_t host)
{
    const char *bracket = host.size ? memchr(host.data, ']', host.size) : NULL;
    size_t from = bracket ? (size_t)(bracket - host.data) : 0;
    const char *colon = host.size ? memchr(host.data + from, ':', host.size - from) : NULL;
    return colon ? head_slice(host.data, colon) : host;
}

static bool is_loopback(text_t host)
{
    text_t name = name_of(host);
    return head_is_word(name, "localhost") || text_equal(name, TEXT_LITERAL("127.0.0.1")) ||
           text_equal(name, TEXT_LITERAL("[::1]"));
}

/* Whether the origin is that scheme and host. */
static bool joins(text_t origin, const char *scheme, text_t host)
{
    return host.size > 0 && text_skip(&origin, text_of(scheme)) && text_equal(origin, host);
}

bool site_is_plain(const site_t *self, const head_t *head)
{
    const char *list = self->origins;
    bool plain = !self->tls && is_loopback(head->host);
    if (!plain || !list[0])
        return plain;
    for (text_t word; text_next_word(&list, &word);)
        if (joins(word, HTTP, head->host))
            return true;
    return false; /* a proxy names us so */
}

bool site_has_origin(const site_t *self, const head_t *head)
{
    const char *list = self->origins;
    const char *scheme = site_is_plain(self, head) ? HTTP : HTTPS;
    if (!list[0])
        return joins(head->origin, scheme, head->host);
    if (!text_begins(head->origin, text_of(scheme)))
        return false;
    for (text_t word; text_next_word(&list, &word);)
        if (text_equal(word, head->origin))
            return true;
    return false;
}

bool site_sent_by_own_page(const site_t *self, const head_t *head)
{
    return text_equal(head->page, TEXT_LITERAL("1")) && (!head->origin.data || site_has_origin(self, head)) &&
           (!head->fetch_site.data || text_equal(head->fetch_site, TEXT_LITERAL("same-origin")));
}

text_t site_fields(const void *self, const head_t *head)
{
    const site_t *site = self;
    const bool is_plain = head->host.size > 0 ? site_is_plain(site, head) : !site->tls;
    return is_plain ? TEXT_LITERAL(NOSNIFF)
                    : TEXT_LITERAL(NOSNIFF "\r\nStrict-Transport-Security: max-age=31536000");
}
