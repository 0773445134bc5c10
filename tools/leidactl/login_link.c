/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl login-link`: the address with which a browser logs in, once (docs/decisions/0035). */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/credential.h"
#include "common/store/keys.h"
#include "proto/session.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/subcommands.h"

#define TTL "15m"
enum { TTL_MAX = 24 * 3600 /* s */ };

/* "90s", "15m" or "2h", in seconds. */
static int64_t read_ttl(const char *word)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
    size_t size = strlen(word);
    int64_t count;
    for (size_t i = 0; size > 1 && i < sizeof units / sizeof *units; i++)
        if (word[size - 1] == units[i].unit && text_to_int((text_t){word, size - 1}, &count) && count > 0 &&
            count <= TTL_MAX / units[i].seconds)
            return count * units[i].seconds;
    fail_usage("login-link: --ttl '%s' is none of 1s to 24h, as in 90s, 15m or 2h", word);
}

/* Appends what signs for them. Who may not call may not log in either: that ends the process. */
static void read_key(store_t *store, const principal_t *principal, buffer_t *key)
{
    credential_t credential;
    token_require_profile(store, principal);
    if (!token_read(store, principal, key, &credential))
        token_fail_absent(principal);
    if (!credential.enabled)
        token_fail_disabled(principal);
}

static void write_token(buffer_t *out, const principal_t *principal, int64_t ttl, text_t key)
{
    buffer_t nonce = {0};
    token_generate(&nonce); /* random, and of the right length */
    session_t session = {.who = *principal, .issued = clock_now(), .nonce = buffer_text(&nonce)};
    session.expires = session.issued + ttl * 1000;
    session_write(out, &session, SESSION_LOGIN, key);
    buffer_free(&nonce);
}

/* Where the gateway's pages are: the first of web.origin, else where the gateway is. */
static text_t origin_of(const settings_t *settings)
{
    const char *list = settings->origins;
    text_t first;
    return text_next_word(&list, &first) ? first : text_of(settings->url);
}

typedef struct {
    principal_t principal;
    principal_t with; /* id 0: not given */
    int64_t ttl;      /* s */
} request_t;

static request_t read_request(char **words)
{
    const char *who = NULL, *with = NULL, *ttl = TTL;
    for (; *words; words++) {
        if (strcmp(*words, "--ttl") == 0)
            ttl = *++words;
        else if (strcmp(*words, "--with") == 0)
            with = *++words;
        else if (!who)
            who = *words;
        else
            fail_usage("login-link: what is '%s'?", *words);
    }
    if (!who)
        fail_usage("login-link: user:ID or customer:ID, and perhaps --ttl TIME");
    request_t request = {.principal = subcommand_principal(who), .ttl = read_ttl(ttl)};
    if (with)
        request.with = subcommand_principal(with);
    if (with && (request.principal.kind != PRINCIPAL_CUSTOMER || request.with.kind != PRINCIPAL_STAFF))
        fail_usage("login-link: --with user:ID says with whom a customer talks");
    return request;
}

/* Ends the process: there are several, the first of which are named. */
static __attribute__((noreturn)) void fail_several(int64_t customer_id, const redis_reply_t *bound)
{
    enum { SHOWN = 5 };
    buffer_t names = {0};
    for (size_t i = 0; i < bound->elements && i < SHOWN; i++)
        buffer_append_format(&names, "%s user:%.*s", i > 0 ? "," : "",
                             TEXT_ARG(reply_text(bound->element[i])));
    fail("customer %lld has %zu staff users:%.*s%s; --with user:ID says which one the page is of",
         (long long)customer_id, bound->elements, TEXT_ARG(buffer_text(&names)),
         bound->elements > SHOWN ? ", …" : "");
}

/* Of the staff users of a customer that who was asked for, else the only one. */
static int64_t find_staff(store_t *store, const request_t *request)
{
    int64_t found = 0;
    store_begin(store, "SMEMBERS");
    keys_bound(store_part(store), request->principal.id);
    redis_reply_t *bound = store_ask(store, REPLY_TEXTS);
    for (size_t i = 0; i < bound->elements; i++) {
        int64_t id;
        if (text_to_int(reply_text(bound->element[i]), &id) &&
            (request->with.id == 0 || request->with.id == id))
            found = id;
    }
    if (request->with.id == 0 && bound->elements > 1)
        fail_several(request->principal.id, bound);
    if (found == 0 && request->with.id != 0)
        fail("customer %lld has no relation with user %lld", (long long)request->principal.id,
             (long long)request->with.id);
    if (found == 0)
        fail("customer %lld has no relation with a staff user, whose page it would be",
             (long long)request->principal.id);
    redis_reply_free(bound);
    return found;
}

int subcommand_login_link(const settings_t *settings, char **words)
{
    const request_t request = read_request(words);
    const bool is_staff = request.principal.kind == PRINCIPAL_STAFF;
    buffer_t key = {0}, token = {0}, page = {0};
    store_t *store = subcommand_store(settings);
    read_key(store, &request.principal, &key);
    if (!is_staff)
        buffer_append_format(&page, "c.html?u=%lld", (long long)find_staff(store, &request));
    store_destroy(&store);
    write_token(&token, &request.principal, request.ttl, buffer_text(&key));
    printf("%.*s/web/%.*s#/login/%.*s\n", TEXT_ARG(origin_of(settings)), TEXT_ARG(buffer_text(&page)),
           TEXT_ARG(buffer_text(&token)));
    buffer_free(&key);
    buffer_free(&token);
    buffer_free(&page);
    return EXIT_SUCCESS;
}
