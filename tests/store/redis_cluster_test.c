/* SPDX-License-Identifier: Apache-2.0 */
/* A redis_t before a Redis Cluster: where commands go, and what becomes of them while slots and masters come
 * and go. */
#include <criterion/criterion.h>

#include "tests/support/cluster_fixture.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

TestSuite(redis_cluster, .fini = leak_check, .timeout = 100);

static void expect_stored(cluster_fixture_t *self, size_t node, const char *key, const char *value)
{
    redis_reply_t *reply = redis_server_ask(self->nodes[node].server, "GET %s", key);
    cr_assert_neq(reply->type, REDIS_REPLY_ERROR, "%s", reply->str);
    cr_assert(text_equal(redis_text(reply), text_of(value)), "node %zu has %s", node, reply->str);
    redis_reply_free(reply);
}

Test(redis_cluster, commands_go_to_the_master_of_their_key)
{
    cluster_fixture_t *self = cluster_fixture_open();
    char key[CLUSTER_KEY_SIZE];
    size_t places[CLUSTER_MASTERS];
    for (size_t i = 0; i < CLUSTER_MASTERS; i++) {
        cluster_fixture_calls(self, i, "set");
        cr_assert_eq(cluster_fixture_ask(self, "SET", cluster_fixture_key(key, i, 1), "x")->status, REDIS_OK);
        expect_stored(self, i, key, "x");
        const cluster_calls_t calls = cluster_fixture_calls(self, i, "set");
        cr_assert(calls.calls == 1 && calls.rejected == 0);
        places[i] = redis_place_of(self->base.redis, text_of(key));
        cr_assert(redis_place_is_master(self->base.redis, places[i]));
    }
    cr_assert(places[0] != places[1] && places[1] != places[2] && places[0] != places[2]);
    cr_assert_eq(redis_places_used(self->base.redis), 3);
    cluster_fixture_close(&self);
}

Test(redis_cluster, one_that_is_moved_corrects_its_slot_at_once)
{
    cluster_fixture_t *self = cluster_fixture_open();
    char key[CLUSTER_KEY_SIZE];
    cluster_fixture_key(key, 0, 1);
    cluster_fixture_begin_move(self, key, 0, 2);
    cluster_fixture_end_move(self, key, 0, 2);
    cluster_fixture_calls(self, 0, "incr");
    redis_fixture_send(&self->base, "INCR", key, NULL);
    cr_assert_eq(redis_fixture_answer(&self->base)->number, 1);
    redis_fixture_send(&self->base, "INCR", key, NULL);
    cr_assert_eq(redis_fixture_answer(&self->base)->number, 2);
    cr_assert_eq(cluster_fixture_calls(self, 0, "incr").rejected, 1, "the second knows");
    expect_stored(self, 2, key, "2");
    cluster_fixture_close(&self);
}

Test(redis_cluster, slot_on_the_move_is_asked_for_each_time_and_scripts_wait)
{
    cluster_fixture_t *self = cluster_fixture_open();
    char kept[CLUSTER_KEY_SIZE], fresh[CLUSTER_KEY_SIZE];
    cluster_fixture_key(kept, 0, 1);
    cluster_fixture_key(fresh, 0, 2);
    cr_assert_eq(cluster_fixture_add(self, kept, "1")->status, REDIS_OK);
    cluster_fixture_begin_move(self, kept, 0, 1);
    cr_assert_eq(cluster_fixture_ask(self, "INCR", fresh, NULL)->number, 1, "the target has it");
    cr_assert_eq(cluster_fixture_ask(self, "INCR", kept, NULL)->number, 2, "the source has that one still");
    cluster_fixture_calls(self, 0, "incr");
    cr_assert_eq(cluster_fixture_ask(self, "INCR", fresh, NULL)->number, 2);
    cr_assert_eq(cluster_fixture_calls(self, 0, "incr").rejected, 1, "an ASK is for one command only");

    cr_assert_eq(cluster_fixture_add(self, kept, "10")->status, REDIS_UNAVAILABLE,
                 "before its key has moved");
    cluster_fixture_move_key(self, kept, 0, 1);
    cr_assert_eq(cluster_fixture_add(self, kept, "10")->status, REDIS_UNAVAILABLE, "and behind");
    cr_assert_eq(cluster_fixture_ask(self, "GET", kept, NULL)->text[0], '2', "nothing of it was done");
    cluster_fixture_end_move(self, kept, 0, 1);
    cr_assert_eq(cluster_fixture_add(self, kept, "10")->number, 12);
    cluster_fixture_close(&self);
}

Test(redis_cluster, lost_master_without_a_replica_takes_its_own_slots_with_it_alone)
{
    cluster_fixture_t *self = cluster_fixture_open();
    char keys[CLUSTER_MASTERS][CLUSTER_KEY_SIZE];
    for (size_t i = 0; i < CLUSTER_MASTERS; i++)
        cr_assert_eq(cluster_fixture_ask(self, "INCR", cluster_fixture_key(keys[i], i, 1), NULL)->number, 1);
    redis_server_kill(self->nodes[1].server);
    loop_spend(self->base.loop, 50);
    for (int64_t i = 2; i < 300; i++) {
        cr_assert_eq(cluster_fixture_ask(self, "INCR", keys[0], NULL)->number, i);
        cr_assert_eq(cluster_fixture_ask(self, "INCR", keys[1], NULL)->status, REDIS_UNAVAILABLE);
        cr_assert_eq(cluster_fixture_ask(self, "INCR", keys[2], NULL)->number, i);
        loop_spend(self->base.loop, 10);
    }
    cr_assert_eq(self->base.downs, 0);
    redis_server_start(self->nodes[1].server);
    cluster_fixture_do(self, "INCR", keys[1], NULL);
    expect_stored(self, 1, keys[1], "2");
    cluster_fixture_close(&self);
}

Test(redis_cluster, forgotten_scripts_are_loaded_again_where_they_were_forgotten)
{
    cluster_fixture_t *self = cluster_fixture_open();
    char here[CLUSTER_KEY_SIZE], there[CLUSTER_KEY_SIZE];
    cluster_fixture_key(here, 0, 1);
    cluster_fixture_key(there, 1, 1);
    redis_server_do(self->nodes[1].server, "SCRIPT FLUSH");
    cluster_fixture_calls(self, 0, "script|load");
    cr_assert_eq(cluster_fixture_add(self, there, "1")->status, REDIS_UNAVAILABLE);
    cr_assert_eq(cluster_fixture_add(self, here, "1")->number, 1);
    cr_assert_eq(cluster_fixture_add(self, there, "1")->number, 1);
    cr_assert_eq(cluster_fixture_calls(self, 0, "script|load").calls, 0);
    cluster_fixture_close(&self);
}

static bool replica_follows(void *context)
{
    cluster_fixture_t *self = context;
    redis_reply_t *reply = redis_server_ask(self->nodes[0].server, "INFO replication");
    const bool follows = strstr(reply->str, "state=online");
    redis_reply_free(reply);
    return follows;
}

Test(redis_cluster, replicas_are_waited_for_on_the_connection_that_wrote)
{
    cluster_fixture_t *self = cluster_fixture_start(true);
    char with[CLUSTER_KEY_SIZE], without[CLUSTER_KEY_SIZE];
    cluster_fixture_key(with, 0, 1);
    cluster_fixture_key(without, 1, 1);
    cluster_fixture_connect(self, 1);
    cr_assert(loop_wait(self->base.loop, replica_follows, self, CLUSTER_SOON));
    /* On a busy machine its replica takes longer than a write waits for it. */
    const int64_t end = loop_clock_us() + CLUSTER_SOON * 1000;
    while (cluster_fixture_add(self, with, "1")->status != REDIS_OK)
        cr_assert_lt(loop_clock_us(), end, "its replica confirms nothing");
    const int64_t before = (int64_t)redis_counts(self->base.redis).unconfirmed;
    cr_assert_eq(cluster_fixture_add(self, without, "1")->status, REDIS_LOST, "that master has none");
    cr_assert_eq(redis_counts(self->base.redis).unconfirmed, before + 1);
    cluster_fixture_close(&self);
}
