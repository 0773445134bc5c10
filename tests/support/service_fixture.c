/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/service_fixture.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "common/rpc/zsocket.h"
#include "tests/support/loop_wait.h"

enum { READY_LIMIT = 5000 /* ms */ };

static bool is_ready(void *context)
{
    const service_fixture_t *self = context;
    return redis_is_connected(self->redis) && cache_is_tracking(self->profiles);
}

void service_fixture_open(service_fixture_t *self, const service_fixture_options_t *options)
{
    static const char *const prefixes[] = {"user:", "customer:", "catalogue:", NULL};
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    const redis_options_t redis = {.address = redis_server_address(self->server),
                                   .scripts = options->scripts};
    self->redis = redis_new(self->loop, &redis);
    self->profiles = cache_new(self->loop,
                               &(cache_options_t){.redis = &redis, .prefixes = prefixes, .limit = 1000});
    host_open(&self->host, self->redis, self->profiles, options->now);
    self->rpc = server_new(self->loop, &(server_options_t){.endpoint = options->endpoint,
                                                           .handlers = options->handlers,
                                                           .handler_count = options->handler_count,
                                                           .service = &self->host,
                                                           .in_flight_limit = 100});
    cr_assert_not_null(self->rpc);
    self->client = test_client_new(self->loop, options->endpoint);
    cr_assert(clock_set_zone("Asia/Shanghai"));
    cr_assert(loop_wait(self->loop, is_ready, self, READY_LIMIT), "no connection to redis-server");
}

void service_fixture_close(service_fixture_t *self)
{
    test_client_destroy(&self->client);
    server_destroy(&self->rpc);
    redis_destroy(&self->redis);
    cache_destroy(&self->profiles);
    host_close(&self->host);
    loop_destroy(&self->loop);
    zsocket_context_end();
    redis_server_destroy(&self->server);
}

void service_fixture_set(service_fixture_t *self, const char *key, const field_table_t *table,
                         const record_t *record)
{
    buffer_t value = {0};
    record_encode(&value, table, record);
    redis_server_do(self->server, "SET %s %b", key, value.data, value.size);
    buffer_free(&value);
}

int64_t service_fixture_number(service_fixture_t *self, const char *command)
{
    redis_reply_t *reply = redis_server_ask(self->server, command);
    cr_assert_neq(reply->type, REDIS_REPLY_ERROR, "%s: %s", command, reply->str);
    int64_t number = redis_int(reply);
    redis_reply_free(reply);
    return number;
}

void record_mark(record_t *record, const field_table_t *table, const char *const *names)
{
    for (; *names; names++)
        record->present |= UINT64_C(1) << field_index(table, text_of(*names));
}
