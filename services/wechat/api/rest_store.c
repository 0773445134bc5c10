/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/rest_store.h"

#include <stdlib.h>

#include "common/redis/foreign.h"
#include "common/store/keys.h"

extern const char lua_api_rest_take[], lua_api_rest_keep[];
const redis_script_t rest_take_script = {.name = "wechat_rest", .body = lua_api_rest_take};
const redis_script_t rest_keep_script = {.name = "wechat_keep_rest", .body = lua_api_rest_keep};

typedef struct {
    rest_take_fn *done;
    void *context;
} taker_t;

static void tell(taker_t *taker, const rest_kept_t *kept)
{
    taker->done(taker->context, kept);
    free(taker);
}

static void begin(command_t *command, const char *account, api_endpoint_t endpoint)
{
    command->words = (buffer_t){0};
    command_open(command);
    command_add(command, keys_wx, "rest", text_of(account));
    command_end_keys(command);
    command_add_text(command, text_of(api_endpoint_name(endpoint)));
}

static void report(const redis_reply_t *reply)
{
    foreign_report(FOREIGN_SCRIPT, TEXT_LITERAL("wx:rest:…"),
                   reply->type == REDIS_REPLY_ERROR ? redis_text(reply) : TEXT_NONE);
}

static bool read_kept(const redis_reply_t *reply, rest_kept_t *kept)
{
    int64_t *const into[] = {&kept->left, &kept->length, &kept->errcode};
    if (!reply_is_array(reply, 4) || reply->element[0]->type != REDIS_REPLY_INTEGER ||
        reply->element[0]->integer < REST_NONE || reply->element[0]->integer > REST_OVER)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (reply->element[i + 1]->type != REDIS_REPLY_INTEGER)
            return false;
        *into[i] = reply->element[i + 1]->integer;
    }
    kept->state = (rest_state_t)reply->element[0]->integer;
    return true;
}

static void on_taken(void *context, redis_status_t status, const redis_reply_t *reply)
{
    rest_kept_t kept = {.state = REST_UNKNOWN};
    if (status == REDIS_OK && !read_kept(reply, &kept))
        report(reply);
    tell(context, &kept);
}

void rest_take(redis_t *redis, const char *account, api_endpoint_t endpoint, rest_take_fn *done,
               void *context)
{
    static const rest_kept_t unknown = {.state = REST_UNKNOWN};
    taker_t *taker = memory_new(sizeof *taker);
    command_t command;
    *taker = (taker_t){done, context};
    begin(&command, account, endpoint);
    command_add_int(&command, REST_TRY_MS);
    if (!redis_run(redis, &rest_take_script, command.key_count, &command.arguments, on_taken, taker))
        tell(taker, &unknown);
    command_close(&command);
}

typedef struct {
    rest_done_fn *done;
    void *context;
} keeper_t;

/* What Redis refuses for its form it would refuse again. */
static void on_kept(void *context, redis_status_t status, const redis_reply_t *reply)
{
    keeper_t *keeper = context;
    if (status == REDIS_OK && reply->type != REDIS_REPLY_INTEGER)
        report(reply);
    keeper->done(keeper->context, status != REDIS_LOST && status != REDIS_UNAVAILABLE);
    free(keeper);
}

void rest_keep(redis_t *redis, const char *account, api_endpoint_t endpoint, const rest_kept_t *kept,
               rest_done_fn *done, void *context)
{
    keeper_t *keeper = memory_new(sizeof *keeper);
    command_t command;
    *keeper = (keeper_t){done, context};
    begin(&command, account, endpoint);
    command_add_int(&command, kept->length);
    command_add_int(&command, kept->errcode);
    command_add_int(&command, kept->tried);
    if (!redis_run(redis, &rest_keep_script, command.key_count, &command.arguments, on_kept, keeper))
        on_kept(keeper, REDIS_LOST, NULL);
    command_close(&command);
}
