/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl wechat refresh`: the only way by which a token is given up before its time. */
#include <stdlib.h>

#include "base/ascii.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/wechat/wechat.h"

enum { APART_MS = 30000, NAME_MAX_SIZE = 256 };

extern const char lua_wechat_refresh[];

static bool begins(const char *word, const char *with)
{
    return strncmp(word, with, strlen(with)) == 0;
}

/* Letters, digits, - and _ between the colons, of which there are so many. */
static bool is_account(const char *word, size_t colons)
{
    size_t found = 0;
    const char *part = word;
    for (const char *at = word;; at++) {
        const char c = *at;
        if (c == ':' || c == '\0') {
            if (at == part)
                return false;
            part = at + 1;
            found += c == ':';
            if (c == '\0')
                return found == colons && (size_t)(at - word) <= NAME_MAX_SIZE;
        } else if (!ascii_is_alphanumeric(c) && c != '-' && c != '_') {
            return false;
        }
    }
}

int wechat_refresh(store_t *store, const char *account)
{
    static store_script_t script = {.body = lua_wechat_refresh};
    const bool is_gzh = begins(account, "gzh:");
    if (!(is_gzh ? is_account(account, 1) : begins(account, "qy:") && is_account(account, 2)))
        fail_usage("wechat refresh: '%s' is neither gzh:APPID nor qy:CORP:AGENT", account);
    store_begin_script(store, &script, 1);
    keys_wx(store_part(store), "token", text_of(account));
    store_add_int(store, APART_MS);
    store_add(store, is_gzh ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    redis_reply_t *reply = store_ask(store, REPLY_ANY);
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2)
        fail("Redis gave something else than what the script returns");
    const int64_t number = reply_number(reply->element[0]), left = reply_number(reply->element[1]);
    redis_reply_free(reply);
    if (number == 0)
        fail("no token of %s is kept: the service gets one when it first needs it", account);
    if (left > 0)
        fail("a refresh of %s was asked for less than 30 s ago: again in %lld s", account,
             (long long)(left + 999) / 1000);
    say(stdout, "token %s: number %lld is renewed when the service needs it next, within 30 s%s", account,
        (long long)number, is_gzh ? "" : "; WeCom gives the same token until it ends");
    return EXIT_SUCCESS;
}
