/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leidactl, the administrative tool (operations.md, Provisioning). It talks to Redis under the key layout of
 * the services (common/keys.h), and to the gateway for `call`. Each verb is a file of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/file.h"
#include "tools/leidactl/fail.h"
#include "tools/leidactl/help.h"
#include "tools/leidactl/verbs.h"

static const struct {
    const char *name;
    verb_fn *run;
} verbs[] = {
    {"import", verb_import},   {"export", verb_export}, {"token", verb_token},   {"call", verb_call},
    {"demo", verb_demo},       {"user", verb_list},     {"customer", verb_list}, {"company", verb_list},
    {"tag", verb_list},        {"relation", verb_list}, {"keygen", verb_keygen}, {"check", verb_check},
    {"openapi", verb_openapi},
};

static const char *setting(const char *name, const char *standard)
{
    const char *value = getenv(name);
    return value && value[0] ? value : standard;
}

/* `value` keeps it. */
static const char *secret_setting(const char *name, buffer_t *value)
{
    const char *given = setting(name, "");
    if (!file_secret(given, value))
        fail_usage("%s: cannot read %s: %s", name, given, strerror(errno));
    buffer_append_char(value, '\0');
    return value->data;
}

/* Takes the options of all verbs out of the words; true when help is asked for. */
static bool take_options(char **words, settings_t *settings)
{
    bool help = false;
    char **kept = words;
    for (; *words; words++) {
        bool redis = strcmp(*words, "--redis") == 0;
        if (redis || strcmp(*words, "--url") == 0) {
            if (!words[1])
                fail_usage("%s needs a value", *words);
            *(redis ? &settings->redis.address : &settings->url) = *++words;
        } else if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0) {
            help = true;
        } else {
            *kept++ = *words;
        }
    }
    *kept = NULL;
    return help;
}

int main(int count, char **words)
{
    settings_t settings = {.redis.address = setting("LEIDA_REDIS", "127.0.0.1:6379"),
                           .url = setting("LEIDA_URL", "http://127.0.0.1:8000")};
    words += count > 0;
    if (take_options(words, &settings) || (words[0] && strcmp(words[0], "help") == 0)) {
        help_print(words[0] && strcmp(words[0], "help") == 0 ? words[1] : words[0]);
        return EXIT_SUCCESS;
    }
    if (words[0] && strcmp(words[0], "--version") == 0) {
        puts("leidactl " LEIDA_VERSION);
        return EXIT_SUCCESS;
    }
    const char *zone = setting("LEIDA_ZONE", "Asia/Shanghai");
    if (!clock_set_zone(zone))
        fail_usage("LEIDA_ZONE '%s': no such zone", zone);
    settings.name = words[0] ? words[0] : "";
    static buffer_t password, sentinel_password;
    settings.redis.password = secret_setting("LEIDA_REDIS_PASSWORD", &password);
    settings.redis.sentinel_password = secret_setting("LEIDA_REDIS_SENTINEL_PASSWORD", &sentinel_password);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, settings.name) == 0)
            return verbs[i].run(&settings, words + 1);
    fail_usage("%s%s%s", words[0] ? "there is no verb '" : "what is to be done?", settings.name,
               words[0] ? "'" : "");
}
