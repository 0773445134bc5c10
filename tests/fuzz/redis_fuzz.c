/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection to Redis and a cache on it, with a Redis that says anything, at any time, in pieces of any
 * size. The input is options, steps (see STEPS), a line feed and what Redis sends. The loop and hiredis'
 * connecting are ours here (loop_double.h).
 */
#include <errno.h>

#include "common/loop/lookup.h"
#include "common/redis/cache.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/loop_double.h"

#include <hiredis/hiredis.h>

enum { STEPS_MAX = 128, COMMANDS_MAX = STEPS_MAX };

static struct {
    loop_t *loop;
    redis_t *redis;
    cache_t *cache;
    text_t replies; /* still to be sent */
    size_t commands, answered;
    size_t gets, values;
    bool connected;
} world;

static const size_t numbers[COMMANDS_MAX]; /* their places are the contexts of commands */
static const redis_script_t script = {"script", "return 1", false};

/* ---- connecting ---- */

static redisContext *connect_to_us(void)
{
    int fd = loop_double_connect();
    return fd == -1 ? NULL : redisConnectFd(fd);
}

redisContext *redisConnectUnixNonBlock(const char *path)
{
    HOLDS(*path);
    return connect_to_us();
}

redisContext *redisConnectNonBlock(const char *ip, int port)
{
    HOLDS(*ip && port > 0);
    return connect_to_us();
}

/* No name is known here. */
bool lookup_is_needed(const char *host)
{
    return strspn(host, "0123456789.:") < strlen(host);
}

lookup_t *lookup_new(loop_t *loop, const char *host, size_t turn, lookup_fn *done, void *context)
{
    HOLDS(loop == world.loop && *host && done && context);
    (void)turn;
    errno = EAGAIN;
    return NULL;
}

void lookup_destroy(lookup_t **self_p)
{
    HOLDS(!*self_p);
}

/* ---- promises ---- */

static void take_answer(void *context, redis_status_t status, const redis_reply_t *reply)
{
    HOLDS((const size_t *)context == &numbers[world.answered] && world.answered < world.commands);
    HOLDS((status == REDIS_OK) == (reply != NULL));
    world.answered++;
}

static void take_value(void *context, cache_status_t status, text_t value)
{
    HOLDS(context == &world && (status == CACHE_FOUND || value.size == 0));
    world.values++;
}

static void take_change(void *context, bool connected)
{
    HOLDS(context == &world && connected != world.connected);
    world.connected = connected;
}

/* ---- steps ---- */

static void wait_for(unsigned argument)
{
    loop_double_iterate(world.loop, 1 << argument % 13);
}

/* Some more of the replies, over one of the last connections. */
static void speak(unsigned argument)
{
    text_t rest = world.replies;
    const size_t sizes[] = {1, fuzz_take_until(&rest, '\n').size + 1, 64, SIZE_MAX};
    const size_t count = loop_double_count();
    size_t size = sizes[argument >> 3];
    if (size > world.replies.size)
        size = world.replies.size;
    if (argument % 8 >= count || size == 0)
        return;
    loop_double_send(count - 1 - argument % 8, (text_t){world.replies.data, size});
    world.replies = (text_t){world.replies.data + size, world.replies.size - size};
    loop_double_iterate(world.loop, 0);
}

static void hang_up(unsigned argument)
{
    if (argument < loop_double_count())
        loop_double_hang_up(argument);
    loop_double_iterate(world.loop, 0);
}

typedef enum { COMMAND, DURABLE, SCRIPT } kind_t;

static void command(kind_t kind)
{
    redis_command_t words = {0};
    void *context = (void *)(uintptr_t)&numbers[world.commands];
    bool sent;
    redis_add_literal(&words, "GET");
    world.commands++; /* first: an answer may come before the return */
    if (kind == SCRIPT)
        sent = redis_run(world.redis, &script, 0, &words, take_answer, context);
    else if (kind == DURABLE)
        sent = redis_send_durable(world.redis, &words, take_answer, context);
    else
        sent = redis_send(world.redis, &words, take_answer, context);
    HOLDS(sent == redis_is_connected(world.redis));
    world.commands -= !sent;
}

static void send_command(unsigned argument)
{
    command((kind_t)(argument % 3));
}

static void get_value(unsigned argument)
{
    const char key[] = {'k', ':', (char)('a' + argument % 4)};
    world.gets++;
    cache_get(world.cache, (text_t){key, sizeof key}, take_value, &world);
}

static void (*const STEPS[])(unsigned argument) = {wait_for,  speak, hang_up,  send_command,
                                                   get_value, speak, wait_for, send_command};

/* ---- a run ---- */

static void begin(unsigned options, text_t replies)
{
    static const redis_script_t *const scripts[] = {&script, NULL};
    static const char *const prefixes[] = {"k:", NULL};
    if (!world.loop) {
        fuzz_be_quiet();
        world.loop = loop_new();
    }
    world.commands = world.answered = world.gets = world.values = 0;
    world.connected = false;
    world.replies = replies;
    redis_options_t redis = {.address = options & 1 ? "sentinel://127.0.0.1:1,127.0.0.1:2/main" : "unix:x",
                             .password = options & 2 ? "secret" : NULL,
                             .scripts = scripts,
                             .changed = take_change,
                             .context = &world,
                             .replicas = options & 4 ? 1 : 0,
                             .replication_timeout = 100};
    world.redis = redis_new(world.loop, &redis);
    world.cache = cache_new(world.loop,
                            &(cache_options_t){.redis = &redis, .prefixes = prefixes, .limit = 2});
    loop_double_iterate(world.loop, 0);
}

static void end(void)
{
    redis_destroy(&world.redis);
    cache_destroy(&world.cache);
    HOLDS(world.answered == world.commands && world.values == world.gets);
    loop_double_forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    unsigned options = fuzz_take_byte(&rest);
    text_t steps = fuzz_take_until(&rest, '\n');
    begin(options, rest);
    for (size_t i = 0; i < STEPS_MAX && steps.size > 0; i++) {
        unsigned step = fuzz_take_byte(&steps);
        STEPS[step % 8](step >> 3);
    }
    end();
    return 0;
}
