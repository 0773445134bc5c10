/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address of one host name, looked up on a thread of its own: a name server may take long to answer, and
 * the loop must not wait for it.
 */
#ifndef LEIDA_COMMON_LOOP_LOOKUP_H
#define LEIDA_COMMON_LOOP_LOOKUP_H

#include <stddef.h>

#include "common/loop/loop.h"

typedef struct lookup lookup_t;

/* On the loop's thread, once: the address as text, IPv4 if the host has one; NULL when the name cannot be
 * resolved, and `reason` says why. Both last until the return. */
typedef void(lookup_fn)(void *context, const char *address, const char *reason);

/* Whether `host` is a name. */
bool lookup_is_needed(const char *host);

/* Begins to look `host` up, which must be shorter than 256 bytes. Of several addresses the `turn`th is given
 * (from 0, and again from the first): who counts up with each attempt to connect gets to all of them. NULL,
 * with errno, when the system refuses. */
lookup_t *lookup_new(loop_t *loop, const char *host, size_t turn, lookup_fn *done, void *context);
/* Does not wait for a name server that is being asked. Also from within `done`. */
void lookup_destroy(lookup_t **self_p);

#endif
