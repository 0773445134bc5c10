/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a kept value, for the kept*.c files. */
#ifndef LEIDA_SERVICES_WECHAT_API_KEPT_PARTS_H
#define LEIDA_SERVICES_WECHAT_API_KEPT_PARTS_H

#include "base/back_off.h"
#include "base/list.h"
#include "common/store/command.h"
#include "services/wechat/api/kept.h"

enum { KEPT_LEASE_NAME = 32 /* characters */ };

typedef enum {
    KEPT_IDLE,
    KEPT_READING,  /* Redis is asked */
    KEPT_FETCHING, /* the lease is ours, and WeChat is asked */
    KEPT_WRITING,  /* what it said goes to Redis */
    KEPT_PAUSING   /* another instance has the lease: Redis is asked again soon */
} kept_phase_t;

struct kept {
    kept_options_t options;
    buffer_t name;
    kept_phase_t phase;
    loop_timer_t *timer; /* of KEPT_PAUSING */
    link_t waiters;
    bool ending;

    /* The value as Redis has it, or had it when it was read. */
    buffer_t value;            /* empty: none */
    int64_t expires, due, gen; /* ms since 1970, the same, its number */
    int64_t read_at;           /* ms of the loop; negative: never */
    buffer_t refused;          /* a value that WeChat did not take */
    int64_t refused_gen;

    bool is_forced; /* an administrator wants another one */

    /* What is being written. */
    char lease[KEPT_LEASE_NAME + 1];
    int64_t asked_at; /* ms since 1970 */
    buffer_t fresh;
    int64_t fresh_expires, fresh_due;

    /* After a failure: nothing is fetched until then. */
    api_answer_t failure; /* without texts that are no constants */
    int64_t rest_until;   /* ms of the loop */
    int64_t rest;         /* ms, that last time; 0: there was none */
    back_off_t back_off;
    command_t command;
};

/* Whether it may be used now. */
bool kept_is_usable(const kept_t *self);
/* Answers those who wait: all, if there is a value or a verdict that settles it. */
void kept_tell(kept_t *self, const api_answer_t *answer);

/* ---- kept_store.c ---- */

/* Asks Redis for the value, and for the lease unless it rests. */
void kept_read(kept_t *self);
/* Writes `fresh`; gives the lease back. */
void kept_write(kept_t *self);
void kept_release(kept_t *self);

/* Called back: the value was read (`got`: the lease is ours); it was written, under another number or (false)
 * not at all; nothing came of it, and why (a constant). */
void kept_was_read(kept_t *self, bool got);
void kept_was_written(kept_t *self, bool written);
void kept_store_failed(kept_t *self, const char *why);

#endif
