/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/redis_server.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"

enum { OPTIONS_MAX = 48, START_TRIES = 1000, START_STEP_MS = 10 };

struct redis_server {
    char folder[32];
    char address[64];
    const char *const *options;
    pid_t process;
    redisContext *client; /* for redis_server_ask; opened when needed */
};

static const char *const DEFAULT_OPTIONS[] = {"redis-server",
                                              "--port",
                                              "0",
                                              "--unixsocket",
                                              "redis.sock",
                                              "--save",
                                              "",
                                              "--appendonly",
                                              "yes",
                                              "--appendfsync",
                                              "always",
                                              "--loglevel",
                                              "warning",
                                              "--logfile",
                                              "redis.log",
                                              "--daemonize",
                                              "no",
                                              "--enable-debug-command",
                                              "yes",
                                              "--enable-protected-configs",
                                              "yes",
                                              NULL};

static const char *socket_path(const redis_server_t *self)
{
    return self->address + strlen("unix:");
}

static size_t options_add(const char **argv, size_t count, const char *const *options)
{
    for (; options && *options; options++) {
        cr_assert_lt(count, OPTIONS_MAX, "too many options for redis-server");
        argv[count++] = *options;
    }
    argv[count] = NULL;
    return count;
}

/* In the child: execvp wants writable strings only for historic reasons. */
static void become_server(const redis_server_t *self, const char **argv)
{
    union {
        const char **in;
        char *const *out;
    } arguments = {.in = argv};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (chdir(self->folder) == 0)
        execvp(argv[0], arguments.out);
    _exit(127);
}

static void server_spawn(redis_server_t *self, const char *const *more)
{
    const char *argv[OPTIONS_MAX + 1];
    size_t count = options_add(argv, 0, DEFAULT_OPTIONS);
    count = options_add(argv, count, self->options);
    options_add(argv, count, more);
    unlink(socket_path(self));
    self->process = fork();
    cr_assert_geq(self->process, 0, "fork: %s", strerror(errno));
    if (self->process == 0)
        become_server(self, argv);
}

static void client_close(redis_server_t *self)
{
    if (self->client)
        redisFree(self->client);
    self->client = NULL;
}

/* Whether it takes connections and, if asked for, is done loading (an answer that wants a password counts).
 */
static bool server_answers(redis_server_t *self, bool loaded)
{
    client_close(self);
    self->client = redisConnectUnix(socket_path(self));
    if (!self->client || self->client->err)
        return false;
    if (!loaded)
        return true;
    redisReply *reply = redisCommand(self->client, "PING");
    bool answers = reply && !(reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "LOADING", 7) == 0);
    if (reply)
        freeReplyObject(reply);
    return answers;
}

static void server_wait(redis_server_t *self, bool loaded)
{
    for (int i = 0; i < START_TRIES; i++) {
        if (server_answers(self, loaded))
            return;
        cr_assert_eq(waitpid(self->process, NULL, WNOHANG), 0, "redis-server did not start");
        nanosleep(&(struct timespec){.tv_nsec = START_STEP_MS * 1000000L}, NULL);
    }
    cr_assert_fail("redis-server does not answer");
}

static void folder_remove(const char *folder)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        buffer_t path = {0};
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buffer_append_format(&path, "%s/%s", folder, entry->d_name);
        buffer_append_char(&path, '\0');
        if (entry->d_type == DT_DIR)
            folder_remove(path.data);
        else
            unlink(path.data);
        buffer_free(&path);
    }
    closedir(entries);
    rmdir(folder);
}

redis_server_t *redis_server_new(const char *const *options)
{
    redis_server_t *self = memory_new_zeroed(sizeof *self);
    strcpy(self->folder, "/tmp/leida-redis-XXXXXX");
    cr_assert_not_null(mkdtemp(self->folder), "mkdtemp: %s", strerror(errno));
    snprintf(self->address, sizeof self->address, "unix:%s/redis.sock", self->folder);
    self->options = options;
    redis_server_start(self);
    return self;
}

void redis_server_destroy(redis_server_t **self_p)
{
    redis_server_t *self = *self_p;
    if (!self)
        return;
    redis_server_kill(self);
    folder_remove(self->folder);
    free(self);
    *self_p = NULL;
}

const char *redis_server_address(const redis_server_t *self)
{
    return self->address;
}

void redis_server_kill(redis_server_t *self)
{
    client_close(self);
    if (self->process > 0) {
        kill(self->process, SIGKILL);
        waitpid(self->process, NULL, 0);
    }
    self->process = 0;
}

void redis_server_start(redis_server_t *self)
{
    server_spawn(self, NULL);
    server_wait(self, true);
}

void redis_server_begin(redis_server_t *self, const char *const *options)
{
    server_spawn(self, options);
    server_wait(self, false);
}

void redis_server_pause(redis_server_t *self)
{
    kill(self->process, SIGSTOP);
}

void redis_server_resume(redis_server_t *self)
{
    kill(self->process, SIGCONT);
}

static redis_reply_t *server_ask(redis_server_t *self, const char *format, va_list values)
{
    if (!self->client)
        self->client = redisConnectUnix(socket_path(self));
    cr_assert(self->client && !self->client->err, "cannot connect to redis-server");
    redisvAppendCommand(self->client, format, values);
    redis_reply_t *reply = redis_blocking_receive(self->client, 0);
    cr_assert_not_null(reply, "redis-server: %s", self->client->errstr);
    return reply;
}

redis_reply_t *redis_server_ask(redis_server_t *self, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    redis_reply_t *reply = server_ask(self, format, values);
    va_end(values);
    return reply;
}

void redis_server_do(redis_server_t *self, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    redis_reply_t *reply = server_ask(self, format, values);
    va_end(values);
    cr_assert_neq(reply->type, REDIS_REPLY_ERROR, "%s: %s", format, reply->str);
    redis_reply_free(reply);
}

void redis_server_forget(redis_server_t *self)
{
    redis_server_do(self, "EVAL %s 0",
                    "for _, key in ipairs(redis.call('KEYS', '*')) do\n"
                    "  if redis.call('PTTL', key) >= 0 then redis.call('DEL', key) end\n"
                    "end");
}
