/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the file that have no row, for a table that takes such. */
#include "common/process/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

typedef struct {
    int64_t port;
    unsigned line; /* of section.extra */
    char value[16];
} settings_t;

static const config_key_t keys[] = {{.key = "port",
                                     .type = CONFIG_INT,
                                     .offset = offsetof(settings_t, port),
                                     .default_value = "80",
                                     .min = 1,
                                     .max = 65535}};

static const char *take_extra(void *context, const char *key, const char *value, unsigned line)
{
    settings_t *self = context;
    if (strcmp(key, "section.extra") != 0)
        return "only extra is taken";
    self->line = line;
    snprintf(self->value, sizeof self->value, "%s", value);
    return NULL;
}

static const config_table_t table = {
    .process = "leida-test", .summary = "tests.", .keys = keys, .key_count = 1, .other = take_extra};

static settings_t settings;
static char file[] = "/tmp/leida-config-XXXXXX";

static void tear_down(void)
{
    config_free(&table, &settings);
    unlink(file);
    leak_check();
}

TestSuite(config_other, .fini = tear_down, .timeout = 20);

static config_outcome_t read_text(const char *text)
{
    char name[] = "leida-test", option[] = "--config";
    char *arguments[] = {name, option, file, NULL};
    int fd = mkstemp(file);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return config_read(&table, 3, arguments, &settings);
}

Test(config_other, keys_without_a_row_are_handed_over_with_their_line)
{
    cr_assert_eq(read_text("port = 81\n\nsection\n    extra = 5\n"), CONFIG_RUN);
    cr_assert_eq(settings.port, 81);
    cr_assert_str_eq(settings.value, "5");
    cr_assert_eq(settings.line, 4);
}

Test(config_other, keys_that_are_not_taken_stop_the_start)
{
    cr_assert_eq(read_text("port = 81\nmore = 5\n"), CONFIG_REFUSED);
}

Test(config_other, rows_are_checked_as_ever)
{
    cr_assert_eq(read_text("port = 0\n"), CONFIG_REFUSED);
}
