/* SPDX-License-Identifier: Apache-2.0 */
/*
 * push-clients: many WebSockets or waiting requests, and those who send to them, all in one cheap loop. Does
 * what the lines on its standard input say, one after the other, and answers each with a line of JSON: open
 * COUNT                              WebSockets poll COUNT                              requests that wait
 *     send IN_FLIGHT RATE SECONDS PEERS       see senders.h
 *     close
 * Beats and pings are answered meanwhile. Ends with the end of its input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/bench/push-clients/peers.h"
#include "tests/bench/push-clients/senders.h"
#include "tests/bench/push-clients/wire.h"

enum { LINE = 256 };

static struct {
    watched_t watched; /* first */
    char line[LINE];
    size_t size;
    bool ended;
} input;

/* Whoever gives the lines waits for the answer to one before the next. */
static void read_line(watched_t *watched)
{
    ssize_t got = read(watched->fd, input.line + input.size, LINE - 1 - input.size);
    input.ended = got <= 0;
    input.size += got > 0 ? (size_t)got : 0;
    input.line[input.size] = '\0';
}

static void open_peers(size_t count)
{
    int64_t began = wire_now();
    size_t opened = peers_open(count);
    printf("\"opened\":%zu,\"seconds\":%.4f,", opened, (double)(wire_now() - began) / 1e9);
}

static void obey(const char *line)
{
    size_t count;
    senders_plan_t plan;
    putchar('{');
    if (sscanf(line, "open %zu", &count) == 1 && count <= peers_count())
        open_peers(count);
    else if (sscanf(line, "poll %zu", &count) == 1 && count <= peers_count())
        peers_poll(count);
    else if (sscanf(line, "send %zu %lf %lf %zu", &plan.in_flight, &plan.rate, &plan.seconds, &plan.peers) ==
             4)
        senders_run(&plan);
    else if (strcmp(line, "close\n") == 0)
        peers_close();
    else
        wire_fail(line);
    printf("\"failed\":%zu}\n", peers_failed());
    fflush(stdout);
}

static void allow_many_files(void)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static char **lines_for(const char *path, size_t wanted)
{
    size_t count;
    char **lines = wire_lines(path, &count);
    if (count != wanted)
        wire_fail("not one line to send for each peer");
    return lines;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: push-clients PORT PATHS SENDS <COMMANDS\n");
        return 2;
    }
    allow_many_files();
    wire_start((uint16_t)atoi(argv[1]));
    size_t count;
    char **paths = wire_lines(argv[2], &count);
    peers_start(paths, count, senders_told);
    senders_start(lines_for(argv[3], count), count);
    input.watched.ready = read_line; /* of descriptor 0 */
    wire_watch(&input.watched);
    while (!input.ended) {
        wire_turn(-1);
        if (input.size > 0 && input.line[input.size - 1] == '\n') {
            obey(input.line);
            input.size = 0;
        }
    }
    return 0;
}
