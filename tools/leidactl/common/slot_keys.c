/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/slot_keys.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/redis/slots.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/patience.h"
#include "tools/leidactl/common/refusal.h"
#include "tools/leidactl/common/replies.h"

enum { TRIES_MAX = 5 /* one after the other, before it waits */ };

/* What a node says of a slot: whether a key that is not there may be looked for there, the keys, and the
 * first once more. A number both times: it had the slot all the while, whole. */
typedef struct {
    redis_reply_t *before, *keys, *after;
} listing_t;

/* A number whose digits are a tag of the slot. */
static unsigned tag_of(int slot)
{
    static unsigned *tags;
    size_t missing = REDIS_SLOTS;
    if (tags)
        return tags[slot];
    tags = memory_new_zeroed(REDIS_SLOTS * sizeof *tags);
    for (unsigned number = 1; missing > 0; number++) {
        char digits[16];
        const int size = snprintf(digits, sizeof digits, "%u", number);
        unsigned *place = &tags[redis_slot_of((text_t){digits, (size_t)size})];
        missing -= *place == 0;
        *place = *place == 0 ? number : *place;
    }
    return tags[slot];
}

static void send_exists(server_t *server, int slot)
{
    buffer_t tag = {0}, key = {0};
    buffer_append_int(&tag, tag_of(slot));
    arguments_write_absent(buffer_text(&tag), &key);
    const text_t words[] = {TEXT_LITERAL("EXISTS"), buffer_text(&key)};
    arguments_write_words(sizeof words / sizeof *words, words, server_output(server));
    server_added(server);
    buffer_free(&tag);
    buffer_free(&key);
}

static void send_listing(server_t *server, int slot)
{
    buffer_t number = {0};
    buffer_append_int(&number, slot);
    const text_t words[] = {TEXT_LITERAL("CLUSTER"), TEXT_LITERAL("GETKEYSINSLOT"), buffer_text(&number),
                            TEXT_LITERAL("2147483647")};
    send_exists(server, slot);
    arguments_write_words(sizeof words / sizeof *words, words, server_output(server));
    server_added(server);
    send_exists(server, slot);
    buffer_free(&number);
}

static listing_t receive_listing(server_t *server)
{
    listing_t listing = {.before = server_receive(server)};
    listing.keys = server_receive(server);
    listing.after = server_receive(server);
    return listing;
}

static void listing_free(listing_t *self)
{
    redis_reply_free(self->before);
    redis_reply_free(self->keys);
    redis_reply_free(self->after);
}

static bool has_keys(const listing_t *self)
{
    return self->keys && reply_is_of_kind(self->keys, REPLY_TEXTS);
}

static bool is_number(const redis_reply_t *reply)
{
    return reply && reply->type == REDIS_REPLY_INTEGER;
}

/* ---- keys ---- */

typedef struct {
    text_t *keys;
    size_t count;
} keys_t;

static void add_keys(keys_t *self, const redis_reply_t *list)
{
    self->keys = memory_resize(self->keys, (self->count + list->elements + 1) * sizeof *self->keys);
    for (size_t i = 0; i < list->elements; i++)
        self->keys[self->count++] = reply_text(list->element[i]);
}

static int by_text(const void *a, const void *b)
{
    const text_t *one = a, *other = b;
    const int order = memcmp(one->data, other->data, one->size < other->size ? one->size : other->size);
    return order != 0 ? order : (one->size > other->size) - (one->size < other->size);
}

/* A key that was told by both nodes went from one to the other in between. */
static void drop_doubles(keys_t *self)
{
    size_t kept = 0;
    qsort(self->keys, self->count, sizeof *self->keys, by_text);
    for (size_t i = 0; i < self->count; i++)
        if (i == 0 || by_text(&self->keys[i], &self->keys[kept - 1]) != 0)
            self->keys[kept++] = self->keys[i];
    self->count = kept;
}

/* ---- a slot that is not simply there ---- */

typedef struct {
    cluster_t *cluster;
    int slot, tries;
    patience_t patience;
    slot_keys_fn *take;
    void *context;
} search_t;

static void wait(search_t *self, const char *why)
{
    patience_wait(&self->patience, why, "");
    self->tries = 0;
    cluster_drop_broken(self->cluster);
    cluster_ask(self->cluster);
}

static void wait_for(search_t *self, const server_t *server, text_t what)
{
    buffer_t why = {0};
    cluster_write_trouble(&why, server, what);
    buffer_append_char(&why, '\0');
    wait(self, why.data);
    buffer_free(&why);
}

/* Whether the reply of the node sends to this other one. */
static bool leads_to(const redis_reply_t *reply, const server_t *node, const redis_address_t *other)
{
    redis_address_t to;
    return reply && refusal_read(reply, server_address(node), &to) && redis_address_equal(&to, other);
}

/* What the target of a move has: it takes keys of the slot, or has it by now. False: anything else. */
static bool is_target(const listing_t *self, const server_t *target, const redis_address_t *source)
{
    return has_keys(self) && (is_number(self->after) || leads_to(self->after, target, source));
}

static bool is_still_moving(server_t *source, int slot, const redis_address_t *target)
{
    send_exists(source, slot);
    redis_reply_t *reply = server_receive(source);
    const bool moves = leads_to(reply, source, target);
    redis_reply_free(reply);
    return moves;
}

/* Keys go one way: those that the source had, and then those that the target has, are all. */
static bool take_both(search_t *self, server_t *source, const listing_t *has)
{
    redis_address_t to;
    server_t *target = NULL;
    keys_t keys = {0};
    if (has_keys(has) && refusal_read(has->before, server_address(source), &to))
        target = cluster_server_at(self->cluster, &to);
    if (!target || target == source)
        return false;
    send_listing(target, self->slot);
    listing_t takes = receive_listing(target);
    const bool whole = is_target(&takes, target, server_address(source)) &&
                       is_still_moving(source, self->slot, &to);
    if (whole) {
        add_keys(&keys, has->keys);
        add_keys(&keys, takes.keys);
        drop_doubles(&keys);
        self->take(self->context, keys.keys, keys.count);
    }
    free(keys.keys);
    listing_free(&takes);
    return whole;
}

static void take_listing(search_t *self, const listing_t *listing)
{
    keys_t keys = {0};
    add_keys(&keys, listing->keys);
    self->take(self->context, keys.keys, keys.count);
    free(keys.keys);
}

static bool is_whole(const listing_t *self)
{
    return has_keys(self) && is_number(self->before) && is_number(self->after);
}

static void follow(search_t *self, const server_t *server, const redis_reply_t *moved)
{
    redis_address_t to;
    if (refusal_read(moved, server_address(server), &to))
        cluster_correct(self->cluster, self->slot, &to);
}

/* False: it is to be tried again. */
static bool judge(search_t *self, server_t *server, const listing_t *listing)
{
    if (is_whole(listing)) {
        take_listing(self, listing);
        return true;
    }
    const char *trouble = server_trouble(server);
    const refusal_t refusal = listing->before ? refusal_of(listing->before) : REFUSAL_LATER;
    if (refusal == REFUSAL_ASK && take_both(self, server, listing))
        return true;
    if (refusal == REFUSAL_MOVED)
        follow(self, server, listing->before);
    const text_t what = trouble[0]                   ? text_of(trouble)
                        : is_number(listing->before) ? TEXT_LITERAL("no list of the keys of a slot")
                                                     : redis_text(listing->before);
    if (refusal == REFUSAL_LATER || ++self->tries > TRIES_MAX)
        wait_for(self, server, what);
    return false;
}

static void search(search_t *self)
{
    for (bool found = false; !found;) {
        server_t *server = cluster_server(self->cluster, self->slot);
        if (!server) {
            wait(self, cluster_trouble(self->cluster));
            continue;
        }
        send_listing(server, self->slot);
        listing_t listing = receive_listing(server);
        found = judge(self, server, &listing);
        listing_free(&listing);
    }
}

/* ---- many slots ---- */

void slot_keys_list(cluster_t *cluster, int first, int count, slot_keys_fn *take, void *context)
{
    server_t *servers[SLOT_KEYS_AT_ONCE];
    listing_t listings[SLOT_KEYS_AT_ONCE] = {{NULL}};
    for (int i = 0; i < count; i++) {
        servers[i] = cluster_server(cluster, first + i);
        if (servers[i])
            send_listing(servers[i], first + i);
    }
    cluster_write(cluster);
    for (int i = 0; i < count; i++)
        if (servers[i])
            listings[i] = receive_listing(servers[i]);
    for (int i = 0; i < count; i++) {
        search_t one = {.cluster = cluster, .slot = first + i, .take = take, .context = context};
        if (is_whole(&listings[i]))
            take_listing(&one, &listings[i]);
        else
            search(&one);
        listing_free(&listings[i]);
    }
}
