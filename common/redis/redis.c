/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redis.h"

#include <assert.h>
#include <stdlib.h>

#include "base/back_off.h"
#include "common/observe/log_limit.h"
#include "common/redis/cluster.h"
#include "common/redis/moved.h"
#include "common/redis/node.h"

struct redis {
    redis_shared_t shared;
    redis_node_t *node;       /* the server, where there is one */
    redis_cluster_t *cluster; /* else */
    const char *configured;   /* address */
    redis_moved_t here;       /* where the store has moved, and its servers are; zeroed: at `configured` */
    redis_moved_t next;       /* where to turn */
    loop_timer_t *turn;
    back_off_t turns;
};

static void node_changed(void *owner, redis_node_t *node, bool connected)
{
    const redis_t *self = owner;
    const redis_options_t *options = &self->shared.options;
    (void)node;
    if (options->changed)
        options->changed(options->context, connected);
    if (options->places)
        options->places->changed(options->context, 0, connected ? REDIS_PLACE_UP : REDIS_PLACE_DOWN);
}

static void connect_to(redis_t *self, const redis_seeds_t *seeds)
{
    static const redis_node_events_t events = {node_changed, NULL};
    self->shared.gathering = seeds != NULL;
    self->cluster = seeds ? redis_cluster_new(&self->shared, seeds) : NULL;
    self->node = seeds ? NULL : redis_node_new(&self->shared, NULL, &events, self);
}

/* ---- a store that moves ---- */

/* A store that another was moved to says that it has no form until somebody comes from there. */
static bool is_left(text_t error)
{
    return text_begins(error, TEXT_LITERAL("FORM "));
}

/* Who is asked is at work: so later. To and fro between two that send to each other it gets slower. */
static void refused(void *owner, text_t error)
{
    redis_t *self = owner;
    const redis_options_t *options = &self->shared.options;
    if (!options->form || options->stays || loop_timer_is_set(self->turn))
        return;
    if (!redis_moved_read(&self->next, error)) {
        if (!self->here.address || !is_left(error))
            return;
        redis_moved_free(&self->next);
    }
    loop_timer_set(self->turn, back_off_next(&self->turns));
}

static void log_turn(const redis_t *self)
{
    if (self->next.address)
        log_limited(LOG_WARNING, "the store has moved", LOG_STRING("from", self->shared.options.address),
                    LOG_STRING("to", self->next.address),
                    LOG_STRING("do", "set redis to that address and restart"));
    else
        log_limited(LOG_WARNING, "the store has moved back", LOG_STRING("from", self->here.address),
                    LOG_STRING("to", self->configured));
}

/* The new side is there before the old one ends, which answers what still waits. */
static void turn(void *context)
{
    redis_t *self = context;
    redis_node_t *node = self->node;
    redis_cluster_t *cluster = self->cluster;
    redis_moved_t before = self->here;
    redis_options_t *options = &self->shared.options;
    redis_seeds_t seeds;
    log_turn(self);
    self->here = self->next;
    self->next = (redis_moved_t){0};
    options->address = self->here.address ? self->here.address : self->configured;
    self->shared.token = self->here.token;
    const bool in_cluster = redis_seeds_read(options->address, &seeds);
    redis_scripts_turn(&self->shared.scripts, in_cluster);
    connect_to(self, in_cluster ? &seeds : NULL);
    redis_node_destroy(&node);
    redis_cluster_destroy(&cluster);
    if (options->places && options->places->turned)
        options->places->turned(options->context, options->address);
    redis_moved_free(&before);
}

/* ---- the life of it ---- */

redis_t *redis_new(loop_t *loop, const redis_options_t *options)
{
    redis_seeds_t seeds;
    redis_t *self = memory_new_zeroed(sizeof *self);
    self->shared.loop = loop;
    self->shared.options = *options;
    if (options->silence <= 0)
        self->shared.options.silence = REDIS_SILENCE;
    self->shared.refused = refused;
    self->shared.owner = self;
    self->configured = options->address;
    self->turn = loop_timer_new(loop, turn, self);
    back_off_init(&self->turns, 10, 1000);
    const bool in_cluster = redis_seeds_read(options->address, &seeds);
    redis_scripts_register(&self->shared.scripts, options->scripts, in_cluster);
    connect_to(self, in_cluster ? &seeds : NULL);
    return self;
}

void redis_destroy(redis_t **self_p)
{
    redis_t *self = *self_p;
    if (!self)
        return;
    redis_node_destroy(&self->node);
    redis_cluster_destroy(&self->cluster);
    redis_scripts_free(&self->shared.scripts);
    redis_moved_free(&self->here);
    redis_moved_free(&self->next);
    loop_timer_destroy(&self->turn);
    free(self);
    *self_p = NULL;
}

bool redis_is_connected(const redis_t *self)
{
    return self->cluster ? redis_cluster_is_connected(self->cluster) : redis_node_is_connected(self->node);
}

size_t redis_in_flight(const redis_t *self)
{
    return self->cluster ? redis_cluster_in_flight(self->cluster) : redis_node_in_flight(self->node);
}

static bool send_command(redis_t *self, const redis_command_t *command, redis_waiter_t *waiter)
{
    if (self->cluster)
        return redis_cluster_send(self->cluster, command, waiter);
    return redis_node_send(self->node, command, waiter);
}

bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    return send_command(self, command, &(redis_waiter_t){.done = done, .context = context});
}

bool redis_send_durable(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    return send_command(
        self, command,
        &(redis_waiter_t){.done = done, .context = context, .durable = self->shared.options.replicas > 0});
}

bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context)
{
    redis_shared_t *shared = &self->shared;
    size_t i = redis_scripts_find(&shared->scripts, script);
    assert(i < shared->scripts.count);
    redis_waiter_t waiter = {.done = done,
                             .context = context,
                             .script = &shared->scripts.counts[i],
                             .durable = shared->options.replicas > 0 && !script->reads};
    redis_command_t whole;
    if (self->cluster)
        return redis_cluster_run(self->cluster, i, key_count, command, &waiter);
    redis_scripts_call(&shared->scripts, i, key_count, command, &whole);
    return redis_node_send(self->node, &whole, &waiter);
}

bool redis_subscribe(redis_t *self, const redis_command_t *channels, const redis_listener_t *listener)
{
    assert(self->node); /* what a cluster's nodes publish is heard from each of them */
    return self->node && redis_node_subscribe(self->node, channels, listener);
}

void redis_read(redis_t *self)
{
    if (self->cluster)
        redis_cluster_read(self->cluster);
    else
        redis_node_read(self->node);
}

redis_counts_t redis_counts(const redis_t *self)
{
    redis_counts_t counts = self->shared.counts;
    counts.connected = redis_is_connected(self);
    counts.masters = 1;
    counts.masters_connected = counts.connected;
    if (self->cluster)
        counts.masters = redis_members_masters(redis_cluster_members(self->cluster),
                                               &counts.masters_connected);
    counts.trouble = self->cluster ? redis_cluster_trouble(self->cluster) : redis_node_trouble(self->node);
    counts.in_flight = redis_in_flight(self);
    counts.scripts = self->shared.scripts.counts;
    counts.script_count = self->shared.scripts.count;
    return counts;
}

void redis_counts_add_gone(redis_counts_t *self, const redis_counts_t *gone)
{
    self->commands += gone->commands;
    self->errors += gone->errors;
    self->reconnects += gone->reconnects;
    self->unconfirmed += gone->unconfirmed;
    for (redis_redirection_kind_t kind = 0; kind < REDIS_REDIRECTION_KINDS; kind++)
        self->redirections[kind] += gone->redirections[kind];
    histogram_merge(&self->round_trip, &gone->round_trip);
}

void redis_counts_add(redis_counts_t *self, const redis_counts_t *more)
{
    redis_counts_add_gone(self, more);
    self->in_flight += more->in_flight;
    if (!more->connected)
        self->trouble = more->trouble;
    self->connected = self->connected && more->connected;
    if (self->masters < more->masters)
        self->masters = more->masters;
    if (self->masters_connected > more->masters_connected)
        self->masters_connected = more->masters_connected;
}

/* ---- places ---- */

/* NULL: the place is free. */
static redis_node_t *node_at(const redis_t *self, size_t place)
{
    if (!self->cluster)
        return place == 0 ? self->node : NULL;
    return place < REDIS_PLACES_MAX ? redis_cluster_members(self->cluster)->places[place].node : NULL;
}

size_t redis_places_used(const redis_t *self)
{
    return self->cluster ? redis_cluster_members(self->cluster)->used : 1;
}

bool redis_place_is_connected(const redis_t *self, size_t place)
{
    const redis_node_t *node = node_at(self, place);
    return node && redis_node_is_connected(node);
}

bool redis_place_is_master(const redis_t *self, size_t place)
{
    return node_at(self, place) &&
           (!self->cluster || redis_cluster_members(self->cluster)->places[place].slots > 0);
}

const char *redis_place_address(const redis_t *self, size_t place)
{
    return self->cluster ? redis_node_address(node_at(self, place)) : self->shared.options.address;
}

size_t redis_place_of(const redis_t *self, text_t key)
{
    return redis_place_of_slot(self, self->cluster ? redis_slot_of(key) : 0);
}

size_t redis_place_of_slot(const redis_t *self, unsigned slot)
{
    return self->cluster ? redis_cluster_members(self->cluster)->map[slot] : 0;
}

bool redis_send_to(redis_t *self, size_t place, const redis_command_t *command, redis_reply_fn *done,
                   void *context)
{
    redis_node_t *node = node_at(self, place);
    return node && redis_node_send(node, command, &(redis_waiter_t){.done = done, .context = context});
}
