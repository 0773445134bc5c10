/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "proto/text.h"

typedef struct {
    int low, high;
} range_t;
static const range_t ports = {0, 65535}, chats = {1, OPTIONS_CHAT_MAX}, line_counts = {1, 1000000};

static const struct {
    const char *name;
    command_t command;
    const char *letters; /* of the options that it takes */
    const char *help;
} commands[] = {
    {"up", COMMAND_UP, "pldcDobh",
     "leida up [--port 8000] [--listen ADDR] [--data DIR] [--chat N] [--detach] [--no-demo]\n\n"
     "Starts Redis, N chat services, crm, actionlog and the gateway, waits until all are ready, and starts "
     "again\n"
     "what dies. Ctrl-C or `leida down` stops all in order. What is not given comes from DIR/leida.conf, "
     "which the\n"
     "first start writes; it has all other settings too.\n\n"
     "  --port N     port of the gateway (8000); 0 takes a free one\n"
     "  --listen ADDR  IP:PORT of the gateway (127.0.0.1:8000)\n"
     "  --data DIR   where data, configuration and log live (var/ of the checkout)\n"
     "  --chat N     number of chat instances, 1..64 (1)\n"
     "  --detach     return once all is ready, and leave it running\n"
     "  --no-demo    do not load demo data into a fresh store\n"
     "  --bin DIR    take the programs from DIR (default: the folder of this one, or $LEIDA_BIN)\n"},
    {"down", COMMAND_DOWN, "dh",
     "leida down [--data DIR]\n\nStops the stack on DIR in order and waits until it is gone; done as well "
     "when none runs.\n"},
    {"status", COMMAND_STATUS, "djh",
     "leida status [--json] [--data DIR]\n\nShows every process of the stack on DIR. Exit code 0 when all "
     "are ready, else 1.\n"},
    {"scale", COMMAND_SCALE, "dh",
     "leida scale chat N [--data DIR]\n\nMakes it N chat instances, 1..64, while the stack on DIR runs: new "
     "ones take calls once they are ready, those\nthat go finish what they have. The next `leida up` starts "
     "as many as its --chat or DIR/leida.conf says.\n"},
    {"logs", COMMAND_LOGS, "dfnasLth",
     "leida logs [-n N | --all] [--since TIME] [--level LEVEL] [--trace ID] [-f] [--data DIR]\n\n"
     "Shows the last 1,000 lines of the log of the stack on DIR, of all that match, in older files too.\n\n"
     "  -n N, --lines N  the last N\n"
     "  --all            all of them\n"
     "  --since TIME     from then on: 90s, 15m, 2h or 1d ago, or UTC as in the log: 2026-11-26T18:53\n"
     "  --level LEVEL    of this level or a worse one: debug, info, warning, error; what another program\n"
     "                   printed counts as a warning\n"
     "  --trace ID       about the request with this trace id (X-Request-Id)\n"
     "  -f, --follow     the last 100, then what comes\n"},
    {"ctl", COMMAND_CTL, "dbh",
     "leida ctl [--data DIR] ...\n\nRuns leidactl against the stack on DIR; `leida ctl help` shows what it "
     "can do.\n"},
};

static const struct option long_options[] = {
    {"port", required_argument, NULL, 'p'},  {"listen", required_argument, NULL, 'l'},
    {"data", required_argument, NULL, 'd'},  {"chat", required_argument, NULL, 'c'},
    {"detach", no_argument, NULL, 'D'},      {"no-demo", no_argument, NULL, 'o'},
    {"json", no_argument, NULL, 'j'},        {"follow", no_argument, NULL, 'f'},
    {"lines", required_argument, NULL, 'n'}, {"all", no_argument, NULL, 'a'},
    {"since", required_argument, NULL, 's'}, {"level", required_argument, NULL, 'L'},
    {"trace", required_argument, NULL, 't'}, {"bin", required_argument, NULL, 'b'},
    {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
};

/* The folder of the running program. */
static const char *own_folder(void)
{
    static char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (size <= 0)
        return ".";
    path[size] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return path;
}

static const char *default_data(void)
{
    static char path[PATH_MAX];
    const char *root = getenv("LEIDA_ROOT");
    int size = snprintf(path, sizeof(path), "%s/var", root && *root ? root : ".");
    return size > 0 && (size_t)size < sizeof(path) ? path : "var";
}

/* `what` names the text to the user. */
static bool read_number(const char *what, const char *text, range_t range, int *value)
{
    int64_t number;
    if (!text_to_int(text_of(text), &number) || number < range.low || number > range.high) {
        fprintf(stderr, "leida: %s %s: must be a number from %d to %d\n", what, text, range.low, range.high);
        return false;
    }
    *value = (int)number;
    return true;
}

static bool read_listen(options_t *options)
{
    options->listen = optarg;
    if (address_is_numeric(optarg))
        return true;
    fprintf(stderr, "leida: --listen %s: must be IP:PORT or [IPv6]:PORT\n", optarg);
    return false;
}

static bool read_since(options_t *options)
{
    if (line_read_time(optarg, options->since))
        return true;
    fprintf(stderr, "leida: --since %s: must be such as 90s, 15m, 2h, 1d or 2026-11-26T18:53\n", optarg);
    return false;
}

static bool read_level(options_t *options)
{
    for (options->level = LOG_DEBUG; options->level <= LOG_ERROR; options->level++)
        if (strcmp(optarg, log_level_name(options->level)) == 0)
            return true;
    fprintf(stderr, "leida: --level %s: must be debug, info, warning or error\n", optarg);
    return false;
}

/* Those of `logs`. */
static bool take_filter(options_t *options, int letter)
{
    switch (letter) {
    case 'n':
        return read_number("--lines", optarg, line_counts, &options->lines);
    case 's':
        return read_since(options);
    case 'L':
        return read_level(options);
    case 't':
        options->trace = optarg;
        return true;
    case 'a':
        options->lines = 0;
        return true;
    default:
        options->follow = true;
        return true;
    }
}

static bool take(options_t *options, int letter)
{
    switch (letter) {
    case 'l':
        return read_listen(options);
    case 'p':
        return read_number("--port", optarg, ports, &options->port);
    case 'c':
        return read_number("--chat", optarg, chats, &options->chat_count);
    case 'd':
        options->data = optarg;
        options->data_given = true;
        return true;
    case 'b':
        options->bin = optarg;
        return true;
    case 'D':
        options->detach = true;
        return true;
    case 'o':
        options->no_demo = true;
        return true;
    case 'j':
        options->json = true;
        return true;
    default:
        return take_filter(options, letter);
    }
}

/* "chat N" of `scale`; other commands take no words. */
static bool read_words(options_t *options, const char *command, char **words, int count)
{
    if (options->command == COMMAND_SCALE) {
        if (count == 2 && strcmp(words[0], "chat") == 0)
            return read_number("scale chat", words[1], chats, &options->chat_count);
        fputs("leida: scale takes a service and a number: leida scale chat N\n", stderr);
        return false;
    }
    if (count > 0)
        fprintf(stderr, "leida: %s takes no argument: %s\n", command, words[0]);
    return count == 0;
}

static options_outcome_t read_options(options_t *options, size_t row, int argc, char **argv)
{
    /* "+": what follows the first word belongs to leidactl. */
    const char *letters = options->command == COMMAND_CTL    ? "+h"
                          : options->command == COMMAND_LOGS ? "hfn:"
                                                             : "h";
    for (int letter; (letter = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) {
        if (letter == 'h') {
            fputs(commands[row].help, stdout);
            return OPTIONS_HELPED;
        }
        if (letter == '?' || !strchr(commands[row].letters, letter)) {
            fprintf(stderr, "leida: see `leida %s --help`\n", commands[row].name);
            return OPTIONS_REFUSED;
        }
        if (!take(options, letter))
            return OPTIONS_REFUSED;
    }
    if (options->listen && options->port >= 0) {
        fputs("leida: --port and --listen both name the port: give one of them\n", stderr);
        return OPTIONS_REFUSED;
    }
    if (options->lines < 0)
        options->lines = options->follow ? OPTIONS_LINES_FOLLOWED : OPTIONS_LINES;
    options->arguments = argv + optind;
    if (options->command != COMMAND_CTL &&
        !read_words(options, commands[row].name, argv + optind, argc - optind))
        return OPTIONS_REFUSED;
    return OPTIONS_GIVEN;
}

options_outcome_t options_read(options_t *options, int argc, char **argv)
{
    const char *bin = getenv("LEIDA_BIN");
    *options = (options_t){
        .port = -1, .lines = -1, .data = default_data(), .bin = bin && *bin ? bin : own_folder()};
    for (size_t row = 0; argc > 1 && row < sizeof(commands) / sizeof(commands[0]); row++) {
        if (strcmp(argv[1], commands[row].name) == 0) {
            options->command = commands[row].command;
            return read_options(options, row, argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "usage: leida-stack up|down|status|scale|logs|ctl [--help] ...\n");
    return OPTIONS_REFUSED;
}
