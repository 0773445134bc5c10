/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl move`: takes a store from one Redis to another while it serves (docs/decisions/0041). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/entropy.h"
#include "base/file.h"
#include "common/redis/address.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/subcommands.h"
#include "tools/leidactl/move/handover.h"
#include "tools/leidactl/move/moved.h"
#include "tools/leidactl/move/plan.h"

enum {
    TOKEN_SIZE = 17,
    PAUSE = 1500,     /* ms that writes may wait: a process waits for an answer for 2500 */
    SHORT_ROUND = 50, /* ms: after a round that took no longer, writes may be paused */
    ROUNDS = 100,     /* that are not short, and then it is given up */
    TRIES = 3
};

typedef struct {
    connection_settings_t from, to;
    bool dry, back, yes;
    char token[TOKEN_SIZE];
    source_t *source;
    store_t *target;
    copy_t copy;
    char address[REDIS_HOST_SIZE + 8]; /* of the old Redis, where it was given as a path alone */
} move_t;

/* ---- the command line ---- */

static const char *read_password(const char *fallback)
{
    static buffer_t value;
    const char *given = getenv("LEIDA_FROM_PASSWORD");
    if (!given || !given[0])
        return fallback;
    if (!file_secret(given, &value))
        fail_usage("LEIDA_FROM_PASSWORD: cannot read %s: %s", given, strerror(errno));
    buffer_append_char(&value, '\0');
    return value.data;
}

/* A path alone is that of a socket. */
static void read_from(move_t *self, const char *word)
{
    self->from.address = word;
    if (word[0] != '/')
        return;
    snprintf(self->address, sizeof self->address, "unix:%s", word);
    self->from.address = self->address;
}

static void read_words(move_t *self, const settings_t *settings, char **words)
{
    self->from = self->to = settings->redis;
    self->to.address = NULL;
    for (; *words; words++) {
        if (strcmp(*words, "--dry-run") == 0)
            self->dry = true;
        else if (strcmp(*words, "--yes") == 0)
            self->yes = true;
        else if (strcmp(*words, "--back") == 0)
            self->back = true;
        else if (strcmp(*words, "--from") == 0)
            read_from(self, *++words);
        else if (!self->to.address)
            self->to.address = *words;
        else
            fail_usage("move: what is '%s'?", *words);
    }
    if (!self->to.address)
        fail_usage("move: where to?");
    if (!redis_address_is_valid(self->to.address) || !redis_address_is_valid(self->from.address))
        fail_usage("move: addresses are " REDIS_ADDRESS_FORMS);
    if (self->back && self->dry)
        fail_usage("move: --back has no --dry-run");
    self->from.password = read_password(self->from.password);
}

/* ---- steps ---- */

static const char *moving; /* the old Redis, while it is not known to have switched */

/* Whatever ends the process says why; who has the data then is what one wants to know. */
static void say_who_serves(void)
{
    if (moving && handover_is_unsure())
        say(stderr, "leidactl: it was about to switch: move again, which says who has the data");
    else if (moving)
        say(stderr, "leidactl: nothing was switched, %s serves on: move again", moving);
}

/* Nobody uses it until the switch. Connections that are there do not look at its form again: they are closed.
 */
static void open_target(move_t *self)
{
    buffer_t form = {0};
    buffer_append_literal(&form, STORE_FORM_FILLED);
    buffer_append_text(&form, text_of(self->token));
    store_begin(self->target, "SET");
    store_add(self->target, TEXT_LITERAL(STORE_FORM_KEY));
    store_add(self->target, buffer_text(&form));
    redis_reply_free(store_ask(self->target, REPLY_ANY));
    target_send_away(self->target);
    target_clear(self->target, STORE_FORM_KEY, buffer_text(&form));
    buffer_free(&form);
}

/* Rounds get shorter until what changes in one is copied at once. */
static void catch_up(move_t *self, size_t *rounds)
{
    int64_t took = INT64_MAX, began;
    for (*rounds = 0; took > SHORT_ROUND * 1000 && *rounds < ROUNDS; ++*rounds) {
        began = handover_clock();
        source_catch_up(self->source, &self->copy.changed);
        copy_changed(&self->copy);
        took = handover_clock() - began;
    }
    if (took > PAUSE * 1000 / 3)
        fail("what changes takes %lld ms to copy, and writes may wait for %d: nothing was switched, move "
             "again "
             "when less is written",
             (long long)took / 1000, PAUSE);
}

static void copy_store(move_t *self)
{
    size_t rounds;
    int64_t began = handover_clock();
    self->copy = (copy_t){.source = self->source, .target = self->target};
    source_track(self->source);
    copy_all(&self->copy);
    int64_t keys = self->copy.keys;
    catch_up(self, &rounds);
    double seconds = (double)(handover_clock() - began) / 1e6;
    say(stdout, "copy   %lld keys, %lld MiB in %.1f s; %lld of them changed meanwhile and were copied again",
        (long long)keys, (long long)self->copy.bytes >> 20, seconds, (long long)(self->copy.keys - keys));
}

static void hand_over(move_t *self)
{
    const handover_t what = {&self->copy, self->token, self->to.address, PAUSE};
    handed_over_t result = {.late = true};
    size_t rounds;
    for (int tries = 0; tries < TRIES && result.late; tries++) {
        if (tries > 0)
            catch_up(self, &rounds);
        result = handover_try(&what);
    }
    if (!result.done)
        fail("%s", result.reason);
    moving = NULL;
    say(stdout,
        "pause  writes waited for %.1f ms; %zu keys were copied in it, %lld that stay are on either side",
        (double)result.took / 1000, result.keys, (long long)result.new.lasting);
    say(stdout, "switch all processes use %s from now on", self->to.address);
}

/* The connections of before are closed. */
static void compare(move_t *self)
{
    store_t *source = store_new(&self->from);
    moved_compare(source, self->target);
    store_destroy(&source);
    say(stdout, "next   set redis = %s for every process and restart one after the other, then stop %s",
        self->to.address, self->from.address);
}

static void move(move_t *self)
{
    entropy_write_hex(self->token, TOKEN_SIZE - 1);
    source_be_alone(self->source);
    moving = self->from.address;
    atexit(say_who_serves);
    open_target(self);
    copy_store(self);
    hand_over(self);
    compare(self);
}

/* The store has moved already. */
static void move_again(move_t *self, const moved_t *moved)
{
    if (strcmp(moved->address, self->to.address) != 0)
        fail("the store of %s has moved to %s already: nothing was done", self->from.address, moved->address);
    if (self->dry)
        say(stdout, "moved  to %s already", moved->address);
    else {
        moved_send_away(moved, source_wire(self->source), self->target);
        compare(self);
    }
}

/* ---- the subcommand ---- */

static void take_back(move_t *self, const moved_t *moved, bool is_moved)
{
    if (!is_moved)
        fail("the store of %s has not moved: nothing was done", self->from.address);
    if (strcmp(moved->address, self->to.address) != 0)
        fail("the store of %s has moved to %s: nothing was done", self->from.address, moved->address);
    moved_back(moved, source_wire(self->source), self->target, self->yes);
}

static void run(move_t *self)
{
    moved_t moved;
    self->source = source_new(&self->from);
    bool is_moved = moved_read(&moved, source_wire(self->source));
    if (!self->back || target_answers(&self->to))
        self->target = target_open(&self->to);
    if (self->back) {
        take_back(self, &moved, is_moved);
    } else if (is_moved) {
        move_again(self, &moved);
    } else {
        plan_look(&(plan_t){self->source, self->target, self->from.address, self->to.address, self->yes});
        if (!self->dry)
            move(self);
    }
}

int subcommand_move(const settings_t *settings, char **words)
{
    move_t self = {.dry = false};
    read_words(&self, settings, words);
    run(&self);
    copy_free(&self.copy);
    source_destroy(&self.source);
    store_destroy(&self.target);
    return EXIT_SUCCESS;
}
