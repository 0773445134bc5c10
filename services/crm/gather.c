/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/gather.h"

void gather_begin(gather_t *self, void (*done)(void *context), void *context)
{
    *self = (gather_t){.pending = 1, .status = REDIS_OK, .done = done, .context = context};
}

void gather_expect(gather_t *self)
{
    self->pending++;
}

void gather_got(gather_t *self, redis_status_t status)
{
    if (self->status == REDIS_OK)
        self->status = status;
    if (--self->pending == 0)
        self->done(self->context);
}
