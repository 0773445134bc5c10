/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

/* stderr is a datagram socket during a test: one packet is one write(2). */
static int capture, saved_stderr;

static void capture_open(void)
{
    int pair[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair), 0);
    saved_stderr = dup(STDERR_FILENO);
    dup2(pair[1], STDERR_FILENO);
    close(pair[1]);
    capture = pair[0];
}

static void capture_close(void)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    close(capture);
    leak_check();
}

/* The next line that was written; empty when there is none. */
static const char *captured(void)
{
    static char line[8192];
    ssize_t size = recv(capture, line, sizeof line - 1, 0);
    line[size > 0 ? size : 0] = '\0';
    return line;
}

/* A text line without its time. */
static const char *captured_text(void)
{
    const char *line = captured();
    const char *rest = strchr(line, ' ');
    return rest ? rest + 1 : line;
}

static json_t *captured_json(void)
{
    const char *line = captured();
    json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(json, "not JSON: %s", line);
    return json;
}

TestSuite(log, .init = capture_open, .fini = capture_close, .timeout = 20);

Test(log, text_line_has_level_process_event_and_fields)
{
    log_setup("leida-chat", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_WARNING, "instance gone", LOG_STRING("endpoint", "tcp://127.0.0.1:7"),
              LOG_INT("calls", -3));
    cr_assert_str_eq(captured_text(),
                     "warning leida-chat instance gone endpoint=tcp://127.0.0.1:7 calls=-3\n");
}

Test(log, time_is_utc_with_milliseconds)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_write(LOG_INFO, "e", NULL, 0);
    const char *line = captured();
    int year, month, day, hour, minute, second, ms, size = 0;
    cr_assert_eq(sscanf(line, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ %n", &year, &month, &day, &hour, &minute, &second,
                        &ms, &size),
                 7);
    cr_assert_eq(size, 25);
    cr_assert_geq(year, 2024);
}

Test(log, below_the_level_nothing_is_written)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_DEBUG, "quiet", LOG_INT("n", 1));
    log_write(LOG_DEBUG, "quiet", NULL, 0);
    cr_assert_str_empty(captured());
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, "loud", LOG_INT("n", 1));
    cr_assert_str_eq(captured_text(), "debug p loud n=1\n");
}

Test(log, text_value_cannot_begin_a_line)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_INFO, "e", LOG_STRING("v", "a\nb\r\"c\\ \x1b[0m"), LOG_STRING("empty", ""));
    cr_assert_str_eq(captured_text(), "info p e v=\"a\\nb\\r\\\"c\\\\ \\u001b[0m\" empty=\"\"\n");
    cr_assert_str_empty(captured(), "the value began a line");
}

Test(log, control_characters_of_two_bytes_are_escaped)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_INFO, "e", LOG_STRING("v", "张\xc2\x9b[2J\xc2\x80\xc2\xa0\xc3\x9b"));
    cr_assert_str_eq(captured_text(), "info p e v=\"张\\u009b[2J\\u0080\xc2\xa0\xc3\x9b\"\n");
}

Test(log, writing_direction_is_escaped_in_either_form)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_INFO, "e", LOG_STRING("v", "a\u202egpj\u202c"), LOG_STRING("w", "a\xffz"));
    cr_assert_str_eq(captured_text(), "info p e v=\"a\\u202egpj\\u202c\" w=\"a\\u00ffz\"\n");
    log_setup("p", LOG_INFO, LOG_AS_JSON);
    log_event(LOG_INFO, "e", LOG_STRING("v", "a\u202e\u202c\u2028\xc2\x9b"));
    cr_assert(strstr(captured(), "\"v\":\"a\\u202e\\u202c\\u2028\\u009b\"}"));
}

Test(log, text_value_in_utf8_stays_readable)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_INFO, "e", LOG_STRING("name", "张聪"));
    cr_assert_str_eq(captured_text(), "info p e name=张聪\n");
}

Test(log, absent_text_is_empty)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    log_event(LOG_INFO, "e", LOG_TEXT("a", TEXT_NONE), LOG_STRING("b", NULL));
    cr_assert_str_eq(captured_text(), "info p e a=\"\" b=\"\"\n");
}

Test(log, json_line_is_one_object)
{
    log_setup("leida-crm", LOG_INFO, LOG_AS_JSON);
    log_event(LOG_ERROR, "redis gone", LOG_STRING("why", "a \"b\"\n\x01 张"),
              LOG_INT("n", 9223372036854775807));
    json_t *json = captured_json();
    cr_assert_str_eq(json_string_value(json_object_get(json, "level")), "error");
    cr_assert_str_eq(json_string_value(json_object_get(json, "process")), "leida-crm");
    cr_assert_str_eq(json_string_value(json_object_get(json, "event")), "redis gone");
    cr_assert_str_eq(json_string_value(json_object_get(json, "why")), "a \"b\"\n\x01 张");
    cr_assert_eq(json_integer_value(json_object_get(json, "n")), 9223372036854775807);
    json_decref(json);
}

Test(log, json_stays_well_formed_with_bytes_that_are_no_utf8)
{
    log_setup("p", LOG_INFO, LOG_AS_JSON);
    log_event(LOG_INFO, "e", LOG_STRING("v", "\xff\xfe\x80"));
    json_t *json = captured_json();
    cr_assert_str_eq(json_string_value(json_object_get(json, "v")), "\xc3\xbf\xc3\xbe\xc2\x80");
    json_decref(json);
}

Test(log, long_value_is_cut_between_characters)
{
    log_setup("p", LOG_INFO, LOG_AS_JSON);
    char value[1201] = "x";
    for (size_t i = 1; i + 3 < sizeof value; i += 3)
        memcpy(value + i, "张", 3);
    log_event(LOG_INFO, "e", LOG_STRING("v", value));
    json_t *json = captured_json();
    const char *cut = json_string_value(json_object_get(json, "v"));
    cr_assert_eq(strlen(cut), 400 + 3);
    cr_assert_str_eq(cut + 400 - 3, "张...");
    json_decref(json);
}

Test(log, line_that_is_full_leaves_out_whole_fields)
{
    log_setup("p", LOG_INFO, LOG_AS_JSON);
    char value[401];
    memset(value, '\x01', 400);
    value[400] = '\0';
    log_event(LOG_INFO, "e", LOG_STRING("a", value), LOG_STRING("b", value), LOG_INT("c", 1));
    json_t *json = captured_json();
    cr_assert_eq(json_string_length(json_object_get(json, "a")), 400);
    cr_assert_null(json_object_get(json, "b"));
    json_decref(json);
}

Test(log, errno_stays_as_it_was)
{
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    close(STDERR_FILENO);
    errno = ENOENT;
    log_write(LOG_INFO, "e", NULL, 0);
    cr_assert_eq(errno, ENOENT);
}

Test(log, lines_that_nobody_reads_are_lost_counted_and_told)
{
    int ends[2];
    char taken[64 * 1024];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_geq(fcntl(ends[1], F_SETPIPE_SZ, 4096), 4096);
    dup2(ends[1], STDERR_FILENO);
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
    for (int i = 0; i < 1000; i++)
        log_event(LOG_INFO, "line", LOG_INT("number", i));
    uint64_t lost = log_lines_lost();
    cr_assert(lost > 800 && lost < 1000, "%llu", (unsigned long long)lost);
    cr_assert_gt(read(ends[0], taken, sizeof taken), 0);
    log_tell_lost();
    log_write(LOG_INFO, "goes on", NULL, 0);
    ssize_t size = read(ends[0], taken, sizeof taken - 1);
    taken[size > 0 ? size : 0] = '\0';
    char told[64];
    snprintf(told, sizeof told, " warning p log lines lost count=%llu\n", (unsigned long long)lost);
    cr_assert(strstr(taken, told), "%s", taken);
    cr_assert(strstr(taken, " info p goes on\n"), "%s", taken);
    cr_assert_eq(log_lines_lost(), lost);
    cr_assert_eq(log_lines(LOG_INFO), 1001, "lost lines count as lines");
    cr_assert_eq(log_lines(LOG_WARNING), 0);
}
