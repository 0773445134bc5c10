/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/event_flow.h"

event_flow_state_t event_flow_pong(event_flow_t *self, const envelope_t *pong)
{
    bool flowed = self->flows;
    uint64_t last = self->last;
    *self = (event_flow_t){.flows = pong->takes, .last = pong->sequence};
    if (!pong->takes)
        return EVENT_FLOW_WHOLE;
    if (!flowed)
        return EVENT_FLOW_BEGINS;
    return last == pong->sequence ? EVENT_FLOW_WHOLE : EVENT_FLOW_GAP;
}

event_flow_state_t event_flow_event(event_flow_t *self, const envelope_t *event)
{
    bool next = !self->flows || event->id == self->last + 1;
    self->last = event->id;
    return next ? EVENT_FLOW_WHOLE : EVENT_FLOW_GAP;
}
