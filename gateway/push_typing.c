/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push_typing.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/list.h"
#include "gateway/http/trace.h"
#include "proto/requests.h"

enum { DEADLINE_MS = 1000 /* later it is not true any more */ };

struct push_typing {
    loop_t *loop;
    rpc_client_t *upstream;
    trace_source_t traces;
    link_t calls; /* in flight */
};

/* What a request points to, until it is done. */
typedef struct {
    link_t place;
    buffer_t body;
    trace_t trace;
} call_t;

push_typing_t *push_typing_new(loop_t *loop, rpc_client_t *upstream)
{
    push_typing_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->upstream = upstream;
    trace_source_init(&self->traces);
    list_init(&self->calls);
    return self;
}

static void end_call(call_t *call)
{
    list_remove(&call->place);
    buffer_free(&call->body);
    free(call);
}

void push_typing_destroy(push_typing_t **self_p)
{
    push_typing_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (link_t *next, *at = self->calls.next; at != &self->calls; at = next) {
        next = at->next;
        end_call(LIST_MEMBER(at, call_t, place));
    }
    free(self);
}

/* A stranger's id, an instance that died: the upstream has counted it. */
static void on_done(void *context, status_t status, text_t data, unsigned retries)
{
    (void)status;
    (void)data;
    (void)retries;
    end_call(context);
}

void push_typing_send(push_typing_t *self, principal_t who, int64_t peer)
{
    bool staff = who.kind == PRINCIPAL_STAFF;
    const method_t *method = contract_method(staff ? METHOD_STAFF_TYPING : METHOD_CUSTOMER_TYPING);
    conversation_request_t conversation = {.record.present = 1, /* the peer: the method's only parameter */
                                           .staff_id = staff ? who.id : peer,
                                           .customer_id = staff ? peer : who.id};
    if (!method)
        return;
    call_t *call = memory_new_zeroed(sizeof *call);
    list_append(&self->calls, &call->place);
    record_encode(&call->body, &method->request, &conversation.record);
    trace_make(&self->traces, call->trace);
    request_t request = {.method = method,
                         .caller = who,
                         .body = buffer_text(&call->body),
                         .trace = {call->trace, TRACE_SIZE},
                         .issued = clock_now(),
                         .deadline = loop_now(self->loop) + DEADLINE_MS,
                         .done = on_done,
                         .context = call};
    if (!rpc_client_send(self->upstream, &request))
        end_call(call);
}
