/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client's key (msg_id) is its sender's: used towards one staff user, it must not be used towards another.
 * What a key did stands in the world of the staff user, and two worlds may be on two slots of Redis, which no
 * script can see at once. So a customer claims a key for a staff user, on a slot of the customer's own,
 * before it is used in the world (docs/decisions/0007). Staff users have one world and need no claims.
 */
#ifndef LEIDA_COMMON_CLAIM_H
#define LEIDA_COMMON_CLAIM_H

#include "common/store/job.h"

/* To be registered with the connection by whoever claims. */
extern const redis_script_t claim_script;

/* Claims a key of the job's customer towards its staff user for CLIENT_KEY_S from now, then calls `go`. When
 * another one has it the job is refused with STATUS_KEY_REUSED, when the two are not bound with
 * STATUS_NO_RELATION, and nothing was claimed. Two round trips. The key's text must last until then. */
void claim_key(job_t *job, text_t key, job_go_fn *go, void *context);

#endif
