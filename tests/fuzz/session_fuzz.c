/* SPDX-License-Identifier: Apache-2.0 */
/* A browser's session: the list of origins, Host, Origin and Cookie of a request, and the text of a token. */
#include "gateway/session/session.h"

#include "gateway/session/cookie.h"
#include "proto/field.h"
#include "proto/session.h"
#include "proto/signature.h"
#include "tests/fuzz/fuzz.h"

static const int64_t now = INT64_C(1537514281502);

static void check_text(text_t text)
{
    session_t session, again;
    if (!session_read(text, &session))
        return;
    HOLDS(text.size <= SESSION_TEXT_MAX && session.who.id > 0 && session.who.id <= ID_MAX);
    HOLDS(signature_is_nonce(session.nonce) && fuzz_is_inside(session.nonce, text));
    HOLDS(!session_matches(text, SESSION_LOGIN, TEXT_LITERAL("no such token")));
    buffer_t out = {0};
    session_write(&out, &session, SESSION_COOKIE, TEXT_LITERAL("token"));
    HOLDS(session_read(buffer_text(&out), &again) && text_equal(session.nonce, again.nonce));
    HOLDS(session.who.kind == again.who.kind && session.who.id == again.who.id);
    HOLDS(session.issued == again.issued && session.expires == again.expires);
    HOLDS(session_matches(buffer_text(&out), SESSION_COOKIE, TEXT_LITERAL("token")));
    HOLDS(!session_matches(buffer_text(&out), SESSION_LOGIN, TEXT_LITERAL("token")));
    buffer_free(&out);
}

/* Whoever is let in has come from a page of ours, with a cookie of the route's kind that holds now. */
static void check_claim(exchange_t *exchange, const site_t *site)
{
    const head_t *head = &exchange->head;
    principal_kind_t kind = exchange->caller.kind;
    status_t status = session_claim(exchange, site, now);
    HOLDS(status == STATUS_DONE || status == STATUS_CREDENTIALS ||
          (status == STATUS_ORIGIN && exchange->upgrades));
    if (status != STATUS_DONE)
        return;
    HOLDS(fuzz_is_inside(exchange->claim.session, head->cookie));
    HOLDS(exchange->caller.kind != 0 && (!kind || kind == exchange->caller.kind));
    HOLDS(exchange->claim.expires > now && exchange->claim.issued <= now + SESSION_CLOCKS_MS);
    HOLDS(exchange->upgrades ? site_has_origin(site, head) : site_sent_by_own_page(site, head));
    session_grant(exchange, site, TEXT_LITERAL("token"), now);
    HOLDS(exchange->claim.expires <= now + SESSION_IDLE_MS || exchange->set_cookie.size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    uint8_t choice = fuzz_take_byte(&rest);
    buffer_t origins = {0};
    buffer_append_text(&origins, fuzz_take_until(&rest, '\n'));
    buffer_append_char(&origins, '\0');
    const site_t site = {.origins = origins.data, .tls = choice & 4};
    exchange_t exchange = {.caller.kind = (principal_kind_t)(choice % 3), .upgrades = choice & 8};
    exchange.head.host = fuzz_take_until(&rest, '\n');
    exchange.head.origin = fuzz_take_until(&rest, '\n');
    exchange.head.page = choice & 16 ? TEXT_NONE : TEXT_LITERAL("1");
    exchange.head.cookie = fuzz_take_until(&rest, '\n');
    check_claim(&exchange, &site);
    check_text(rest);
    arena_free(&exchange.arena);
    buffer_free(&origins);
    return 0;
}
