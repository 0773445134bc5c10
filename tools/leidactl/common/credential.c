/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/credential.h"

#include "base/entropy.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"

enum { TOKEN_SIZE = 32 /* hex digits */ };

void token_generate(buffer_t *out)
{
    char token[TOKEN_SIZE + 1];
    entropy_write_hex(token, TOKEN_SIZE);
    buffer_append(out, token, TOKEN_SIZE);
}

bool token_read(store_t *store, const principal_t *principal, buffer_t *out, credential_t *credential)
{
    store_begin(store, "GET");
    keys_credential(store_part(store), principal->kind == PRINCIPAL_STAFF, principal->id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    bool there = credential_read(reply_text(reply), credential);
    if (there)
        buffer_append_text(out, credential->token);
    credential->token = TEXT_NONE;
    redis_reply_free(reply);
    return there;
}

/* As commands have it. */
static const char *kind_word(const principal_t *principal)
{
    return principal->kind == PRINCIPAL_STAFF ? "user" : "customer";
}

void token_require_profile(store_t *store, const principal_t *principal)
{
    store_begin(store, "EXISTS");
    if (principal->kind == PRINCIPAL_STAFF)
        keys_user(store_part(store), principal->id);
    else
        keys_customer(store_part(store), principal->id);
    if (store_ask_int(store) == 0)
        fail("there is no %s %lld", kind_word(principal), (long long)principal->id);
}

void token_fail_absent(const principal_t *principal)
{
    fail("%s %lld has no token: %s token issue %s %lld gives one", kind_word(principal),
         (long long)principal->id, own_command(), kind_word(principal), (long long)principal->id);
}

void token_fail_disabled(const principal_t *principal)
{
    fail("%s %lld is disabled: %s %s enable %lld changes that", kind_word(principal),
         (long long)principal->id, own_command(), kind_word(principal), (long long)principal->id);
}
