/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

typedef struct {
    int64_t port, level;
    char *name, *password;
    bool push;
} settings_t;

static const char *const levels[] = {"low", "high", NULL};

static bool not_root(const char *value)
{
    return strcmp(value, "root") != 0;
}

static const config_key_t keys[] = {
    {.key = "port",
     .type = CONFIG_INT,
     .offset = offsetof(settings_t, port),
     .default_value = "80",
     .min = 1,
     .max = 65535,
     .help = "the port"},
    {.key = "log.level",
     .type = CONFIG_CHOICE,
     .offset = offsetof(settings_t, level),
     .default_value = "low",
     .choices = levels,
     .help = "the level"},
    {.key = "redis",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, name),
     .default_value = "local",
     .min = 1,
     .max = 5,
     .valid = not_root,
     .allowed = "1..5 characters, not root",
     .help = "the redis"},
    {.key = "redis.pass-word",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, password),
     .default_value = "",
     .max = 40,
     .secret = true,
     .help = "the password"},
    {.key = "push",
     .type = CONFIG_SWITCH,
     .offset = offsetof(settings_t, push),
     .default_value = "no",
     .help = "whether to push"},
};

static bool push_needs_a_name(const void *context, buffer_t *why)
{
    const settings_t *given = context;
    if (!given->push || strcmp(given->name, "local") != 0)
        return true;
    buffer_append_literal(why, "redis: needed to push");
    return false;
}

static const config_table_t table = {.process = "leida-test",
                                     .summary = "tests.",
                                     .keys = keys,
                                     .key_count = sizeof keys / sizeof *keys,
                                     .check = push_needs_a_name};

static settings_t settings;
static char folder[] = "/tmp/leida-config-XXXXXX", file[64], other[64];
static char said[16384];

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/a.zpl", folder);
    snprintf(other, sizeof other, "%s/secret", folder);
}

static void tear_down(void)
{
    config_free(&table, &settings);
    unlink(file);
    unlink(other);
    rmdir(folder);
    leak_check();
}

TestSuite(config, .init = set_up, .fini = tear_down, .timeout = 20);

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *out = fopen(path, "we");
    cr_assert_not_null(out);
    fwrite(bytes, 1, size, out);
    fclose(out);
}

/* Reads with these arguments; what is printed, to stdout and stderr, is then in `said`. */
static config_outcome_t read_with(int argc, char **argv)
{
    FILE *sink = tmpfile();
    int saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
    fflush(stdout);
    dup2(fileno(sink), STDOUT_FILENO);
    dup2(fileno(sink), STDERR_FILENO);
    config_outcome_t outcome = config_read(&table, argc, argv, &settings);
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(saved[i], STDOUT_FILENO + i);
        close(saved[i]);
    }
    rewind(sink);
    said[fread(said, 1, sizeof said - 1, sink)] = '\0';
    fclose(sink);
    return outcome;
}

static config_outcome_t read_option(const char *option, const char *value)
{
    char *argv[] = {(char *)(uintptr_t) "leida-test", (char *)(uintptr_t)option, (char *)(uintptr_t)value,
                    NULL};
    return read_with(value ? 3 : option ? 2 : 1, argv);
}

static config_outcome_t read_text(const char *text)
{
    write_bytes(file, text, strlen(text));
    return read_option("--config", file);
}

static void assert_said(const char *part)
{
    cr_assert_not_null(strstr(said, part), "'%s' is not in: %s", part, said);
}

static void assert_refused(config_outcome_t outcome, const char *part)
{
    cr_assert_eq(outcome, CONFIG_REFUSED, "taken");
    assert_said(part);
}

Test(config, without_anything_the_defaults_hold)
{
    cr_assert_eq(read_option(NULL, NULL), CONFIG_RUN);
    cr_assert_eq(settings.port, 80);
    cr_assert_eq(settings.level, 0);
    cr_assert_str_eq(settings.name, "local");
    cr_assert_str_eq(settings.password, "");
    cr_assert_not(settings.push);
    cr_assert_str_empty(said);
}

Test(config, file_overrides_the_defaults)
{
    cr_assert_eq(read_text("# comment\nport = 81\nlog\n    level = high\nredis = \"a b\"\n    pass-word = "
                           "\"x#y\"\npush = yes\n"),
                 CONFIG_RUN);
    cr_assert_eq(settings.port, 81);
    cr_assert_eq(settings.level, 1);
    cr_assert_str_eq(settings.name, "a b");
    cr_assert_str_eq(settings.password, "x#y");
    cr_assert(settings.push);
}

Test(config, sections_may_be_written_flat)
{
    cr_assert_eq(read_text("log.level = high\n"), CONFIG_RUN);
    cr_assert_eq(settings.level, 1);
}

Test(config, environment_overrides_the_file)
{
    setenv("LEIDA_PORT", "82", 1);
    setenv("LEIDA_REDIS_PASS_WORD", "env", 1);
    setenv("LEIDA_OF_ANOTHER_PROCESS", "x", 1);
    cr_assert_eq(read_text("port = 81\n"), CONFIG_RUN);
    cr_assert_eq(settings.port, 82);
    cr_assert_str_eq(settings.password, "env");
}

Test(config, unknown_key_in_a_section_is_refused_by_its_full_name)
{
    assert_refused(read_text("log\n    levle = high\n"), ": log.levle: unknown key");
}

/* What a file has wrong is at FILE:LINE. */
static void assert_refused_at(const char *text, unsigned line, const char *what)
{
    char place[128];
    snprintf(place, sizeof place, "leida-test: %s:%u: %s", file, line, what);
    assert_refused(read_text(text), place);
}

Test(config, line_of_what_is_wrong_in_the_file_is_told)
{
    assert_refused_at("prot = 81\n", 1, "prot: unknown key");
    assert_refused_at("port = 81\nport = 82\n", 2, "port: given twice");
    assert_refused_at("port = 81\npush = maybe", 2, "push: \"maybe\" is not allowed");
    assert_refused_at("\nredis = a\n    pass-word = \"file:/nowhere/x\"\n", 3,
                      "redis.pass-word: cannot read");
}

Test(config, lines_without_a_key_count)
{
    assert_refused_at("# a\r\n\r\nport = 81\r\n  \t\r\n    # b\r\nprot = 82\r\n", 6, "prot: unknown key");
    assert_refused_at("\n\nlog\n\n    # c\n    level = high\n#d\n\nredis\n    user = 1\n", 10,
                      "redis.user: unknown key");
}

Test(config, key_given_twice_is_refused_in_any_form)
{
    assert_refused(read_text("port = 81\nport = 82\n"), ": port: given twice");
    assert_refused(read_text("log.level = high\nlog\n    level = low\n"), ": log.level: given twice");
}

Test(config, integer_out_of_range_or_no_integer_is_refused)
{
    static const char *const bad[] = {
        "0", "65536", "-1", "8x", "8.0", "\"\"", "\" 8\"", "0x10", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[64];
        snprintf(text, sizeof text, "port = %s\n", bad[i]);
        assert_refused(read_text(text), "is not allowed, only 1..65535");
    }
    assert_refused(read_text("port = 8x\n"), ": port: \"8x\" is not allowed");
}

Test(config, integer_at_the_ends_of_its_range_is_taken)
{
    cr_assert_eq(read_text("port = 1\n"), CONFIG_RUN);
    cr_assert_eq(read_text("port = 65535\n"), CONFIG_RUN);
    cr_assert_eq(settings.port, 65535);
}

Test(config, choice_that_there_is_not_is_refused_with_all_choices)
{
    assert_refused(read_text("log.level = medium\n"),
                   ": log.level: \"medium\" is not allowed, only low|high");
}

Test(config, switch_takes_only_yes_and_no)
{
    assert_refused(read_text("push = true\n"), ": push: \"true\" is not allowed, only yes|no");
}

Test(config, string_length_counts_characters)
{
    cr_assert_eq(read_text("redis = \"张张张张张\"\n"), CONFIG_RUN);
    assert_refused(read_text("redis = \"张张张张张张\"\n"), "is not allowed, only 1..5 characters, not root");
    assert_refused(read_text("redis = \"\"\n"), "is not allowed");
}

Test(config, rule_of_a_key_is_applied)
{
    assert_refused(read_text("redis = root\n"),
                   ": redis: \"root\" is not allowed, only 1..5 characters, not root");
}

Test(config, bad_variable_is_refused_by_its_name_and_key)
{
    setenv("LEIDA_LOG_LEVEL", "shouting", 1);
    assert_refused(read_option(NULL, NULL), "LEIDA_LOG_LEVEL: log.level: \"shouting\" is not allowed");
}

Test(config, variable_with_a_control_character_is_refused)
{
    setenv("LEIDA_REDIS", "a\nb", 1);
    assert_refused(read_option(NULL, NULL), "LEIDA_REDIS: redis:");
}

Test(config, everything_that_is_wrong_is_told_at_once)
{
    assert_refused(read_text("port = 0\npush = maybe\nnone = 1\n"), ": port: ");
    assert_said(": push: ");
    assert_said(": none: ");
}

Test(config, secret_is_never_printed)
{
    assert_refused(read_text("redis\n    pass-word = 12345678901234567890123456789012345678901\n"),
                   "redis.pass-word: this value is not allowed");
    cr_assert_null(strstr(said, "1234567"));
}

Test(config, secret_may_come_from_the_first_line_of_a_file)
{
    char text[128];
    write_bytes(other, "s3cret\r\nmore\n", 13);
    snprintf(text, sizeof text, "redis\n    pass-word = \"file:%s\"\n", other);
    cr_assert_eq(read_text(text), CONFIG_RUN);
    cr_assert_str_eq(settings.password, "s3cret");
}

Test(config, secret_file_that_is_not_there_is_refused)
{
    assert_refused(read_text("redis\n    pass-word = \"file:/nowhere/x\"\n"),
                   "redis.pass-word: cannot read file:/nowhere/x: No such file");
}

Test(config, file_that_is_not_there_is_refused)
{
    assert_refused(read_option("--config", file), "cannot read: No such file");
}

Test(config, folder_is_no_file)
{
    assert_refused(read_option("--config", folder), "cannot read: Is a directory");
}

Test(config, file_that_is_no_zpl_is_refused_with_its_line)
{
    assert_refused(read_text("port = 81\n   log = 1\n"), "(2)");
    assert_said("not valid ZPL");
}

Test(config, file_with_a_nul_is_refused)
{
    write_bytes(file, "port = 8\0001\n", 11);
    assert_refused(read_option("--config", file), "not UTF-8 text");
}

Test(config, file_that_is_too_long_is_refused)
{
    static char text[65538];
    memset(text, '\n', sizeof text - 1);
    assert_refused(read_text(text), "cannot read: File too large");
}

Test(config, check_tells_that_it_is_valid_and_does_not_run)
{
    cr_assert_eq(read_option("--check-config", NULL), CONFIG_DONE);
    cr_assert_str_eq(said, "configuration is valid\n");
}

Test(config, check_refuses_what_a_start_refuses)
{
    setenv("LEIDA_PORT", "0", 1);
    assert_refused(read_option("--check-config", NULL), "LEIDA_PORT");
}

Test(config, help_shows_each_key_with_all_that_is_to_know)
{
    setenv("LEIDA_PORT", "0", 1);
    cr_assert_eq(read_option("--help", NULL), CONFIG_DONE);
    static const char *const parts[] = {"leida-test: tests.",
                                        "--config FILE",
                                        "--check-config",
                                        "port  (1..65535; default: 80)",
                                        "LEIDA_PORT",
                                        "the port",
                                        "low|high; default: low",
                                        "yes|no",
                                        "LEIDA_REDIS_PASS_WORD",
                                        "default: empty",
                                        "file:PATH"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_said(parts[i]);
}

Test(config, version_is_that_of_the_project)
{
    cr_assert_eq(read_option("--version", NULL), CONFIG_DONE);
    cr_assert_str_eq(said, "leida-test " LEIDA_VERSION "\n");
}

Test(config, option_that_there_is_not_is_refused)
{
    assert_refused(read_option("--no-such-option", NULL), "--no-such-option");
    assert_refused(read_option("word", NULL), "word: not an option");
}

Test(config, czmq_takes_no_signals)
{
    struct sigaction action;
    cr_assert_eq(read_text("port = 81\n"), CONFIG_RUN);
    sigaction(SIGTERM, NULL, &action);
    cr_assert_eq(action.sa_handler, SIG_DFL);
}

Test(config, keys_that_do_not_fit_together_are_refused)
{
    cr_assert_eq(read_text("push = yes\n"), CONFIG_REFUSED);
    assert_said("leida-test: redis: needed to push\n");
    cr_assert_eq(read_text("push = yes\nredis = here\n"), CONFIG_RUN);
}
