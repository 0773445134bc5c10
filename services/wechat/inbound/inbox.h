/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Works off what WeChat has told (wechat.md 3): who follows the account or scans a code is bound to a staff
 * user and greeted, who writes is given to the conversation, who leaves is forgotten.
 */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_INBOX_H
#define LEIDA_SERVICES_WECHAT_INBOUND_INBOX_H

#include "common/media/media.h"
#include "services/wechat/core/core.h"
#include "services/wechat/queue/queue.h"

typedef struct inbox inbox_t;

/* All must outlive it. `media` without a store: of pictures a word stands in the conversation. NULL, after
 * logging why. */
inbox_t *inbox_new(wechat_t *wechat, leases_t *leases, const media_t *media);
/* Begins no more work. */
void inbox_stop(inbox_t *self);
void inbox_destroy(inbox_t **self_p);
/* What became of what came, for the admin address. */
void inbox_write_metrics(const inbox_t *self, buffer_t *out);

#endif
