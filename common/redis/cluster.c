/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cluster.h"

#include <assert.h>
#include <stdlib.h>

#include "base/back_off.h"
#include "common/observe/log_limit.h"
#include "common/redis/cluster_form.h"
#include "common/redis/inquiry.h"
#include "common/redis/members.h"
#include "common/redis/redirection.h"

enum {
    REDIRECTIONS_MAX = 5,  /* of one command */
    SETTLED_EVERY = 10000, /* ms: how often the topology is asked for while all is well … */
    UNSETTLED_FIRST = 50,
    UNSETTLED_LIMIT = 500, /* … and at most while it is not */
    OTHERS_MAX = 32
};

struct redis_cluster {
    redis_shared_t *shared;
    redis_seeds_t seeds;
    redis_members_t members;
    redis_cluster_form_t form;
    redis_inquiry_t *inquiry;
    loop_timer_t *ask; /* for the topology */
    back_off_t back_off;
    random_t random;
    bool known;                         /* there was a topology */
    bool stale;                         /* something has happened since the last inquiry began */
    bool connected;                     /* as last told */
    redis_address_t others[OTHERS_MAX]; /* replicas of the last topology: they know it too */
    size_t other_count, replica_count;
    redis_log_t log;
};

static void tell(redis_cluster_t *self, bool connected)
{
    const redis_options_t *options = &self->shared->options;
    if (!connected && !self->connected)
        return;
    self->connected = connected;
    if (options->changed)
        options->changed(options->context, connected);
}

/* More of it can be used than before. */
static void tell_gain(redis_cluster_t *self)
{
    if (redis_cluster_is_connected(self))
        tell(self, true);
}

/* ---- topology ---- */

static void add_node(redis_address_t *nodes, size_t *count, const redis_address_t *address)
{
    for (size_t i = 0; i < *count; i++)
        if (redis_address_equal(&nodes[i], address))
            return;
    if (*count < REDIS_INQUIRY_NODES_MAX)
        nodes[(*count)++] = *address;
}

static void shuffle(random_t *random, redis_address_t *nodes, size_t count)
{
    for (size_t left = count; left > 1; left--) {
        const size_t pick = (size_t)random_below(random, (int64_t)left);
        const redis_address_t last = nodes[left - 1];
        nodes[left - 1] = nodes[pick];
        nodes[pick] = last;
    }
}

/* Those that answer commands come first, in any order, then all others that are known. */
static void ask_topology(void *context)
{
    redis_cluster_t *self = context;
    redis_address_t nodes[REDIS_INQUIRY_NODES_MAX];
    size_t count = 0;
    if (redis_inquiry_is_under_way(self->inquiry))
        return;
    for (size_t i = 0; i < self->members.used; i++)
        if (self->members.places[i].node && redis_node_is_connected(self->members.places[i].node))
            add_node(nodes, &count, &self->members.places[i].address);
    const size_t first = count;
    for (size_t i = 0; i < self->other_count; i++)
        add_node(nodes, &count, &self->others[i]);
    for (size_t i = 0; i < self->members.used; i++)
        if (self->members.places[i].node)
            add_node(nodes, &count, &self->members.places[i].address);
    for (size_t i = 0; i < self->seeds.count; i++)
        add_node(nodes, &count, &self->seeds.seeds[i]);
    shuffle(&self->random, nodes, first);
    shuffle(&self->random, nodes + first, count - first);
    self->stale = false;
    redis_inquiry_ask(self->inquiry, nodes, count);
}

/* Something has happened after which the topology may be another one. */
static void doubt_topology(redis_cluster_t *self)
{
    if (self->stale)
        return;
    self->stale = true;
    if (!redis_inquiry_is_under_way(self->inquiry))
        loop_timer_set(self->ask, back_off_next(&self->back_off));
}

static bool is_settled(const redis_cluster_t *self)
{
    size_t connected, masters = redis_members_masters(&self->members, &connected);
    return !self->stale && masters > 0 && connected == masters;
}

static void keep_others(redis_cluster_t *self, const redis_topology_t *topology)
{
    self->replica_count = topology->replica_count;
    self->other_count = 0;
    for (size_t i = 0; i < topology->replica_count && i < OTHERS_MAX; i++)
        self->others[self->other_count++] = topology->replicas[i].address;
}

/* Once each master is connected, or has said why it is not. */
static void say_ready(redis_cluster_t *self)
{
    redis_log_cluster_t cluster = {.replicas = self->replica_count};
    cluster.masters = redis_members_masters(&self->members, &cluster.connected);
    if (!redis_cluster_form_is_right(&self->form) || cluster.connected == 0 ||
        redis_members_silent(&self->members) > 0)
        return;
    redis_log_cluster_ready(&self->log, &cluster);
    self->shared->gathering = false;
}

static void topology_told(void *context, redis_inquiry_result_t result, const redis_topology_t *topology,
                          const char *reason)
{
    redis_cluster_t *self = context;
    const bool taken = topology && (result == REDIS_INQUIRY_SURE || !self->known);
    if (!topology)
        redis_log_failure(&self->log, "no node tells the topology", reason);
    else if (result == REDIS_INQUIRY_UNSURE)
        redis_log_failure(&self->log, "the cluster is down", reason);
    if (taken) {
        keep_others(self, topology);
        if (redis_members_follow(&self->members, topology))
            tell_gain(self);
        self->known = true;
        redis_cluster_form_look(&self->form, NULL);
    }
    if (result == REDIS_INQUIRY_SURE && is_settled(self)) {
        say_ready(self);
        back_off_reset(&self->back_off);
        back_off_next(&self->back_off); /* the first of its delays is none */
        loop_timer_set(self->ask, SETTLED_EVERY);
    } else
        loop_timer_set(self->ask, back_off_next(&self->back_off));
    loop_iterate_again(self->shared->loop); /* whoever sends now may be behind the end of the iteration */
}

/* ---- nodes ---- */

static void form_judged(void *owner, bool right)
{
    redis_cluster_t *self = owner;
    if (right) {
        say_ready(self);
        tell_gain(self);
    } else
        tell(self, false);
}

static void node_changed(void *owner, redis_node_t *node, bool connected)
{
    redis_cluster_t *self = owner;
    loop_iterate_again(self->shared->loop); /* as above */
    redis_members_tell(&self->members, redis_members_of(&self->members, node),
                       connected ? REDIS_PLACE_UP : REDIS_PLACE_DOWN);
    if (connected) {
        redis_cluster_form_look(&self->form, node);
        if (self->shared->gathering)
            say_ready(self);
        tell_gain(self);
        return;
    }
    doubt_topology(self);
    if (redis_cluster_is_connected(self))
        return;
    tell(self, false);
    redis_cluster_form_forget(&self->form);
}

/* The map is corrected before the command goes on, and others are told of it after: what they send then may
 * move the bytes of this one. */
static bool follow(redis_cluster_t *self, const redis_refusal_t *refusal, const redis_redirection_t *where)
{
    redis_waiter_t waiter = *refusal->waiter;
    const bool moved = where->kind == REDIS_REDIRECTED_MOVED;
    redis_member_t *to = redis_members_take(&self->members, &where->to);
    if (moved && to)
        redis_members_give(&self->members, where->slot, to);
    const bool sent = to && waiter.redirections++ < REDIRECTIONS_MAX &&
                      redis_node_send_again(to->node, refusal->command, &waiter, !moved);
    if (moved)
        doubt_topology(self);
    else
        redis_members_tell_moved(&self->members, where->slot);
    return sent;
}

static bool node_refused(void *owner, redis_node_t *node, const redis_refusal_t *refusal)
{
    redis_cluster_t *self = owner;
    const redis_member_t *from = redis_members_of(&self->members, node);
    const redis_redirection_t where = redis_redirection_read(redis_text(refusal->reply), &from->address);
    self->shared->counts.redirections[where.kind]++;
    switch (where.kind) {
    case REDIS_REDIRECTED_MOVED:
    case REDIS_REDIRECTED_ASK:
        return !redis_address_equal(&where.to, &from->address) && follow(self, refusal, &where);
    case REDIS_REDIRECTED_DOWN:
        doubt_topology(self);
        break;
    case REDIS_REDIRECTED_NOWHERE:
    case REDIS_REDIRECTED_LATER:
    case REDIS_REDIRECTION_KINDS:
        break;
    }
    return false;
}

/* ---- the life of it ---- */

redis_cluster_t *redis_cluster_new(redis_shared_t *shared, const redis_seeds_t *seeds)
{
    static const redis_node_events_t events = {node_changed, node_refused};
    redis_cluster_t *self = memory_new_zeroed(sizeof *self);
    self->shared = shared;
    self->seeds = *seeds;
    self->members.shared = shared;
    self->members.events = &events;
    self->members.owner = self;
    redis_members_open(&self->members);
    self->log.address = shared->options.address;
    self->log.quiet = shared->options.quiet;
    self->form.members = &self->members;
    self->form.log = &self->log;
    self->form.judged = form_judged;
    self->form.owner = self;
    redis_cluster_form_open(&self->form);
    self->random = random_seeded();
    back_off_init(&self->back_off, UNSETTLED_FIRST, UNSETTLED_LIMIT);
    self->inquiry = redis_inquiry_new(shared->loop, &shared->options, topology_told, self);
    self->ask = loop_timer_new(shared->loop, ask_topology, self);
    loop_timer_set(self->ask, back_off_next(&self->back_off));
    return self;
}

void redis_cluster_destroy(redis_cluster_t **self_p)
{
    redis_cluster_t *self = *self_p;
    if (!self)
        return;
    redis_members_close(&self->members);
    redis_cluster_form_close(&self->form);
    redis_inquiry_destroy(&self->inquiry);
    loop_timer_destroy(&self->ask);
    free(self);
    *self_p = NULL;
}

bool redis_cluster_is_connected(const redis_cluster_t *self)
{
    size_t connected;
    redis_members_masters(&self->members, &connected);
    return connected > 0 && redis_cluster_form_is_right(&self->form);
}

size_t redis_cluster_in_flight(const redis_cluster_t *self)
{
    size_t in_flight = 0;
    for (size_t i = 0; i < self->members.used; i++)
        if (self->members.places[i].node)
            in_flight += redis_node_in_flight(self->members.places[i].node);
    return in_flight;
}

/* ---- commands ---- */

static bool misuse(const redis_command_t *command, int slot)
{
    const text_t name = command->count > 0 ? (text_t){command->values[0], command->sizes[0]} : TEXT_NONE;
    log_limited(LOG_ERROR, "a command that no cluster takes", LOG_TEXT("command", name),
                LOG_STRING("why", slot == REDIS_SLOT_TWO ? "keys of two slots" : "no key"));
    assert(slot >= 0);
    return false;
}

static bool send_to_owner(redis_cluster_t *self, unsigned slot, const redis_command_t *command,
                          redis_waiter_t *waiter)
{
    const redis_member_t *owner = redis_members_owner(&self->members, slot);
    return owner && redis_cluster_form_is_right(&self->form) && redis_node_send(owner->node, command, waiter);
}

bool redis_cluster_send(redis_cluster_t *self, const redis_command_t *command, redis_waiter_t *waiter)
{
    const int slot = redis_command_slot(command);
    return slot < 0 ? misuse(command, slot) : send_to_owner(self, (unsigned)slot, command, waiter);
}

bool redis_cluster_run(redis_cluster_t *self, size_t index, size_t key_count,
                       const redis_command_t *arguments, redis_waiter_t *waiter)
{
    char room[REDIS_ABSENT_SIZE];
    redis_command_t whole;
    if (key_count == 0)
        return misuse(arguments, REDIS_SLOT_NO_KEY);
    const text_t tag = redis_tag_of((text_t){arguments->values[0], arguments->sizes[0]});
    redis_scripts_call_in_cluster(&self->shared->scripts, index, key_count, arguments,
                                  redis_scripts_write_absent(tag, room), &whole);
    assert(redis_command_slot(&whole) >= 0);
    return send_to_owner(self, redis_slot_of(tag), &whole, waiter);
}

redis_members_t *redis_cluster_members(redis_cluster_t *self)
{
    return &self->members;
}

void redis_cluster_read(redis_cluster_t *self)
{
    for (size_t i = 0; i < self->members.used; i++)
        if (self->members.places[i].node)
            redis_node_read(self->members.places[i].node);
}

const char *redis_cluster_trouble(const redis_cluster_t *self)
{
    return self->log.failed;
}
