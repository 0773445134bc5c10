/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hears of messages from the services, waits a moment for more of them, and makes a job of what is for
 * somebody whom WeChat or WeCom can reach. Every instance hears everything: the queue takes a job once.
 */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_HEARD_H
#define LEIDA_SERVICES_WECHAT_NOTICE_HEARD_H

#include "proto/event.h"
#include "services/wechat/core/core.h"

typedef struct heard heard_t;

enum { HEARD_MS = 5000, HEARD_MAX = 20000 /* conversations that wait */ };

heard_t *heard_new(wechat_t *wechat);
/* Makes no more jobs. */
void heard_stop(heard_t *self);
void heard_destroy(heard_t **self_p);
/* An event of a service. */
void heard_event(heard_t *self, const event_t *event);
/* How many events of messages were left out, because too many waited. */
uint64_t heard_left_out(const heard_t *self);

#endif
