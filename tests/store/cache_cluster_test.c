/* SPDX-License-Identifier: Apache-2.0 */
/* A cache before a Redis Cluster: it hears of changes from each master, and forgets what a master has had. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/redis/cache.h"
#include "common/store/form.h"
#include "tests/support/cluster_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

static const char *const PREFIXES[] = {"user:", NULL};

typedef struct {
    cluster_fixture_t *cluster;
    cache_t *cache;
    const char *key; /* asked for */
    cache_status_t status;
    char value[16];
    size_t answers;
} fixture_t;

static void open_cache(fixture_t *self, const redis_script_t *form)
{
    const redis_options_t redis = {
        .address = self->cluster->address, .form = form, .form_key = STORE_FORM_KEY};
    self->cache = cache_new(self->cluster->base.loop,
                            &(cache_options_t){.redis = &redis, .prefixes = PREFIXES, .limit = 100});
}

static bool is_tracking(void *context)
{
    const fixture_t *self = context;
    return cache_is_tracking(self->cache) &&
           redis_places_used(cache_connection(self->cache)) == CLUSTER_MASTERS &&
           cache_counts(self->cache).subscriber.connected;
}

static void await_tracking(fixture_t *self)
{
    cr_assert(loop_wait(self->cluster->base.loop, is_tracking, self, CLUSTER_SOON), "tracking never came on");
}

static void open_all(fixture_t *self)
{
    self->cluster = cluster_fixture_open();
    open_cache(self, NULL);
    await_tracking(self);
}

static void close_all(fixture_t *self)
{
    cache_destroy(&self->cache);
    cluster_fixture_close(&self->cluster);
}

TestSuite(cache_cluster, .fini = leak_check, .timeout = 100);

static void take(void *context, cache_status_t status, text_t value)
{
    fixture_t *self = context;
    self->answers++;
    self->status = status;
    snprintf(self->value, sizeof self->value, "%.*s", TEXT_ARG(value));
}

static bool is_answered(void *context)
{
    return ((fixture_t *)context)->answers > 0;
}

static cache_status_t get(fixture_t *self, const char *key)
{
    self->answers = 0;
    cache_get(self->cache, text_of(key), take, self);
    cr_assert(loop_wait(self->cluster->base.loop, is_answered, self, CLUSTER_SOON));
    return self->status;
}

static bool is_known(void *context)
{
    const fixture_t *self = context;
    cache_status_t status;
    text_t value;
    return cache_peek(self->cache, text_of(self->key), &status, &value);
}

static bool is_unknown(void *context)
{
    return !is_known(context);
}

static bool knows(fixture_t *self, const char *key)
{
    self->key = key;
    return is_known(self);
}

static void await_forgotten(fixture_t *self, const char *key)
{
    self->key = key;
    cr_assert(loop_wait(self->cluster->base.loop, is_unknown, self, CLUSTER_SOON), "%s is remembered", key);
}

/* Asks until the cache remembers it. */
static void learn(fixture_t *self, const char *key, const char *value)
{
    for (int i = 0; i < 1000 && !knows(self, key); i++) {
        get(self, key);
        loop_spend(self->cluster->base.loop, 10);
    }
    cr_assert(knows(self, key));
    cr_assert_eq(get(self, key), *value ? CACHE_FOUND : CACHE_ABSENT);
    cr_assert_str_eq(self->value, value);
}

static void set(fixture_t *self, size_t node, const char *key, const char *value)
{
    redis_server_do(self->cluster->nodes[node].server, "SET %s %s", key, value);
}

Test(cache_cluster, changes_on_each_master_are_heard)
{
    fixture_t self = {0};
    char key[CLUSTER_KEY_SIZE];
    open_all(&self);
    for (size_t i = 0; i < CLUSTER_MASTERS; i++) {
        learn(&self, cluster_fixture_key(key, i, 1), "");
        set(&self, i, key, "one");
        await_forgotten(&self, key);
        learn(&self, key, "one");
    }
    close_all(&self);
}

/* Also of a key that is on neither of the two masters while its slot changes hands, of which nobody tells. */
Test(cache_cluster, key_is_right_behind_a_move_of_its_slot)
{
    fixture_t self = {0};
    char there[CLUSTER_KEY_SIZE], absent[CLUSTER_KEY_SIZE], asked[CLUSTER_KEY_SIZE], other[CLUSTER_KEY_SIZE];
    open_all(&self);
    cluster_fixture_key(there, 0, 1);
    cluster_fixture_key(absent, 0, 2);
    cluster_fixture_key(other, 1, 3);
    set(&self, 0, there, "one");
    learn(&self, there, "one");
    learn(&self, absent, "");
    learn(&self, other, "");
    cluster_fixture_begin_move(self.cluster, there, 0, 2);
    cr_assert_eq(get(&self, cluster_fixture_key(asked, 0, 4)), CACHE_ABSENT);
    cr_assert_not(knows(&self, asked), "of what the next master says nobody hears for certain");
    cr_assert_not(knows(&self, absent), "nor of what it has by now");
    cluster_fixture_move_key(self.cluster, there, 0, 2);
    await_forgotten(&self, there);
    cluster_fixture_end_move(self.cluster, there, 0, 2);
    set(&self, 2, absent, "new");
    await_forgotten(&self, absent);
    learn(&self, absent, "new");
    set(&self, 2, there, "two");
    learn(&self, there, "two");
    set(&self, 2, there, "three");
    await_forgotten(&self, there);
    learn(&self, there, "three");
    cr_assert(knows(&self, other), "nothing has happened to that");
    close_all(&self);
}

Test(cache_cluster, keys_of_a_lost_master_are_forgotten_and_no_others)
{
    fixture_t self = {0};
    char lost[CLUSTER_KEY_SIZE], other[CLUSTER_KEY_SIZE];
    open_all(&self);
    cluster_fixture_key(lost, 1, 1);
    cluster_fixture_key(other, 2, 1);
    set(&self, 1, lost, "one");
    learn(&self, lost, "one");
    learn(&self, other, "");
    redis_server_kill(self.cluster->nodes[1].server);
    await_forgotten(&self, lost);
    cr_assert_eq(get(&self, lost), CACHE_UNAVAILABLE);
    cr_assert(knows(&self, other));
    redis_server_start(self.cluster->nodes[1].server);
    learn(&self, lost, "one");
    set(&self, 2, other, "new");
    await_forgotten(&self, other);
    close_all(&self);
}

static int64_t count_subscribers(const fixture_t *self)
{
    int64_t count = 0;
    for (size_t i = 0; i < CLUSTER_MASTERS; i++) {
        redis_reply_t *reply = redis_server_ask(self->cluster->nodes[i].server,
                                                "PUBSUB NUMSUB __redis__:invalidate");
        count += reply->element[1]->integer;
        redis_reply_free(reply);
    }
    return count;
}

/* Whoever subscribes is taken for one that uses the store. */
Test(cache_cluster, nobody_listens_to_a_store_of_an_older_form)
{
    fixture_t self = {.cluster = cluster_fixture_open()};
    char key[CLUSTER_KEY_SIZE];
    set(&self, 1, cluster_fixture_key(key, 1, 1), "of before");
    open_cache(&self, &store_form_script);
    loop_spend(self.cluster->base.loop, 1000);
    cr_assert_not(redis_is_connected(cache_connection(self.cache)));
    cr_assert_eq(redis_places_used(cache_connection(self.cache)), CLUSTER_MASTERS, "they are there");
    cr_assert_eq(count_subscribers(&self), 0);
    cluster_fixture_do(self.cluster, "SET", STORE_FORM_KEY, STORE_FORM);
    await_tracking(&self);
    cr_assert_eq(count_subscribers(&self), CLUSTER_MASTERS);
    learn(&self, key, "of before");
    close_all(&self);
}
