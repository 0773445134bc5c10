/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/up.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/observe/log.h"
#include "common/observe/log_sink.h"
#include "common/process/descriptors.h"
#include "common/process/signals.h"
#include "tools/stack/announce.h"
#include "tools/stack/aof.h"
#include "tools/stack/check.h"
#include "tools/stack/cluster_setup.h"
#include "tools/stack/control.h"
#include "tools/stack/detach.h"
#include "tools/stack/files.h"
#include "tools/stack/home.h"
#include "tools/stack/media.h"
#include "tools/stack/pages.h"
#include "tools/stack/stack.h"
#include "tools/stack/wechat.h"

enum {
    LEFTOVER_LIMIT =
        45 *
        1000, /* ms for the processes of a supervisor that was killed to end: more than their own limits */
    ANSWER_LIMIT = 1000,
    DESCRIPTORS_MAX = 4096, /* some four for each process; those raise their own */
    TAIL_LINES = 20,
    EXIT_CONFIGURATION = 2
};

typedef struct {
    const options_t *options;
    settings_t settings;
    cluster_t cluster; /* if the store is one */
    int front;         /* the terminal's stderr; -1 when detached */
    int reply;         /* to the waiting parent; -1 in front */
    buffer_t tail;     /* the lines before a failure, when detached */
    char *error;       /* why it did not start */
} up_t;

/* Never waits: whoever holds the terminal must not hold the stack. */
static void say(int fd, text_t text)
{
    log_sink_t sink;
    log_sink_open(&sink, fd);
    while (text.size > 0) {
        size_t size = text.size < LOG_SINK_PIECE ? text.size : LOG_SINK_PIECE;
        if (!log_sink_write(&sink, text.data, size))
            break;
        text = (text_t){text.data + size, text.size - size};
    }
    log_sink_close(&sink);
}

static void started(void *context, const char *error, const char *base_url)
{
    up_t *self = context;
    if (error) {
        self->error = memory_copy_text(text_of(error));
        if (self->reply >= 0)
            journal_tail(&self->tail, TAIL_LINES);
        return;
    }
    buffer_t text = {0};
    announce_write(&text, self->options, &self->settings, base_url);
    if (self->reply >= 0)
        detach_reply(&self->reply, 0, buffer_text(&text));
    else
        say(STDOUT_FILENO, buffer_text(&text));
    buffer_free(&text);
}

/* The reason comes last. In front the log has been on the terminal already. */
static void tell_failure(up_t *self)
{
    buffer_append_format(&self->tail, "leida: %s\n", self->error);
    if (self->reply >= 0)
        detach_reply(&self->reply, EXIT_FAILURE, buffer_text(&self->tail));
    else
        say(self->front, buffer_text(&self->tail));
}

/* From here on the supervisor's own lines go through the journal too. */
static bool redirect_log(journal_t *journal, bool json)
{
    int output = journal_pipe(journal, "");
    if (output < 0)
        return false;
    /* It reads this pipe itself and must never wait for it. */
    bool done = fcntl(output, F_SETFL, O_NONBLOCK) == 0 && dup2(output, STDERR_FILENO) >= 0;
    close(output);
    log_setup("stack", LOG_INFO, json ? LOG_AS_JSON : LOG_AS_TEXT);
    return done;
}

static void log_failed(up_t *self)
{
    buffer_t error = {0};
    buffer_append_format(&error, "cannot write the log: %s%c", strerror(errno), '\0');
    self->error = error.data;
}

static int supervise(up_t *self)
{
    signals_block();
    descriptors_raise_limit(DESCRIPTORS_MAX);
    loop_t *loop = loop_new();
    bool json = settings_log_is_json(&self->settings);
    journal_t *journal = loop ? journal_new(loop, self->front, json) : NULL;
    bool done = journal && redirect_log(journal, json);
    if (done)
        done = stack_run(&(stack_parts_t){self->options, &self->settings, loop, journal, started, self});
    else
        log_failed(self);
    if (self->front >= 0)
        dup2(self->front, STDERR_FILENO);
    journal_destroy(&journal);
    loop_destroy(&loop);
    if (!done)
        tell_failure(self);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool is_up(void)
{
    buffer_t answer = {0};
    bool listens = control_ask("where", ANSWER_LIMIT, &answer);
    if (listens)
        fprintf(stderr, "leida: already up on %s%s%.*s\n", home_path(), answer.size > 0 ? ": " : "",
                TEXT_ARG(buffer_text(&answer)));
    buffer_free(&answer);
    return listens;
}

/* A first start that cannot be must not leave a folder behind. Returns the exit code. */
static int check_new(const options_t *options)
{
    if (!home_is_new(options->data))
        return EXIT_SUCCESS;
    settings_t settings = {0};
    int code = EXIT_CONFIGURATION;
    if (settings_read_new(&settings, options))
        code = check_listen(&settings) ? EXIT_SUCCESS : EXIT_FAILURE;
    settings_free(&settings);
    return code;
}

static bool take_home(const options_t *options)
{
    if (!home_make(options->data))
        return false;
    home_lock_t lock = home_lock();
    if (lock == HOME_BUSY && is_up())
        return false;
    if (lock == HOME_BUSY) {
        fprintf(stderr, "leida: waiting for processes of an earlier run on %s to end\n", home_path());
        lock = home_lock_wait(LEFTOVER_LIMIT, is_up);
    }
    if (lock == HOME_BUSY)
        fprintf(stderr, "leida: %s/run/lock is still held by processes of an earlier run\n", home_path());
    else if (lock == HOME_FAILED)
        fprintf(stderr, "leida: cannot lock %s/run/lock: %s\n", home_path(), strerror(errno));
    return lock == HOME_LOCKED;
}

/* Whether a Redis would start without the data that it had; what to do is printed. */
static bool refuse_lost(const options_t *options, const char *name)
{
    const aof_place_t place = aof_place(name);
    const aof_fault_t fault = aof_look(&place);
    if (fault == AOF_GOOD)
        return false;
    buffer_t advice = {0};
    aof_advise(&advice, fault, &place, options);
    fprintf(stderr, "leida: %s/%s has %s: Redis would start empty\n%.*s", home_path(), place.folder,
            fault == AOF_MANIFEST ? "data and no list of its files" : "lost its data",
            TEXT_ARG(buffer_text(&advice)));
    buffer_free(&advice);
    return true;
}

/* No folder may have two stores, of which one would be hidden. */
static bool refuse_two_forms(const options_t *options)
{
    if (access(HOME_REDIS_DATA, F_OK) != 0)
        return false;
    if (cluster_has_run())
        fprintf(stderr,
                "leida: %s has the store of one Redis (" HOME_REDIS_DATA
                ") and that of a cluster (" CLUSTER_FOLDER "): move one of them away\n",
                home_path());
    else if (options->redis_cluster)
        fprintf(stderr,
                "leida: %s has the store of one Redis, and keeps that form: --redis-cluster needs a folder "
                "of its "
                "own (--data); docs/operations.md, \"Redis Cluster\", tells how data gets there\n",
                home_path());
    return cluster_has_run() || options->redis_cluster;
}

/* The store is a cluster where it has been one before, and in a new DIR where that is asked for. */
static bool prepare_cluster(up_t *self)
{
    if (refuse_two_forms(self->options))
        return false;
    if (!cluster_has_run() && !self->options->redis_cluster)
        return true;
    bool done = cluster_exists() ? cluster_read(&self->cluster) && cluster_settle(&self->cluster)
                                 : cluster_make(&self->cluster);
    if (!done)
        return false;
    self->settings.cluster = &self->cluster;
    cluster_export_password();
    return true;
}

static bool refuse_any_lost(const up_t *self)
{
    char name[CLUSTER_NAME_SIZE] = "redis";
    if (!self->settings.cluster)
        return refuse_lost(self->options, name);
    for (int number = 1; number <= CLUSTER_NODES; number++) {
        cluster_name(number, name);
        if (refuse_lost(self->options, name))
            return true;
    }
    return false;
}

/* All that can be seen before anything starts. Returns the exit code of what is wrong, which has been
 * printed. */
static int prepare(up_t *self)
{
    if (!settings_read(&self->settings, self->options))
        return EXIT_CONFIGURATION;
    if (!wechat_setup(&self->settings, self->options))
        return EXIT_CONFIGURATION;
    home_sweep();
    if (!prepare_cluster(self) || refuse_any_lost(self))
        return EXIT_FAILURE;
    if (!files_write_all(&self->settings)) {
        fprintf(stderr, "leida: cannot write %s/run: %s\n", home_path(), strerror(errno));
        return EXIT_FAILURE;
    }
    if (!media_setup(&self->settings))
        return EXIT_FAILURE;
    if (!check_settings(&self->settings, self->options->bin))
        return EXIT_CONFIGURATION;
    return check_addresses(&self->settings) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Returns the exit code. */
static int start(up_t *self)
{
    int code;
    if (self->options->detach && detach(&self->reply, &code))
        return code;
    if (!self->options->detach)
        self->front = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return supervise(self);
}

int up(const options_t *options)
{
    options_t own = *options;
    char bin[PATH_MAX];
    if (!realpath(options->bin, bin)) {
        fprintf(stderr, "leida: no folder of programs at %s: %s\n", options->bin, strerror(errno));
        return EXIT_FAILURE;
    }
    own.bin = bin; /* the working directory will be another */
    umask(077);    /* DIR holds what customers wrote, and tokens */
    announce_setup();
    if (!wechat_find(&own))
        return EXIT_CONFIGURATION;
    pages_setup(bin);
    int code = check_new(options);
    if (code != EXIT_SUCCESS)
        return code;
    if (!take_home(options))
        return EXIT_FAILURE;
    up_t self = {.options = &own, .front = -1, .reply = -1};
    code = prepare(&self);
    if (code == EXIT_SUCCESS)
        code = start(&self);
    settings_free(&self.settings);
    free(self.error);
    buffer_free(&self.tail);
    return code;
}
