/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/stack/announce.h"
#include "tools/stack/cluster.h"
#include "tools/stack/control.h"
#include "tools/stack/home.h"
#include "tools/stack/media.h"
#include "tools/stack/status.h"

enum {
    ANSWER_LIMIT = 5 * 1000,
    STOP_LIMIT = 120 * 1000 /* ms, more than the limits of all stages together */
};

typedef enum {
    ASKED_ANSWERED, /* maybe with nothing */
    ASKED_NOBODY,   /* no stack is up */
    ASKED_NOWHERE,  /* the folder has never had one */
    ASKED_ABSENT,   /* there is no such folder */
    ASKED_FOREIGN   /* the stack is another user's; that has been printed */
} asked_t;

/* Asks the stack of DIR. */
static asked_t ask(const options_t *options, const char *word, int limit, buffer_t *answer)
{
    switch (home_enter(options->data)) {
    case HOME_ENTERED:
        return control_ask(word, limit, answer) ? ASKED_ANSWERED : ASKED_NOBODY;
    case HOME_NONE:
        return ASKED_NOWHERE;
    case HOME_ABSENT:
        return ASKED_ABSENT;
    case HOME_FOREIGN:
        break;
    }
    return ASKED_FOREIGN;
}

/* A folder that was named and is not there is no stopped stack: a slip of the pen, as a rule. */
static bool tell_absent(asked_t asked, const options_t *options)
{
    if (asked != ASKED_ABSENT || !options->data_given)
        return false;
    fprintf(stderr, "leida: there is no folder %s\n", options->data);
    return true;
}

static void tell_nobody(asked_t asked, const options_t *options)
{
    if (asked != ASKED_FOREIGN && !tell_absent(asked, options))
        fprintf(stderr, "leida: no stack is up on %s; start one with `leida up`\n", options->data);
}

int client_down(const options_t *options)
{
    buffer_t answer = {0};
    asked_t asked = ask(options, "down", STOP_LIMIT, &answer);
    buffer_free(&answer);
    if (asked == ASKED_FOREIGN || tell_absent(asked, options))
        return EXIT_FAILURE;
    printf("leida: %s on %s\n", asked == ASKED_ANSWERED ? "stopped the stack" : "no stack was up",
           options->data);
    if (asked == ASKED_NOWHERE || asked == ASKED_ABSENT)
        return EXIT_SUCCESS;
    /* The lock is free once the last process has ended, also where the supervisor was killed. */
    if (home_lock_wait(STOP_LIMIT, NULL) == HOME_LOCKED) {
        home_sweep();
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "leida: processes still hold %s/run/lock\n", home_path());
    return EXIT_FAILURE;
}

int client_status(const options_t *options)
{
    buffer_t answer = {0};
    bool ready = false;
    asked_t asked = ask(options, options->json ? "status-json" : "status", ANSWER_LIMIT, &answer);
    if (asked == ASKED_ANSWERED && answer.size > 0) {
        /* Its first line is the verdict. */
        const char *end = memchr(answer.data, '\n', answer.size);
        size_t verdict = end ? (size_t)(end - answer.data) + 1 : answer.size;
        ready = text_equal((text_t){answer.data, verdict}, TEXT_LITERAL("ready\n"));
        fwrite(answer.data + verdict, 1, answer.size - verdict, stdout);
    } else {
        bool told = asked == ASKED_FOREIGN || tell_absent(asked, options);
        if (options->json)
            puts(STATUS_JSON_DOWN);
        else if (!told)
            printf("nothing is up on %s\n", options->data);
    }
    buffer_free(&answer);
    return ready ? EXIT_SUCCESS : EXIT_FAILURE;
}

int client_scale(const options_t *options)
{
    char word[32];
    buffer_t answer = {0};
    snprintf(word, sizeof(word), "scale-chat %d", options->chat_count);
    asked_t asked = ask(options, word, STOP_LIMIT, &answer);
    bool done = text_equal(buffer_text(&answer), TEXT_LITERAL("done\n"));
    if (done)
        printf("leida: %d chat instance%s\n", options->chat_count, options->chat_count == 1 ? "" : "s");
    else if (asked != ASKED_ANSWERED)
        tell_nobody(asked, options);
    else if (answer.size == 0)
        fputs("leida: the stack went down meanwhile\n", stderr);
    else
        fprintf(stderr, "leida: %.*s", TEXT_ARG(buffer_text(&answer)));
    buffer_free(&answer);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The path of the socket for a program in another directory, or a short way to it through a descriptor that
 * the program inherits, where the path is too long for a socket. */
static void export_socket(void)
{
    static char address[PATH_MAX];
    int size = snprintf(address, sizeof(address), "unix:%s/" HOME_REDIS, home_path());
    if ((size_t)size - strlen("unix:") >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
        int fd = open("run", O_PATH | O_DIRECTORY);
        snprintf(address, sizeof(address), "unix:/proc/self/fd/%d/redis.sock", fd);
    }
    setenv("LEIDA_REDIS", address, 1);
    unsetenv("LEIDA_REDIS_PASSWORD"); /* for another Redis: this one has none */
}

/* LEIDA_REDIS, and the password of a cluster. A supervisor of an older build has no cluster. */
static void export_redis(void)
{
    buffer_t address = {0};
    bool cluster = control_ask("redis", ANSWER_LIMIT, &address) &&
                   text_begins(buffer_text(&address), TEXT_LITERAL("cluster://"));
    unsetenv("LEIDA_REDIS_USER");
    if (cluster) {
        buffer_append_char(&address, '\0');
        setenv("LEIDA_REDIS", address.data, 1);
        cluster_export_password();
    } else {
        export_socket();
    }
    buffer_free(&address);
}

/* LEIDA_WEB_ORIGIN: where the pages are, if that is not where the gateway listens. A supervisor of an older
 * build does not know. */
static void export_origins(void)
{
    buffer_t origins = {0};
    if (control_ask("pages", ANSWER_LIMIT, &origins) &&
        text_begins(buffer_text(&origins), TEXT_LITERAL("http"))) {
        buffer_append_char(&origins, '\0');
        setenv("LEIDA_WEB_ORIGIN", origins.data, 1);
    } else {
        unsetenv("LEIDA_WEB_ORIGIN");
    }
    buffer_free(&origins);
}

/* LEIDA_CTL: how leidactl names itself in what it tells the user to do. */
static void export_name(const options_t *options)
{
    buffer_t name = {0};
    announce_command(&name, options, "ctl");
    buffer_append_char(&name, '\0');
    setenv("LEIDA_CTL", name.data, 1);
    buffer_free(&name);
}

/* Help needs no stack, and neither do subcommands that ask neither Redis nor the gateway. */
static bool needs_stack(char *const *words)
{
    static const char *const without[] = {"help", "openapi", "keygen", "completion", "--version"};
    if (!words[0])
        return false;
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (strcmp(words[0], without[i]) == 0)
            return false;
    for (; *words; words++)
        if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0)
            return false;
    return true;
}

/* Puts into the environment where the stack of DIR is; false when it is not to be had, which has been told.
 */
static bool export_addresses(const options_t *options)
{
    buffer_t url = {0};
    asked_t asked = ask(options, "where", ANSWER_LIMIT, &url);
    if (asked == ASKED_ANSWERED) {
        buffer_append_char(&url, '\0');
        setenv("LEIDA_URL", url.data, 1);
        export_redis();
        export_origins();
        media_export();
        export_name(options);
    } else {
        tell_nobody(asked, options);
    }
    buffer_free(&url);
    return asked == ASKED_ANSWERED;
}

int client_ctl(const options_t *options)
{
    char bin[PATH_MAX];
    buffer_t program = {0};
    int back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    announce_setup();
    if (!realpath(options->bin, bin)) {
        fprintf(stderr, "leida: no folder of programs at %s: %s\n", options->bin, strerror(errno));
        return EXIT_FAILURE;
    }
    if (needs_stack(options->arguments) && !export_addresses(options))
        return EXIT_FAILURE;
    buffer_append_format(&program, "%s/leidactl", bin);
    buffer_append_char(&program, '\0');
    if (fchdir(back) == 0) {
        options->arguments[-1] = program.data; /* its name: the word before its arguments is free */
        execv(program.data, options->arguments - 1);
    }
    fprintf(stderr, "leida: cannot run %s/leidactl: %s\n", bin, strerror(errno));
    return EXIT_FAILURE;
}
