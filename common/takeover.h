/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a write has exactly one effect although it may be sent twice (an instance died, hung or lost Redis, and
 * the call went to another). Two ways, chosen per verb:
 *
 * - Rows carry the call (messages, actions, the notes of follow-ups: many and hot). Every row that is
 * appended holds the 8-byte id of its call. A first try costs nothing more. A try with call_tries > 0 looks
 * through the newest rows for its id: found, it answers as the first did; else it applies, and sets a fence
 * (keys_fence, 24 h, and the relation's `fenced` field until when to look), so that the first try, should it
 * still be on its way, is not applied late.
 * - A record of the call (what is known of a customer: few). The script stores `once:{u:7}:CALL` -> reply
 * with SET NX EX 60 in front of its effect; a second try finds it.
 *
 * A client's own idempotency key (msg_id) is remembered for 24 h with the answer and a digest of the content
 * in `once:{u:7}:SENDER:KEY`, on every try.
 */
#ifndef LEIDA_COMMON_TAKEOVER_H
#define LEIDA_COMMON_TAKEOVER_H

enum { TAKEOVER_FENCE_S = 86400, TAKEOVER_ONCE_S = 60, CLIENT_KEY_S = 86400 };

#endif
