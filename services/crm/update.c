/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/update.h"

write_t update_write(call_t *call, gather_t *gather)
{
    const update_request_t *request = call_record(call);
    return (write_t){.pair = {request->staff_id, request->customer_id},
                     .call = call_id(call),
                     .issued = call_issued(call),
                     .tries = call_tries(call),
                     .gather = gather};
}

static void update_answer(void *context)
{
    update_t *self = context;
    if (self->gather.status != REDIS_OK)
        call_wait(&self->call, self->gather.status);
    else
        call_reply(&self->call, self->write.status, TEXT_NONE);
}

update_t *update_begin(crm_t *crm, call_t *call)
{
    update_t *self = arena_new(call_arena(call), sizeof *self);
    const update_request_t *request = call_record(call);
    *self = (update_t){.crm = crm, .call = call, .request = request};
    self->write = update_write(call, &self->gather);
    gather_begin(&self->gather, update_answer, self);
    return self;
}

void update_sent(update_t *self)
{
    gather_got(&self->gather, REDIS_OK);
}
