/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a write has exactly one effect although it may be sent twice (an instance died, hung or lost Redis, and
 * the call went to another), and although any try of it may come late, by hours if need be
 * (docs/decisions/0007). The scripts' part is in common/store/once. Three rules, in the script of each write:
 *
 * - What was done is answered as it was then: by the client's key or the record of the call, if the write
 * keeps one, before anything else is asked.
 * - A later try (call_retries > 0) leaves the time of issue of its call in a field of the hash that the write
 * belongs to, its stamp, which only grows. A first try whose call was not issued after the stamp may have
 * been retried elsewhere: it is not applied but passed back to the gateway, which sends it again, as a later
 * try, if anybody still waits for it. No clock decides, and nothing has to be forgotten: all tries of a call
 * carry the same time.
 * - A later try looks for what an earlier one did, and applies only if that did nothing. Either rows carry
 * the 8-byte id of their call and it looks through the newest (messages, actions, the notes of follow-ups:
 * many and hot), or each try leaves a record of the call (keys_once_call). Both show what was done lately. So
 * a later try that comes ONCE_RETRY_S after its call was issued is refused, by Redis' clock.
 *
 * The gateway takes the newest try's answer, so that one must know all that those before it did: a try that
 * reads what it is to mark has to stop them before it reads (services/chat/mark.lua).
 *
 * A client's own idempotency key (msg_id) is remembered for 24 h with the answer and a digest of the content
 * in `once:{u:7}:SENDER:KEY`, on every try. The key is its sender's: used towards one staff user, it must not
 * be used towards another. What a key did stands in the world of the staff user, and two worlds may be on two
 * slots of Redis, which no script can see at once. So a customer claims a key for a staff user, in
 * `once:{c:9}:KEY`, on a slot of the customer's own, before it is used in the world. Staff users have one
 * world and need no claims.
 */
#ifndef LEIDA_COMMON_STORE_ONCE_H
#define LEIDA_COMMON_STORE_ONCE_H

#include "common/store/job.h"
#include "proto/status.h"

/* The longest that a call may take, s: a gateway's deadline is no longer. */
#define ONCE_CALL_S 60
/* For how long a later try is taken, s: as long as a call may take, and half of it for a gateway whose clock
 * is behind Redis'. */
#define ONCE_RETRY_S (ONCE_CALL_S + ONCE_CALL_S / 2)
/* For how long records of calls are kept, s: as much again, for a gateway whose clock is ahead. */
#define ONCE_RECORD_S (2 * ONCE_RETRY_S)
/* For how long a client's key is remembered, s. */
#define ONCE_CLIENT_KEY_S 86400

/* A search among rows ends at one that is so old, ms, for later tries are not taken for so long; but the
 * newest ONCE_ROWS_MIN are looked at whatever their times. */
#define ONCE_OLD_MS 120000
#define ONCE_ROWS_MIN 64
/* It reads so many rows or bytes, which take Redis 2 ms. It knows that there is none when the oldest of them
 * is ONCE_OLDER_MS older than the call; else it is not known. */
#define ONCE_ROWS_MAX 4096
#define ONCE_BYTES_MAX 1048576
#define ONCE_OLDER_MS 1000
#define ONCE_BLOCK 16 /* rows that it reads at once */

/* What scripts return for a try that may not be applied: no effect. */
#define ONCE_KEY_REUSED (-1) /* the client's key was used for other content */
#define ONCE_PASSED (-2)     /* a first try: only for whoever still waits */
#define ONCE_LATE (-3)       /* a later one: it came too late, or what an earlier one did is not known */

/* The outcome of a call whose script returned such a number: STATUS_KEY_REUSED, STATUS_PASSED_UNKNOWN,
 * STATUS_DEADLINE; STATUS_DONE for any other number. */
status_t once_status(int64_t number);

/* To be registered with the connection by whoever claims. */
extern const redis_script_t once_claim_script;

/* Claims a key of the job's customer towards its staff user for ONCE_CLIENT_KEY_S from now, then calls `go`.
 * When another one has it the job is refused with STATUS_KEY_REUSED, when the two are not bound with
 * STATUS_NO_RELATION, and nothing was claimed. Two round trips. The key's text must last until then. */
void once_claim(job_t *job, text_t key, job_go_fn *go, void *context);

#endif
