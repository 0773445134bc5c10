/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/session/session.h"

#include "gateway/session/cookie.h"
#include "proto/session.h"

static cookie_t cookie_of(const exchange_t *exchange, const site_t *site, principal_kind_t kind)
{
    return (cookie_t){.kind = kind, .plain = site_is_plain(site, &exchange->head)};
}

static bool has_cookie(const exchange_t *exchange, const site_t *site, principal_kind_t kind)
{
    text_t value;
    return cookie_find(&exchange->head, cookie_of(exchange, site, kind), &value);
}

principal_kind_t session_kind(const exchange_t *exchange, const site_t *site)
{
    static const principal_kind_t kinds[] = {PRINCIPAL_STAFF, PRINCIPAL_CUSTOMER};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (has_cookie(exchange, site, kinds[i]))
            return kinds[i];
    return 0;
}

/* Which session a route of either kind is asked with. */
static principal_kind_t kind_asked(const exchange_t *exchange, const site_t *site)
{
    for (size_t i = 0; i < exchange->params.count; i++) {
        const param_t *param = &exchange->params.list[i];
        if (!text_equal(param->name, TEXT_LITERAL("kind")))
            continue;
        return text_equal(param->raw.text, TEXT_LITERAL("customer")) ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF;
    }
    return session_kind(exchange, site);
}

/* Whether it holds now, as far as the clock goes. */
static bool is_current(const session_t *session, int64_t now)
{
    return session->issued <= now + SESSION_CLOCKS_MS && now < session->expires &&
           now < session->issued + SESSION_LIFE_MS;
}

static bool take(exchange_t *exchange, text_t text, const session_t *session, int64_t now)
{
    if (!is_current(session, now))
        return false;
    exchange->caller = session->who;
    exchange->claim.session = text;
    exchange->claim.nonce = session->nonce;
    exchange->claim.issued = session->issued;
    exchange->claim.expires = session->expires;
    return true;
}

status_t session_claim(exchange_t *exchange, const site_t *site, int64_t now)
{
    principal_kind_t kind = exchange->caller.kind ? exchange->caller.kind : kind_asked(exchange, site);
    text_t text;
    session_t session;
    exchange->claim = (claim_t){.scheme = CLAIM_SESSION};
    if (!kind || !cookie_find(&exchange->head, cookie_of(exchange, site, kind), &text))
        return STATUS_CREDENTIALS;
    if (exchange->upgrades && !site_has_origin(site, &exchange->head))
        return STATUS_ORIGIN;
    if (!exchange->upgrades && !site_sent_by_own_page(site, &exchange->head))
        return STATUS_CREDENTIALS;
    bool good = session_read(text, &session) && session.who.kind == kind &&
                take(exchange, text, &session, now);
    return good ? STATUS_DONE : STATUS_CREDENTIALS;
}

status_t session_claim_login(exchange_t *exchange, text_t token, const site_t *site, int64_t now)
{
    session_t session;
    exchange->claim = (claim_t){.scheme = CLAIM_LOGIN};
    if (!site_sent_by_own_page(site, &exchange->head) || !session_read(token, &session) ||
        !take(exchange, token, &session, now))
        return STATUS_CREDENTIALS;
    exchange->claim.nonce_keeps = session.expires - now + SESSION_CLOCKS_MS;
    return STATUS_DONE;
}

static void set_cookie(exchange_t *exchange, const site_t *site, text_t value, int64_t ms)
{
    buffer_t cookie = {0};
    cookie_write(&cookie, cookie_of(exchange, site, exchange->caller.kind), value, ms / 1000);
    exchange->set_cookie = arena_copy(&exchange->arena, buffer_text(&cookie));
    buffer_free(&cookie);
}

void session_grant(exchange_t *exchange, const site_t *site, text_t key, int64_t now)
{
    claim_t *claim = &exchange->claim;
    if (exchange->upgrades)
        return;
    bool begins = claim->scheme == CLAIM_LOGIN;
    session_t session = {
        .who = exchange->caller, .issued = begins ? now : claim->issued, .nonce = claim->nonce};
    int64_t last = session.issued + SESSION_LIFE_MS, next = now + SESSION_IDLE_MS;
    session.expires = next < last ? next : last;
    if (!begins && session.expires < claim->expires + SESSION_RENEW_MS)
        return;
    claim->expired = claim->expires;
    claim->expires = session.expires;
    buffer_t text = {0};
    session_write(&text, &session, SESSION_COOKIE, key);
    set_cookie(exchange, site, buffer_text(&text), session.expires - now);
    buffer_free(&text);
}

void session_settle(exchange_t *exchange, ended_t *ended, int64_t now)
{
    claim_t *claim = &exchange->claim;
    if (claim->scheme != CLAIM_SESSION || !exchange->known || exchange->set_cookie.size == 0)
        return;
    if (now <= exchange->known_at + SESSION_SOON_MS &&
        !ended_has(ended, claim->nonce, now - SESSION_ENDED_MS))
        return;
    exchange->set_cookie = TEXT_NONE;
    claim->expires = claim->expired;
}

text_t session_nonce(const exchange_t *exchange, const site_t *site, principal_kind_t kind)
{
    text_t text;
    session_t session;
    bool there = cookie_find(&exchange->head, cookie_of(exchange, site, kind), &text);
    return there && session_read(text, &session) ? session.nonce : TEXT_NONE;
}

void session_forget(exchange_t *exchange, const site_t *site, principal_kind_t kind)
{
    exchange->caller.kind = kind;
    exchange->claim = (claim_t){.scheme = CLAIM_SESSION};
    set_cookie(exchange, site, TEXT_NONE, 0);
}
