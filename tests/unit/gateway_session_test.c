/* SPDX-License-Identifier: Apache-2.0 */
/* What a request claims with a session's cookie, and what keeps other pages from it (gateway/session). */
#include "gateway/session/session.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "gateway/session/cookie.h"
#include "proto/session.h"
#include "tests/support/leak_check.h"

static const int64_t NOW = INT64_C(1537514281502);
static const int64_t HOUR = INT64_C(3600000);
static const site_t by_host = {.origins = ""};
static const site_t with_tls = {.origins = "", .tls = true};
static const site_t listed = {.origins = " https://crm.example.com  http://127.0.0.1:8000 http://10.0.0.1"};

static exchange_t exchange;
static buffer_t line; /* the Cookie field's value */

static void forget(void)
{
    arena_free(&exchange.arena);
    buffer_free(&line);
    leak_check();
}

TestSuite(gateway_session, .fini = forget);

/* ---- cookies ---- */

static const char *found_in(const char *value, cookie_t cookie)
{
    static char found[64];
    head_t head = {.cookie = text_of(value)};
    text_t text;
    if (!cookie_find(&head, cookie, &text))
        return "(none)";
    snprintf(found, sizeof found, "%.*s", TEXT_ARG(text));
    return found;
}

Test(gateway_session, finds_its_cookie_among_others)
{
    static const cookie_t plain = {PRINCIPAL_STAFF, true}, whole = {PRINCIPAL_CUSTOMER, false};
    const struct {
        cookie_t cookie;
        const char *value, *found;
    } cases[] = {
        {plain, "leida-s=a", "a"},
        {plain, "leida-s=", ""},
        {plain, "  leida-s = a ", "a"},
        {plain, "x=1;leida-s=a;y=2", "a"},
        {plain, "leida-s=a=b", "a=b"},
        {plain, "leida-s=\"a\"", "\"a\""},
        {plain, ";;;leida-s=a;;", "a"},
        {plain, "leida-s; leida-s=a", "a"},
        {plain, "leida-s", "(none)"},
        {plain, "", "(none)"},
        {plain, "=leida-s", "(none)"},
        {plain, "Leida-S=a", "(none)"},
        {plain, "xleida-s=a; leida-sx=b; leida-c=c", "(none)"},
        {plain, "__Host-leida-s=a", "(none)"},
        {plain, "leida-s=a; leida-s=a", "(none)"},
        {plain, "leida-s=a, leida-s=b", "a, leida-s=b"},
        {whole, "__Host-leida-c=a; leida-c=b; __Host-leida-s=c", "a"},
        {whole, "leida-c=b", "(none)"},
        {whole, "__host-leida-c=b", "(none)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(found_in(cases[i].value, cases[i].cookie), cases[i].found, "%s", cases[i].value);
}

Test(gateway_session, finds_cookies_by_name)
{
    const head_t head = {.cookie = TEXT_LITERAL("a=1; leida_wx=2;b=3; b=4")};
    text_t value;
    cr_assert(cookie_find_named(&head, TEXT_LITERAL("leida_wx"), &value));
    cr_assert(text_equal(value, TEXT_LITERAL("2")));
    cr_assert_not(cookie_find_named(&head, TEXT_LITERAL("b"), &value), "it is there twice");
    cr_assert_not(cookie_find_named(&head, TEXT_LITERAL("LEIDA_WX"), &value));
}

static void assert_set_cookie(cookie_t cookie, const char *value, int64_t seconds, const char *wanted)
{
    buffer_t out = {0};
    cookie_write(&out, cookie, text_of(value), seconds);
    cr_assert(text_equal(buffer_text(&out), text_of(wanted)), "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(gateway_session, writes_what_a_browser_is_to_keep)
{
    assert_set_cookie((cookie_t){PRINCIPAL_STAFF, false}, "a", 60,
                      "__Host-leida-s=a; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
    assert_set_cookie((cookie_t){PRINCIPAL_CUSTOMER, true}, "", 0,
                      "leida-c=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

/* ---- sites ---- */

Test(gateway_session, clear_text_is_for_loopback_alone)
{
    static const struct {
        const site_t *site;
        const char *host;
        bool plain;
    } cases[] = {{&by_host, "localhost", true},      {&by_host, "127.0.0.1:8000", true},
                 {&by_host, "[::1]", true},          {&by_host, "[::1]:8000", true},
                 {&by_host, "LOCALHOST:1", true},    {&by_host, "127.0.0.1.example.com", false},
                 {&by_host, "10.0.0.1", false},      {&by_host, "", false},
                 {&by_host, "localhost.", false},    {&by_host, "[::1", false},
                 {&by_host, "[::2]:8000", false},    {&with_tls, "localhost", false},
                 {&listed, "127.0.0.1:8000", true},  {&listed, "127.0.0.1", false},
                 {&listed, "localhost:8000", false}, {&listed, "10.0.0.1", false},
                 {&listed, "crm.example.com", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const head_t head = {.host = text_of(cases[i].host)};
        cr_expect_eq(site_is_plain(cases[i].site, &head), cases[i].plain, "%s, case %zu", cases[i].host, i);
    }
}

Test(gateway_session, own_origins_are_by_the_host_or_the_list)
{
    static const struct {
        const site_t *site;
        const char *host, *origin;
        bool own;
    } cases[] = {
        {&by_host, "localhost:8000", "http://localhost:8000", true},
        {&by_host, "localhost:8000", "https://localhost:8000", false},
        {&by_host, "localhost:8000", "http://localhost", false},
        {&by_host, "crm.example.com", "https://crm.example.com", true},
        {&by_host, "crm.example.com", "http://crm.example.com", false},
        {&by_host, "crm.example.com", "https://crm.example.com.", false},
        {&by_host, "crm.example.com", "https://a.crm.example.com", false},
        {&by_host, "", "https://", false},
        {&by_host, "", "", false},
        {&with_tls, "localhost", "https://localhost", true},
        {&with_tls, "localhost", "http://localhost", false},
        {&listed, "anything", "https://crm.example.com", true},
        {&listed, "anything", "https://anything", false},
        {&listed, "anything", "https://crm.example.com  http://127.0.0.1:8000", false},
        {&listed, "anything", "http://127.0.0.1:8000", false},
        {&listed, "anything", "http://10.0.0.1", false},
        {&listed, "127.0.0.1:8000", "http://127.0.0.1:8000", true},
        {&listed, "127.0.0.1:8000", "https://crm.example.com", false},
        {&listed, "crm.example.com", "null", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const head_t head = {.host = text_of(cases[i].host), .origin = text_of(cases[i].origin)};
        cr_expect_eq(site_has_origin(cases[i].site, &head), cases[i].own, "%s at %s, case %zu",
                     cases[i].origin, cases[i].host, i);
    }
}

/* ---- claims ---- */

/* Has the exchange come from our page with this cookie; which must last. */
static void ask_with(const char *name, const session_t *session, session_use_t use)
{
    buffer_clear(&line);
    buffer_append_format(&line, "%s=", name);
    session_write(&line, session, use, TEXT_LITERAL("token"));
    arena_free(&exchange.arena);
    exchange = (exchange_t){
        .caller.kind = PRINCIPAL_STAFF,
        .head = {.host = TEXT_LITERAL("localhost"), .page = TEXT_LITERAL("1"), .cookie = buffer_text(&line)}};
}

static session_t lasting(int64_t issued, int64_t expires)
{
    return (session_t){.who = {PRINCIPAL_STAFF, 7},
                       .issued = NOW + issued,
                       .expires = NOW + expires,
                       .nonce = TEXT_LITERAL("0123456789abcdef")};
}

Test(gateway_session, claim_has_who_and_how_long)
{
    session_t session = lasting(-HOUR, HOUR);
    ask_with("leida-s", &session, SESSION_COOKIE);
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_DONE);
    cr_assert(exchange.caller.kind == PRINCIPAL_STAFF && exchange.caller.id == 7);
    cr_assert(exchange.claim.scheme == CLAIM_SESSION && exchange.claim.expires == NOW + HOUR);
    cr_assert_eq(exchange.claim.nonce_keeps, 0, "it is taken again and again");
}

Test(gateway_session, claim_is_for_its_times)
{
    static const struct {
        int64_t issued, expires;
        status_t status;
    } cases[] = {
        {0, 1, STATUS_DONE},
        {0, 0, STATUS_CREDENTIALS},
        {SESSION_CLOCKS_MS, 1, STATUS_DONE},
        {SESSION_CLOCKS_MS + 1, 1, STATUS_CREDENTIALS},
        {-SESSION_LIFE_MS + 1, 1, STATUS_DONE},
        {-SESSION_LIFE_MS, 1, STATUS_CREDENTIALS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session_t session = lasting(cases[i].issued, cases[i].expires);
        ask_with("leida-s", &session, SESSION_COOKIE);
        cr_expect_eq(session_claim(&exchange, &by_host, NOW), cases[i].status, "case %zu", i);
    }
}

Test(gateway_session, socket_has_to_say_its_origin)
{
    static const struct {
        const char *origin;
        status_t status;
    } cases[] = {
        {"http://localhost", STATUS_DONE}, {"https://localhost", STATUS_ORIGIN}, {NULL, STATUS_ORIGIN}};
    session_t session = lasting(0, HOUR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask_with("leida-s", &session, SESSION_COOKIE);
        exchange.upgrades = true;
        exchange.head.page = TEXT_NONE;
        exchange.head.origin = text_of(cases[i].origin);
        cr_expect_eq(session_claim(&exchange, &by_host, NOW), cases[i].status, "%s", cases[i].origin);
    }
    ask_with("other", &session, SESSION_COOKIE);
    exchange.upgrades = true;
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_CREDENTIALS, "nothing to protect");
}

/* What is kept of the session that an answer gives; none is an id of 0. */
static session_t granted(void)
{
    session_t session = {.issued = 0};
    text_t cookie = exchange.set_cookie, value;
    head_t head = {.cookie = cookie};
    if (cookie.size == 0)
        return session;
    cr_assert(cookie_find(&head, (cookie_t){PRINCIPAL_STAFF, true}, &value));
    cr_assert(session_read(value, &session));
    cr_assert(session_matches(value, SESSION_COOKIE, TEXT_LITERAL("token")));
    return session;
}

Test(gateway_session, login_gets_a_session_of_twelve_hours)
{
    session_t login = lasting(-HOUR / 4, HOUR / 4);
    buffer_t token = {0};
    session_write(&token, &login, SESSION_LOGIN, TEXT_LITERAL("token"));
    ask_with("other", &login, SESSION_COOKIE);
    cr_assert_eq(session_claim_login(&exchange, buffer_text(&token), &by_host, NOW), STATUS_DONE);
    cr_assert_eq(exchange.claim.nonce_keeps, HOUR / 4 + SESSION_CLOCKS_MS);
    session_grant(&exchange, &by_host, TEXT_LITERAL("token"), NOW);
    session_t session = granted();
    cr_assert(session.who.id == 7 && session.issued == NOW && session.expires == NOW + 12 * HOUR);
    cr_assert(text_equal(session.nonce, login.nonce));
    exchange.head.page = TEXT_NONE;
    cr_assert_eq(session_claim_login(&exchange, buffer_text(&token), &by_host, NOW), STATUS_CREDENTIALS);
    buffer_free(&token);
}

Test(gateway_session, session_is_prolonged_by_an_hour_at_least_and_to_seven_days)
{
    static const struct {
        int64_t issued, expires, next; /* hours from now; 0: it is not prolonged */
    } cases[] = {{-1, 12, 0},  {-1, 11, 12}, {-3, 10, 12}, {-160, 1, 8},
                 {-160, 7, 8}, {-160, 8, 0}, {-167, 1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session_t session = lasting(cases[i].issued * HOUR, cases[i].expires * HOUR);
        ask_with("leida-s", &session, SESSION_COOKIE);
        cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_DONE);
        session_grant(&exchange, &by_host, TEXT_LITERAL("token"), NOW);
        int64_t next = granted().expires;
        cr_expect_eq(next, cases[i].next ? NOW + cases[i].next * HOUR : 0, "case %zu", i);
        cr_expect(next == 0 || granted().issued == session.issued, "case %zu", i);
    }
}

Test(gateway_session, route_of_either_kind_takes_the_one_that_is_there)
{
    session_t session = lasting(0, HOUR);
    ask_with("leida-s", &session, SESSION_COOKIE);
    exchange.caller.kind = 0;
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_DONE);
    cr_assert_eq(exchange.caller.kind, PRINCIPAL_STAFF);
    session.who.kind = PRINCIPAL_CUSTOMER;
    ask_with("leida-c", &session, SESSION_COOKIE);
    exchange.caller.kind = 0;
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_DONE);
    cr_assert_eq(exchange.caller.kind, PRINCIPAL_CUSTOMER);
    ask_with("leida-s", &session, SESSION_COOKIE);
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_CREDENTIALS,
                 "a customer's under the staff's name");
}

/* ---- answers that come late ---- */

/* Whether an answer so many ms after the look at its credentials prolongs the session; what it tells of its
 * end then fits. */
static bool is_prolonged_after(ended_t *ended, int64_t ms)
{
    session_t session = lasting(-2 * HOUR, 10 * HOUR);
    ask_with("leida-s", &session, SESSION_COOKIE);
    cr_assert_eq(session_claim(&exchange, &by_host, NOW), STATUS_DONE);
    session_grant(&exchange, &by_host, TEXT_LITERAL("token"), NOW);
    cr_assert_eq(granted().expires, NOW + 12 * HOUR);
    exchange.known = true;
    exchange.known_at = 100000;
    session_settle(&exchange, ended, exchange.known_at + ms);
    bool prolonged = exchange.set_cookie.size > 0;
    cr_assert_eq(exchange.claim.expires, NOW + (prolonged ? 12 : 10) * HOUR);
    return prolonged;
}

Test(gateway_session, late_answer_prolongs_none)
{
    ended_t *ended = ended_new();
    cr_assert(is_prolonged_after(ended, 0));
    cr_assert(is_prolonged_after(ended, SESSION_SOON_MS));
    cr_assert_not(is_prolonged_after(ended, SESSION_SOON_MS + 1));
    ended_destroy(&ended);
}

Test(gateway_session, session_that_was_ended_meanwhile_is_not_prolonged)
{
    ended_t *ended = ended_new();
    session_t session = lasting(0, HOUR);
    ended_add(ended, TEXT_LITERAL("fedcba9876543210"), 100000);
    cr_assert(is_prolonged_after(ended, 0), "it is another");
    ask_with("leida-s", &session, SESSION_COOKIE);
    text_t nonce = session_nonce(&exchange, &by_host, PRINCIPAL_STAFF);
    cr_assert(text_equal(nonce, session.nonce));
    cr_assert_eq(session_nonce(&exchange, &by_host, PRINCIPAL_CUSTOMER).size, 0);
    ended_add(ended, nonce, 100000 - SESSION_ENDED_MS);
    cr_assert_not(is_prolonged_after(ended, 0));
    cr_assert(is_prolonged_after(ended, 1), "long ago: whoever has it, has kept it");
    ended_destroy(&ended);
}

/* A logout sets a cookie whenever it comes: an empty one. */
Test(gateway_session, logout_is_never_late)
{
    ended_t *ended = ended_new();
    session_t session = lasting(0, HOUR);
    ask_with("leida-s", &session, SESSION_COOKIE);
    session_forget(&exchange, &by_host, PRINCIPAL_STAFF);
    session_settle(&exchange, ended, 100 * HOUR);
    cr_assert(exchange.set_cookie.size > 0);
    ended_destroy(&ended);
}
