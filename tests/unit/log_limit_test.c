/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log_limit.h"

#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>

static int capture;

static void capture_open(void)
{
    int pair[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair), 0);
    dup2(pair[1], STDERR_FILENO);
    capture = pair[0];
    log_setup("p", LOG_INFO, LOG_AS_TEXT);
}

TestSuite(log_limit, .init = capture_open, .timeout = 20);

/* The next line without its time; empty when there is none. */
static const char *captured(void)
{
    static char line[8192];
    ssize_t size = recv(capture, line, sizeof line - 1, 0);
    line[size > 0 ? size : 0] = '\0';
    const char *rest = strchr(line, ' ');
    return rest ? rest + 1 : line;
}

static unsigned taken(log_limit_t *limit, unsigned retries, int64_t now)
{
    unsigned count = 0;
    for (unsigned i = 0; i < retries; i++)
        count += log_limit_take(limit, now);
    return count;
}

Test(log_limit, so_many_lines_a_period_and_no_more)
{
    static log_limit_t limit = LOG_LIMIT("flood", 3, 1000);
    cr_assert_eq(taken(&limit, 100, 5000), 3);
    cr_assert_eq(taken(&limit, 100, 5999), 0);
    cr_assert_eq(taken(&limit, 2, 6000), 2);
}

Test(log_limit, next_period_tells_how_many_were_left_out)
{
    static log_limit_t limit = LOG_LIMIT("flood", 3, 1000);
    taken(&limit, 10, 5000);
    cr_assert_str_eq(captured(), "", "nothing is told while the period lasts");
    taken(&limit, 1, 9000);
    cr_assert_str_eq(captured(), "warning p lines left out of=flood count=7\n");
    taken(&limit, 1, 20000);
    cr_assert_str_eq(captured(), "", "it is told once");
}

Test(log_limit, places_are_told_when_nothing_follows)
{
    static log_limit_t one = LOG_LIMIT("one", 1, 1000), other = LOG_LIMIT("other", 5, 1000);
    taken(&one, 4, 5000);
    taken(&other, 5, 5000);
    log_limits_tell(5500);
    cr_assert_str_eq(captured(), "", "its period is not over");
    log_limits_tell(6000);
    cr_assert_str_eq(captured(), "warning p lines left out of=one count=3\n");
    cr_assert_str_eq(captured(), "");
    cr_assert_eq(log_limits_left_out(), 3);
}

Test(log_limit, event_below_the_level_takes_nothing_from_it)
{
    for (int i = 0; i < 2 * LOG_LIMIT_LINES; i++) {
        log_limited(i % 2 ? LOG_WARNING : LOG_DEBUG, "foreign", LOG_INT("i", i));
        cr_assert_eq(captured()[0] != '\0', i % 2 == 1);
    }
    log_limited(LOG_WARNING, "another place", LOG_INT("i", 0));
    cr_assert_str_eq(captured(), "warning p another place i=0\n");
}

Test(log_limit, flood_at_one_place_is_bounded)
{
    int lines = 0;
    int64_t began = log_limit_clock();
    for (int i = 0; i < 10000; i++) {
        log_limited(LOG_WARNING, "foreign", LOG_INT("i", i));
        lines += captured()[0] != '\0';
    }
    cr_assert_leq(lines, (LOG_LIMIT_LINES + 1) * ((log_limit_clock() - began) / LOG_LIMIT_PERIOD + 1));
    cr_assert_geq(log_limits_left_out() + (uint64_t)lines, 10000);
}
