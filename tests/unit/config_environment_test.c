/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config_environment.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/support/leak_check.h"

static void set_up(void)
{
    clearenv();
}

TestSuite(config_environment, .init = set_up, .fini = leak_check, .timeout = 20);

static void assert_unknown(const char *const *names)
{
    size_t at = 0;
    text_t name;
    for (; *names; names++) {
        cr_assert(config_environment_unknown(&at, &name), "%s is taken", *names);
        cr_assert(text_equal(name, text_of(*names)), "%.*s, not %s", TEXT_ARG(name), *names);
    }
    cr_assert_not(config_environment_unknown(&at, &name), "%.*s", TEXT_ARG(name));
}

Test(config_environment, misspelt_names_are_unknown)
{
    setenv("LEIDA_LOG_LEVLE", "debug", 1);
    setenv("LEIDA_LOG_LEVEL", "debug", 1);
    setenv("LEIDA_LOG", "debug", 1);
    setenv("LEIDA_LOG_LEVELS", "", 1);
    setenv("LEIDA_", "x=y", 1);
    assert_unknown((const char *const[]){"LEIDA_LOG_LEVLE", "LEIDA_LOG", "LEIDA_LOG_LEVELS", "LEIDA_", NULL});
}

Test(config_environment, variables_of_others_are_not_looked_at)
{
    setenv("PATH", "/bin", 1);
    setenv("LEIDA", "x", 1);
    setenv("leida_log_level", "x", 1);
    setenv("NOT_LEIDA_X", "LEIDA_Y", 1);
    assert_unknown((const char *const[]){NULL});
}

Test(config_environment, empty_environment_has_none)
{
    assert_unknown((const char *const[]){NULL});
}

/* Puts each LEIDA_NAME of the text into the environment; returns how many there were. */
static unsigned set_all_of(char *text)
{
    unsigned count = 0;
    for (char *found = text; (found = strstr(found, "LEIDA_"));) {
        char *end = found + strspn(found, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), after = *end;
        *end = '\0';
        if (end[-1] != '_') { /* else it is about the prefix */
            setenv(found, "x", 1);
            count++;
        }
        *end = after;
        found = end;
    }
    return count;
}

/* What is written down is known: each key's variable, and what the compose files take. */
Test(config_environment, documented_variables_are_known)
{
    static const char *const files[] = {"docs/configuration.md", "docker-compose.yml", "compose.cluster.yml",
                                        "compose.production.yml", "Dockerfile"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[512];
        buffer_t text = {0};
        snprintf(path, sizeof path, "%s/%s", LEIDA_SOURCE_DIR, files[i]);
        cr_assert(file_read(path, 1 << 20, &text), "%s", path);
        buffer_append_char(&text, '\0');
        cr_assert_gt(set_all_of(text.data), 0, "%s", path);
        buffer_free(&text);
    }
    assert_unknown((const char *const[]){NULL});
}
