/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes that requests and answers of each principal hold at this moment, and those of all together: of
 * bodies that are being worked on, of answers that are being made or not yet taken by their clients. Plain
 * counters in a table of fixed size; a principal is in it only while it holds something. Who adds must remove
 * as much.
 */
#ifndef LEIDA_GATEWAY_QUOTA_H
#define LEIDA_GATEWAY_QUOTA_H

#include "base/buffer.h"
#include "proto/envelope.h"
#include "proto/status.h"

typedef struct quota quota_t;

/* Limits in bytes, each at least 1; `principals`: how many may hold something at a time, at least 1. */
typedef struct {
    size_t per_principal, total, principals;
} quota_options_t;

/* Nobody holds anything; the options are copied. */
quota_t *quota_new(const quota_options_t *options);
/* Frees it, whoever still holds something. */
void quota_destroy(quota_t **self_p);

/* Adds bytes to what the principal holds: STATUS_DONE. When they are too many nothing is added:
 * STATUS_TOO_MANY for this principal, STATUS_UNAVAILABLE for all together (or too many principals).
 * quota_begin is for what may as well be refused: it stops at half of each limit, and refuses even nothing to
 * who holds more. quota_grow is for what that leads to. Of the limit of all together an eighth is kept for
 * those who hold little, up to an eighth of what one may hold: they may begin and grow until that is used up,
 * and nothing is never refused to them, whatever the others hold. */
status_t quota_begin(quota_t *self, const principal_t *principal, size_t bytes);
/* As quota_begin, up to the whole of each limit. */
status_t quota_grow(quota_t *self, const principal_t *principal, size_t bytes);
/* Takes back what was added before, in one piece or in several. */
void quota_remove(quota_t *self, const principal_t *principal, size_t bytes);

/* What the principal holds. */
size_t quota_of(const quota_t *self, const principal_t *principal);

typedef struct {
    size_t held; /* bytes, all together */
    uint64_t too_many_of_one, too_many;
} quota_counts_t;
/* What is held now, and how often something was refused since the start. */
quota_counts_t quota_counts(const quota_t *self);

#endif
