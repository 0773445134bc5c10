/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the credentials that sockets were opened with still hold. Redis tells of each that changes, and it
 * is asked for then; while it may not tell, all are asked for, over and over.
 */
#ifndef LEIDA_GATEWAY_PUSH_CHECK_H
#define LEIDA_GATEWAY_PUSH_CHECK_H

#include "gateway/push/shared.h"

/* Has a principal's credential asked for at the end of the iteration. */
void check_later(push_t *push, principal_t who);
/* Asks for the credentials that have changed. */
void check_ask(push_t *push);
/* Asks for some of all, where that is to be done; each WHEEL_TICK_MS. */
void check_tick(push_t *push);

#endif
