/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/event_flow.h"

#include <criterion/criterion.h>

static event_flow_state_t pong(event_flow_t *flow, bool takes, uint64_t sequence)
{
    return event_flow_pong(flow, &(envelope_t){.kind = ENVELOPE_PONG, .takes = takes, .sequence = sequence});
}

static event_flow_state_t event(event_flow_t *flow, uint64_t sequence)
{
    return event_flow_event(flow, &(envelope_t){.kind = ENVELOPE_EVENT, .id = sequence});
}

Test(rpc_event_flow, begins_with_the_first_pong_that_speaks_of_events)
{
    event_flow_t flow = {0};
    cr_assert_eq(pong(&flow, false, 0), EVENT_FLOW_WHOLE);
    cr_assert_eq(pong(&flow, true, 3), EVENT_FLOW_BEGINS);
    cr_assert_eq(event(&flow, 4), EVENT_FLOW_WHOLE);
    cr_assert_eq(pong(&flow, true, 4), EVENT_FLOW_WHOLE);
}

Test(rpc_event_flow, what_is_missing_shows_at_the_next_event_or_pong_once)
{
    event_flow_t flow = {0};
    pong(&flow, true, 0);
    cr_assert_eq(event(&flow, 1), EVENT_FLOW_WHOLE);
    cr_assert_eq(event(&flow, 3), EVENT_FLOW_GAP);
    cr_assert_eq(event(&flow, 4), EVENT_FLOW_WHOLE);
    cr_assert_eq(pong(&flow, true, 6), EVENT_FLOW_GAP);
    cr_assert_eq(pong(&flow, true, 6), EVENT_FLOW_WHOLE);
    cr_assert_eq(event(&flow, 7), EVENT_FLOW_WHOLE);
    cr_assert_eq(event(&flow, 7), EVENT_FLOW_GAP, "nor may one come twice");
}

Test(rpc_event_flow, ends_and_begins_anew)
{
    event_flow_t flow = {0};
    pong(&flow, true, 5);
    cr_assert_eq(pong(&flow, false, 0), EVENT_FLOW_WHOLE);
    cr_assert_eq(pong(&flow, true, 5), EVENT_FLOW_BEGINS, "others went to nobody meanwhile");
}
