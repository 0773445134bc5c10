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

int subcommand_login_link(const settings_t *settings, char **words)
{
    size_t count = subcommand_count(words);
    bool timed = count == 3 && strcmp(words[1], "--ttl") == 0;
    if (count != 1 && !timed)
        fail_usage("login-link: user:ID or customer:ID, and perhaps --ttl TIME");
    principal_t principal = subcommand_principal(words[0]);
    int64_t ttl = read_ttl(timed ? words[2] : TTL);
    buffer_t key = {0}, token = {0};
    store_t *store = subcommand_store(settings);
    read_key(store, &principal, &key);
    store_destroy(&store);
    write_token(&token, &principal, ttl, buffer_text(&key));
    printf("%.*s/web/%s#/login/%.*s\n", TEXT_ARG(origin_of(settings)),
           principal.kind == PRINCIPAL_STAFF ? "" : "c.html", TEXT_ARG(buffer_text(&token)));
    buffer_free(&key);
    buffer_free(&token);
    return EXIT_SUCCESS;
}
