/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl token`: issues, rotates and revokes what requests are signed with. */
#include <stdio.h>
#include <stdlib.h>

#include "common/store/credential.h"
#include "common/store/keys.h"
#include "proto/records.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/common/subcommands.h"

/* `scheme` is empty to leave it as it is. */
static void token_put(store_t *store, const principal_t *principal, bool anew, text_t scheme)
{
    buffer_t fresh = {0};
    token_generate(&fresh);
    store_begin_script(store, &script_credential, 1);
    keys_credential(store_part(store), principal->kind == PRINCIPAL_STAFF, principal->id);
    store_add(store, TEXT_NONE);
    store_add(store, scheme);
    store_add(store, anew ? buffer_text(&fresh) : TEXT_NONE);
    store_add(store, buffer_text(&fresh));
    redis_reply_t *reply = store_ask(store, REPLY_ANY);
    say(stdout, "%.*s", TEXT_ARG(reply_text(reply->element[0])));
    redis_reply_free(reply);
    buffer_free(&fresh);
}

static void token_revoke(store_t *store, const principal_t *principal)
{
    store_begin(store, "DEL");
    keys_credential(store_part(store), principal->kind == PRINCIPAL_STAFF, principal->id);
    redis_reply_free(store_ask(store, REPLY_NUMBER));
}

/* The value of `--scheme`, behind the other words; empty without it. */
static text_t read_scheme(char **words)
{
    if (!words[0])
        return TEXT_NONE;
    if (strcmp(words[0], "--scheme") != 0 || subcommand_count(words) != 2)
        fail_usage("token: what is '%s'?", words[0]);
    for (const char *const *name = scheme_names; *name; name++)
        if (strcmp(*name, words[1]) == 0)
            return text_of(*name);
    fail_usage("token: '%s' is neither any nor hmac", words[1]);
}

int subcommand_token(const settings_t *settings, char **words)
{
    if (subcommand_count(words) < 3)
        fail_usage("token: issue|rotate|revoke user|customer ID [--scheme any|hmac]");
    bool issue = strcmp(words[0], "issue") == 0;
    bool rotate = strcmp(words[0], "rotate") == 0;
    if (!issue && !rotate && strcmp(words[0], "revoke") != 0)
        fail_usage("token: '%s' is none of issue, rotate, revoke", words[0]);
    principal_t principal = {subcommand_principal_kind(words[1]), subcommand_id(words[2])};
    text_t scheme = read_scheme(words + 3);
    if (scheme.size > 0 && !issue && !rotate)
        fail_usage("token: --scheme is for issue and rotate");
    store_t *store = subcommand_store(settings);
    token_require_profile(store, &principal);
    if (issue || rotate)
        token_put(store, &principal, rotate, scheme);
    else
        token_revoke(store, &principal);
    store_destroy(&store);
    return EXIT_SUCCESS;
}
