/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/text.h"

/* help.txt: ./leida shows it from there before anything is built. */
extern const unsigned char help_text[];
extern const size_t help_text_size;

typedef struct {
    int low, high;
} range_t;
static const range_t ports = {0, 65535}, chats = {1, OPTIONS_CHAT_MAX}, line_counts = {1, 1000000};

static const struct {
    const char *name;
    command_t command;
    const char *letters; /* of the options that it takes */
} commands[] = {
    {"up", COMMAND_UP, "pldcDorCubh"}, {"down", COMMAND_DOWN, "dh"},       {"status", COMMAND_STATUS, "djh"},
    {"scale", COMMAND_SCALE, "dh"},    {"logs", COMMAND_LOGS, "dfnasLth"}, {"ctl", COMMAND_CTL, "dbh"},
};

static const struct option long_options[] = {
    {"port", required_argument, NULL, 'p'},
    {"listen", required_argument, NULL, 'l'},
    {"data", required_argument, NULL, 'd'},
    {"chat", required_argument, NULL, 'c'},
    {"detach", no_argument, NULL, 'D'},
    {"no-demo", no_argument, NULL, 'o'},
    {"json", no_argument, NULL, 'j'},
    {"follow", no_argument, NULL, 'f'},
    {"lines", required_argument, NULL, 'n'},
    {"all", no_argument, NULL, 'a'},
    {"since", required_argument, NULL, 's'},
    {"level", required_argument, NULL, 'L'},
    {"trace", required_argument, NULL, 't'},
    {"bin", required_argument, NULL, 'b'},
    {"redis-cluster", no_argument, NULL, 'r'},
    {"companies", required_argument, NULL, 'C'},
    {"public-url", required_argument, NULL, 'u'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
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

/* Of the text what stands behind the line "== NAME", up to the next of its kind. */
static void print_help(const char *name)
{
    char heading[32];
    snprintf(heading, sizeof(heading), "== %s\n", name);
    const char *text = (const char *)help_text, *end = text + help_text_size;
    const char *begin = memmem(text, help_text_size, heading, strlen(heading));
    if (!begin)
        return;
    begin += strlen(heading);
    const char *next = memmem(begin, (size_t)(end - begin), "\n== ", strlen("\n== "));
    fwrite(begin, 1, (size_t)((next ? next + 1 : end) - begin), stdout);
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
    case 'C':
        options->companies = optarg;
        return true;
    case 'u':
        options->public_url = optarg;
        return true;
    case 'D':
        options->detach = true;
        return true;
    case 'o':
        options->no_demo = true;
        return true;
    case 'r':
        options->redis_cluster = true;
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
        fputs(count > 0 && strcmp(words[0], "chat") != 0
                  ? "leida: only chat can be scaled like this: leida scale chat N\n"
                  : "leida: scale takes a service and a number: leida scale chat N\n",
              stderr);
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
            print_help(commands[row].name);
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
    const char *bin = getenv("LEIDA_BIN"), *data = getenv("LEIDA_DATA");
    *options = (options_t){.port = -1, .lines = -1, .bin = bin && *bin ? bin : own_folder()};
    options->data_given = data && *data;
    options->data = options->data_given ? data : default_data();
    for (size_t row = 0; argc > 1 && row < sizeof(commands) / sizeof(commands[0]); row++) {
        if (strcmp(argv[1], commands[row].name) == 0) {
            options->command = commands[row].command;
            return read_options(options, row, argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "usage: leida-stack up|down|status|scale|logs|ctl [--help] ...\n");
    return OPTIONS_REFUSED;
}
