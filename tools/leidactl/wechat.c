/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl wechat`: for operators of the WeChat service. */
#include <stdlib.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/login_test.h"
#include "tools/leidactl/wechat/wechat.h"

/* With `--json`, which stands behind the words. */
static int check(const settings_t *settings, char **words)
{
    const bool json = words[0] && strcmp(words[0], "--json") == 0;
    if (words[json])
        fail_usage("wechat check: what is '%s'?", words[json]);
    store_t *store = subcommand_store(settings);
    const int code = wechat_check(store, json);
    store_destroy(&store);
    return code;
}

static int refresh(const settings_t *settings, char **words)
{
    if (!words[0] || words[1])
        fail_usage("wechat refresh: gzh:APPID or qy:CORP:AGENT");
    store_t *store = subcommand_store(settings);
    const int code = wechat_refresh(store, words[0]);
    store_destroy(&store);
    return code;
}

static int dead(const settings_t *settings, char **words)
{
    store_t *store = subcommand_store(settings);
    const int code = wechat_dead(store, words);
    store_destroy(&store);
    return code;
}

static int login_test(const settings_t *settings, char **words)
{
    if (!words[0] || words[1])
        fail_usage("wechat login-test: COMPANY");
    return login_test_run(settings->url, subcommand_id(words[0]));
}

int subcommand_wechat(const settings_t *settings, char **words)
{
    static const struct {
        const char *name;
        subcommand_fn *run;
    } kinds[] = {{"check", check}, {"refresh", refresh}, {"dead", dead}, {"login-test", login_test}};
    for (size_t i = 0; words[0] && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(words[0], kinds[i].name) == 0)
            return kinds[i].run(settings, words + 1);
    fail_usage("wechat: check, refresh ACCOUNT, dead list|retry ID|drop ID or login-test COMPANY");
}
