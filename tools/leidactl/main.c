/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leidactl, the administrative tool (operations.md, Provisioning). It talks to Redis under the key layout of
 * the services (common/store/keys.h), and to the gateway for `call`. Each subcommand is a file of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "tools/leidactl/commands.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/help.h"

static const char *setting(const char *name, const char *fallback)
{
    const char *value = getenv(name);
    return value && value[0] ? value : fallback;
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

/* What needs neither settings nor store. */
static void print_about(int wants, char **words)
{
    bool asked = words[0] && strcmp(words[0], "help") == 0;
    if (wants == 'v')
        puts("leidactl " LEIDA_VERSION);
    else
        help_print(asked ? words[1] : words[0]);
}

static void read_settings(settings_t *settings)
{
    static buffer_t password, sentinel_password;
    const char *zone = setting("LEIDA_ZONE", "Asia/Shanghai");
    if (!clock_set_zone(zone))
        fail_usage("LEIDA_ZONE '%s': no such zone", zone);
    settings->redis.password = secret_setting("LEIDA_REDIS_PASSWORD", &password);
    settings->redis.sentinel_password = secret_setting("LEIDA_REDIS_SENTINEL_PASSWORD", &sentinel_password);
}

int main(int count, char **words)
{
    settings_t settings = {.redis.address = setting("LEIDA_REDIS", "127.0.0.1:6379"),
                           .url = setting("LEIDA_URL", "http://127.0.0.1:8000"),
                           .origins = setting("LEIDA_WEB_ORIGIN", "")};
    words += count > 0;
    int wants = 0;
    commands_sort(words, &settings, &wants);
    if (wants || (words[0] && strcmp(words[0], "help") == 0)) {
        print_about(wants, words);
        return EXIT_SUCCESS;
    }
    if (!words[0])
        fail_usage("what is to be done?");
    const command_t *command = command_find(words[0]);
    if (!command)
        fail_usage("there is no subcommand '%s'", words[0]);
    settings.name = command->name;
    read_settings(&settings);
    return command->run(&settings, words + 1);
}
