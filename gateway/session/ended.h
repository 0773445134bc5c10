/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sessions that have just been ended, so that an answer that is still being made does not prolong one
 * (decision 0035). One for all loops of a gateway, behind a lock that is taken at a logout and, once an hour
 * of a session, when it is prolonged.
 */
#ifndef LEIDA_GATEWAY_SESSION_ENDED_H
#define LEIDA_GATEWAY_SESSION_ENDED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct ended ended_t;

ended_t *ended_new(void);
/* No loop may use it any more. */
void ended_destroy(ended_t **self_p);

/* The session with this nonce was ended at `now` (loop_now). Nobody has looked whether there is one: it takes
 * the place of at most one other. */
void ended_add(ended_t *self, text_t nonce, int64_t now);
/* Whether it was ended at `since` or later. */
bool ended_has(ended_t *self, text_t nonce, int64_t since);

#endif
