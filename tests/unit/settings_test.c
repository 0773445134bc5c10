/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/settings.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/address.h"
#include "base/clock.h"
#include "common/observe/log.h"
#include "common/process/state_file.h"
#include "tests/support/leak_check.h"

typedef struct {
    int64_t before;
    common_settings_t common;
} own_settings_t;

static const config_key_t keys[] = {COMMON_KEYS(own_settings_t, common, "chat")};
static const config_table_t table = {
    .process = "leida-chat", .summary = "tests", .keys = keys, .key_count = sizeof keys / sizeof *keys};
static char folder[] = "/tmp/leida-state-XXXXXX", path[64];

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/chat.json", folder);
}

static void tear_down(void)
{
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "something was left in the folder");
    leak_check();
}

TestSuite(settings, .init = set_up, .fini = tear_down, .timeout = 20);
TestSuite(state_file, .init = set_up, .fini = tear_down, .timeout = 20);

static config_outcome_t read_settings(own_settings_t *settings)
{
    char name[] = "leida-chat";
    char *argv[] = {name, NULL};
    *settings = (own_settings_t){0};
    return config_read(&table, 1, argv, settings);
}

Test(settings, defaults_are_complete)
{
    own_settings_t own;
    cr_assert_eq(read_settings(&own), CONFIG_RUN);
    cr_assert_str_eq(own.common.name, "chat");
    cr_assert_eq(own.common.log_level, LOG_INFO);
    cr_assert_eq(own.common.log_format, LOG_AS_TEXT);
    cr_assert_str_eq(own.common.admin, "127.0.0.1:0");
    cr_assert_str_eq(own.common.redis, "127.0.0.1:6379");
    cr_assert_str_empty(own.common.redis_user);
    cr_assert_str_empty(own.common.redis_password);
    cr_assert_str_eq(own.common.zone, "Asia/Shanghai");
    cr_assert_str_empty(own.common.state_file);
    cr_assert_eq(own.before, 0);
    config_free(&table, &own);
}

Test(settings, level_and_zone_are_applied)
{
    own_settings_t own;
    setenv("LEIDA_LOG_LEVEL", "error", 1);
    setenv("LEIDA_ZONE", "Europe/Berlin", 1);
    cr_assert_eq(read_settings(&own), CONFIG_RUN);
    cr_assert(settings_apply(&own.common));
    cr_assert_eq(log_level(), LOG_ERROR);
    int64_t noon;
    cr_assert(clock_read_time(TEXT_LITERAL("2024-01-01T01:00:00"), &noon));
    cr_assert_eq(noon, 1704067200000);
    config_free(&table, &own);
}

Test(settings, bad_addresses_and_zones_are_refused)
{
    static const char *const bad[][2] = {{"LEIDA_ADMIN", "127.0.0.1"},   {"LEIDA_ADMIN", "127.0.0.1:65536"},
                                         {"LEIDA_ADMIN", "::1:80"},      {"LEIDA_ADMIN", ":80"},
                                         {"LEIDA_REDIS", "localhost:0"}, {"LEIDA_REDIS", "unix:"},
                                         {"LEIDA_ZONE", "Mars/Olympus"}, {"LEIDA_LOG_FORMAT", "xml"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        own_settings_t own;
        setenv(bad[i][0], bad[i][1], 1);
        cr_assert_eq(read_settings(&own), CONFIG_REFUSED, "%s=%s", bad[i][0], bad[i][1]);
        config_free(&table, &own);
        unsetenv(bad[i][0]);
    }
}

Test(settings, addresses_are_read_with_and_without_brackets)
{
    address_t address;
    cr_assert(address_read("[::1]:8000", &address));
    cr_assert_str_eq(address.host, "::1");
    cr_assert_eq(address.port, 8000);
    cr_assert(address_read("gateway.local:0", &address));
    cr_assert_str_eq(address.host, "gateway.local");
    cr_assert_not(address_read("", &address));
}

Test(settings, address_in_use_is_not_listened_at_twice)
{
    int first = address_listen("127.0.0.1:0");
    cr_assert_geq(first, 0);
    char same[ADDRESS_TEXT_SIZE];
    cr_assert(address_bound(first, same));
    cr_assert_eq(address_listen(same), -1);
    cr_assert_eq(errno, EADDRINUSE);
    close(first);
}

Test(state_file, holds_one_line_of_json_while_the_process_serves)
{
    const state_t state = {"chat", "chat \"1\"", "tcp://127.0.0.1:7001", "http://127.0.0.1:7002", NULL};
    cr_assert(state_file_write(path, &state));
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(json);
    cr_assert_str_eq(json_string_value(json_object_get(json, "role")), "chat");
    cr_assert_str_eq(json_string_value(json_object_get(json, "name")), "chat \"1\"");
    cr_assert_eq(json_integer_value(json_object_get(json, "pid")), getpid());
    cr_assert_str_eq(json_string_value(json_object_get(json, "endpoint")), "tcp://127.0.0.1:7001");
    cr_assert_str_eq(json_string_value(json_object_get(json, "admin_url")), "http://127.0.0.1:7002");
    cr_assert_null(json_object_get(json, "base_url"));
    json_decref(json);
    state_file_remove(path);
    cr_assert_neq(access(path, F_OK), 0);
}

Test(state_file, base_url_is_there_when_given)
{
    const state_t state = {"gateway", "gateway", "", "http://127.0.0.1:7002", "http://127.0.0.1:8000"};
    cr_assert(state_file_write(path, &state));
    json_t *json = json_load_file(path, 0, NULL);
    cr_assert_str_eq(json_string_value(json_object_get(json, "base_url")), "http://127.0.0.1:8000");
    json_decref(json);
}

Test(state_file, an_empty_path_writes_nothing)
{
    const state_t state = {"chat", "chat", "e", "a", NULL};
    cr_assert(state_file_write("", &state));
    state_file_remove("");
}

Test(state_file, folder_that_is_not_there_is_an_error)
{
    const state_t state = {"chat", "chat", "e", "a", NULL};
    cr_assert_not(state_file_write("/nowhere/chat.json", &state));
    cr_assert_eq(errno, ENOENT);
}

Test(state_file, failed_replacement_leaves_nothing_behind)
{
    const state_t state = {"chat", "chat", "e", "a", NULL};
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_assert_not(state_file_write(path, &state));
    rmdir(path);
}
