/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log_sink.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char line[] = "a line of the log\n";
enum { LINE_SIZE = sizeof line - 1, PIPE_SIZE = 4 * LOG_SINK_PIECE };

static void ignore_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

TestSuite(log_sink, .init = ignore_signals, .timeout = 20);

/* A pipe of four pages: [0] to read. */
static void pipe_open(int ends[2])
{
    cr_assert_eq(pipe(ends), 0);
    cr_assert_geq(fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE), PIPE_SIZE);
}

static size_t fill(log_sink_t *sink)
{
    size_t lines = 0;
    while (log_sink_write(sink, line, LINE_SIZE))
        lines++;
    cr_assert_eq(errno, EAGAIN);
    return lines;
}

static void check_reader_that_stopped(log_sink_t *sink, int reader)
{
    char got[PIPE_SIZE];
    size_t lines = fill(sink);
    cr_assert_gt(lines, 10);
    cr_assert_not(log_sink_write(sink, line, LINE_SIZE));
    cr_assert_eq(read(reader, got, sizeof got), (ssize_t)(lines * LINE_SIZE));
    cr_assert(log_sink_write(sink, line, LINE_SIZE), "it takes lines again");
}

Test(log_sink, pipe_without_a_reader_loses_lines_and_does_not_wait)
{
    int ends[2];
    log_sink_t sink;
    pipe_open(ends);
    log_sink_open(&sink, ends[1]);
    check_reader_that_stopped(&sink, ends[0]);
    log_sink_close(&sink);
}

Test(log_sink, shared_descriptor_stays_as_it_was)
{
    int ends[2];
    log_sink_t sink;
    pipe_open(ends);
    log_sink_open(&sink, ends[1]);
    cr_assert_eq(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    log_sink_close(&sink);
    cr_assert_eq(write(ends[1], "x", 1), 1, "it is open still");
}

Test(log_sink, pipe_that_may_not_be_opened_anew_is_asked_first)
{
    int ends[2];
    pipe_open(ends);
    log_sink_t sink = {.fd = ends[1], .kind = LOG_SINK_POLLED};
    check_reader_that_stopped(&sink, ends[0]);
}

Test(log_sink, socket_whose_peer_does_not_read_loses_lines)
{
    int pair[2], size = 1;
    log_sink_t sink;
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    log_sink_open(&sink, pair[1]);
    cr_assert_gt(fill(&sink), 1);
    log_sink_close(&sink);
}

Test(log_sink, closed_pipe_and_closed_descriptor_are_errors)
{
    int ends[2];
    log_sink_t sink;
    pipe_open(ends);
    log_sink_open(&sink, ends[1]);
    close(ends[0]);
    cr_assert_not(log_sink_write(&sink, line, LINE_SIZE));
    cr_assert_eq(errno, EPIPE);
    log_sink_close(&sink);
    close(ends[1]);
    log_sink_open(&sink, ends[1]);
    cr_assert_not(log_sink_write(&sink, line, LINE_SIZE));
    cr_assert_eq(errno, EBADF);
}

Test(log_sink, full_disk_is_an_error)
{
    log_sink_t sink;
    log_sink_open(&sink, open("/dev/full", O_WRONLY));
    cr_assert_not(log_sink_write(&sink, line, LINE_SIZE));
    cr_assert_eq(errno, ENOSPC);
    log_sink_close(&sink);
}

Test(log_sink, line_after_a_torn_one_begins_anew)
{
    char path[] = "/tmp/leida-log-sink-XXXXXX", got[64] = "";
    int file = mkstemp(path);
    unlink(path);
    struct rlimit limit, old;
    getrlimit(RLIMIT_FSIZE, &old);
    limit = old;
    limit.rlim_cur = 6;
    log_sink_t sink;
    log_sink_open(&sink, file);
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_assert_not(log_sink_write(&sink, line, LINE_SIZE), "a part is not a line");
    cr_assert_not(log_sink_write(&sink, line, LINE_SIZE));
    setrlimit(RLIMIT_FSIZE, &old);
    cr_assert(log_sink_write(&sink, line, LINE_SIZE));
    cr_assert_gt(pread(file, got, sizeof got - 1, 0), 0);
    cr_assert_str_eq(got, "a line\na line of the log\n");
}
