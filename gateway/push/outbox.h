/* SPDX-License-Identifier: Apache-2.0 */
/* The frames that clients are sent (docs/push.md): each is appended to the `out` of the push_t, and counted.
 */
#ifndef LEIDA_GATEWAY_PUSH_OUTBOX_H
#define LEIDA_GATEWAY_PUSH_OUTBOX_H

#include "gateway/push/pending.h"
#include "gateway/push/shared.h"

/* {"event":"hello","beat":25,"now":…}: the first. */
void outbox_write_hello(push_t *push);
/* {"event":"beat"} */
void outbox_write_beat(push_t *push);
/* The hints, each as its event, and {"event":"sync","in":…} where there is one. */
void outbox_write_pending(push_t *push, const pending_hints_t *pending);

#endif
