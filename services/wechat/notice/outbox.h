/* SPDX-License-Identifier: Apache-2.0 */
/* Works off the notices (notice.h): those who are away are told. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_OUTBOX_H
#define LEIDA_SERVICES_WECHAT_NOTICE_OUTBOX_H

#include "services/wechat/core/core.h"
#include "services/wechat/queue/queue.h"

typedef struct outbox outbox_t;

/* Both must outlive it. */
outbox_t *outbox_new(wechat_t *wechat, leases_t *leases);
/* Begins no more work. */
void outbox_stop(outbox_t *self);
void outbox_destroy(outbox_t **self_p);
/* What became of notices, for the admin address. */
void outbox_write_metrics(const outbox_t *self, buffer_t *out);

#endif
