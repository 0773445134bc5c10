/* SPDX-License-Identifier: Apache-2.0 */
/* The state machine of instances and calls, told as stories. */
#include "common/rpc/client/dispatch.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"
#include "tests/support/upstream_story.h"
#include "tests/support/upstream_world.h"

TestSuite(rpc_dispatch, .init = story_set_up, .fini = leak_check);

Test(rpc_dispatch, calls_go_to_the_least_loaded)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {2, "write 2", "2 to a"},
        {3, "a replies 2 done", "2 done"},
        {3, "read 3", "3 to a"},
        {3, "read 4", "4 to a"}, /* one each: who has the turn */
        {3, "read 5", "5 to b"},
    };
    TELL(story);
}

/* Other loops find it meanwhile: what it does before is told to none of theirs who listen. */
Test(rpc_dispatch, instance_that_has_just_come_gets_calls_only_where_there_is_no_other)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {302, "b disconnects", "connect b, ping b"},
        {310, "b heard", "live b"},
        {320, "read 1", "1 to a"},
        {609, "read 2", "2 to a"},
        {610, "read 3", "3 to b"},
        {620, "a disconnects", "connect a, ping a, 1 to b, 2 to b"},
        {630, "a heard", "live a"},
        {640, "b disconnects", "connect b, ping b, 3 to a, 1 to a, 2 to a"},
    };
    TELL(story);
}

Test(rpc_dispatch, call_waits_a_moment_for_an_instance)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {5, "write 1", ""},
        {50, "read 2", ""},
        {154, "time passes", "ping a"},
        {155, "time passes", "1 unavailable"},
        {160, "a heard", "live a"},
        {170, "time passes", "2 to a"},
        {180, "a replies 2 done", "2 done"},
    };
    TELL(story);
}

Test(rpc_dispatch, instance_is_asked_until_it_is_heard)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {99, "time passes", ""},
        {100, "time passes", "ping a"},
        {5000, "time passes", "ping a"},
    };
    TELL(story);
}

Test(rpc_dispatch, calls_of_a_dead_instance_go_to_another)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "write 2", "2 to a"},
        {9, "b disconnects", "connect b, ping b, 1 to a"},
        {9, "b disconnects", ""}, /* the new connection: nothing has come from it */
        {12, "a replies 1 done", "1 done after 1"},
        {12, "a replies 2 done", "2 done"},
    };
    TELL(story);
}

Test(rpc_dispatch, calls_of_the_last_instance_wait_until_their_deadline)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {2, "write 1 within 500", "1 to a"},
        {2, "read 2 within 400", "2 to a"},
        {2, "write 3", "3 to a"},
        {9, "a disconnects", "connect a, ping a"},
        {10, "read 4 within 100", ""},
        {109, "time passes", "ping a"},
        {110, "time passes", "4 unavailable"},
        {401, "time passes", "ping a"},
        {402, "time passes", "2 unavailable after 1"},
        {501, "time passes", "ping a"},
        {502, "time passes", "1 unknown after 1"}, /* it may have been applied */
        {510, "a heard", "live a"},
        {520, "time passes", "3 to a"},
    };
    TELL(story);
}

Test(rpc_dispatch, silent_instance_is_asked_then_suspect_then_dead)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "write 1", "1 to b"},
        {109, "time passes", ""},
        {110, "time passes", "ping b"},
        {359, "time passes", "ping b"},
        {360, "time passes", "1 to a, suspect b"},
        {365, "write 2", "2 to a"},
        {370, "a replies 1 done", "1 done after 1"},
        {380, "a replies 2 done", "2 done"},
        {2390, "time passes", "ping b, ping a"}, /* without calls they are asked rarely */
        {2391, "a heard", ""},
        {3109, "time passes", ""},
        {3110, "time passes", "connect b, ping b"},
    };
    TELL(story);
}

Test(rpc_dispatch, suspect_instance_keeps_its_calls_when_there_is_no_other)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {10, "write 1", "1 to a"},
        {360, "time passes", "ping a, suspect a"},
        {370, "write 2", ""},
        {380, "a heard", "live a"},
        {390, "time passes", "2 to a"},
        {400, "a replies 1 done", "1 done"},
        {400, "a replies 2 done", "2 done"},
    };
    TELL(story);
}

Test(rpc_dispatch, late_reply_of_the_first_counts_as_well)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "write 1", "1 to b"},
        {360, "time passes", "ping b, 1 to a, suspect b"},
        {370, "b replies 1 done", "1 done after 1, live b"},
        {380, "a replies 1 done", ""},
    };
    TELL(story);
}

/* The other may do what this one refused: relations, tags and phrases come and go. */
Test(rpc_dispatch, late_refusal_of_the_first_is_no_answer_to_a_write)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "write 1", "1 to b"},
        {360, "time passes", "ping b, 1 to a, suspect b"},
        {370, "b replies 1 refused", "live b"},
        {371, "b replies 1 unavailable", ""},
        {380, "a replies 1 done", "1 done after 1"},
    };
    TELL(story);
}

/* The other may find more, and mark it as read, than the first has shown. */
Test(rpc_dispatch, late_reply_of_the_first_is_no_answer_where_the_other_marks_what_it_shows)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "getmsg 1", "1 to b"},
        {360, "time passes", "ping b, 1 to a, suspect b"},
        {370, "b replies 1 empty", "live b"},
        {371, "b replies 1 done", ""},
        {380, "a replies 1 done", "1 done after 1"},
    };
    TELL(story);
}

Test(rpc_dispatch, instance_that_has_a_call_again_answers_its_newest_try)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "getmsg 1", "1 to b"},
        {360, "time passes", "ping b, 1 to a, suspect b"},
        {370, "b heard", "live b"},
        {709, "time passes", "ping a"},
        {710, "time passes", "1 to b, suspect a"},
        {720, "b replies 1 empty to try 1", ""},
        {721, "b replies 1 passed to try 1", ""},
        {722, "b replies 1 done to try 3", "1 done after 2"},
    };
    TELL(story);
}

/* It found the call superseded: the answer is to come from the other. */
Test(rpc_dispatch, word_of_an_instance_that_lost_the_call_is_no_answer)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {10, "write 1", "1 to b"},
        {360, "time passes", "ping b, 1 to a, suspect b"},
        {370, "b replies 1 passed-unknown", "live b"},
        {371, "b replies 1 deadline", ""},
        {380, "a replies 1 done", "1 done after 1"},
    };
    TELL(story);
}

Test(rpc_dispatch, unavailable_after_a_failover_is_an_unknown_outcome)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {2, "read 2", "2 to a"},
        {2, "read 3", "3 to b"},
        {9, "b disconnects", "connect b, ping b, 1 to a, 3 to a"},
        {10, "a replies 1 unavailable", "1 unknown after 1"},
        {10, "a replies 2 unavailable", "2 unavailable"},
        {10, "a replies 3 unavailable", "3 unavailable after 1"},
        {11, "write 5", "5 to a"},
        {12, "a replies 5 unavailable", "5 unavailable"}, /* no other had it */
    };
    TELL(story);
}

Test(rpc_dispatch, status_of_a_newer_build_is_an_unknown_outcome_of_a_write)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {2, "write 2", "2 to a"},
        {2, "read 3", "3 to b"},
        {9, "b disconnects", "connect b, ping b, 1 to a, 3 to a"},
        {10, "a replies 1 of-a-newer-build", "1 unknown after 1"},
        {10, "a replies 2 of-a-newer-build", "2 unknown"},
        {10, "a replies 3 of-a-newer-build", "3 other after 1"}, /* as unavailable, says status_info */
    };
    TELL(story);
}

Test(rpc_dispatch, leaving_instance_finishes_what_it_has)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "b leaves", "leaving b"},
        {4, "write 2", "2 to a"},
        {4, "write 3", "3 to a"},
        {5, "b heard", ""},
        {6, "b replies 1 done", "1 done"},
        {7, "b disconnects", "connect b, ping b"},
        {8, "b heard", "live b"},
        {9, "write 4", "4 to b"},
    };
    TELL(story);
}

Test(rpc_dispatch, calls_wait_seconds_for_one_that_left)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {2, "a leaves", "leaving a"},
        {10, "a disconnects", "connect a, ping a"},
        {20, "write 1", ""},
        {20, "write 2 within 1000", ""},
        {1020, "time passes", "ping a, 2 unavailable"},
        {3009, "time passes", "ping a"},
        {3010, "time passes", "ping a, 1 unavailable"},
    };
    TELL(story);
}

Test(rpc_dispatch, call_that_a_dying_instance_drains_goes_to_another)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "b leaves", "leaving b"},
        {9, "b disconnects", "connect b, ping b, 1 to a"},
    };
    TELL(story);
}

Test(rpc_dispatch, deadline_of_what_was_sent_is_an_unknown_outcome)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1 within 90", "1 to b"},
        {2, "read 2 within 80", "2 to a"},
        {81, "time passes", ""},
        {82, "time passes", "2 unavailable"},
        {92, "time passes", "1 unknown"},
        {95, "b replies 1 done", ""}, /* too late */
    };
    TELL(story);
}

Test(rpc_dispatch, overload_is_refused_at_once)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {2, "read 1", "1 to a"},
        {2, "read 2", "2 to a"},
        {2, "read 3", "3 to a"},
        {2, "read 4", "4 refused"},
        {3, "a replies 2 done", "2 done"},
        {3, "read 5", "5 to a"},
    };
    TELL(story);
}

Test(rpc_dispatch, list_changes)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "endpoints a c", "connect c, ping c"}, /* b has a call yet */
        {4, "read 2", "2 to a"},
        {4, "read 3", "3 to a"},
        {5, "b replies 1 done", "1 done"},
        {10, "time passes", "close b"},
        {11, "endpoints b", "close c, connect b, ping b"},
        {12, "endpoints a b", ""}, /* a comes back as what it was */
        {13, "read 4", "4 to a"},
    };
    TELL(story);
}

Test(rpc_dispatch, retired_instance_that_dies_has_its_calls_moved)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "endpoints a", ""},
        {4, "b disconnects", "connect b, ping b, 1 to a"},
        {10, "time passes", "close b"},
    };
    TELL(story);
}

Test(rpc_dispatch, connection_that_cannot_be_opened_is_tried_each_second)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {3, "b refuses", ""},
        {4, "b disconnects", "cannot connect b, 1 to a"},
        {10, "a replies 1 done", "1 done after 1"},
        {1003, "time passes", ""},
        {1004, "time passes", "cannot connect b"},
        {1500, "b accepts", ""},
        {2004, "time passes", "connect b, ping b"},
    };
    TELL(story);
}

/* Else one that gets calls again and again would not be asked while it answers none. */
Test(rpc_dispatch, silence_begins_with_the_first_call)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {50, "write 1", "1 to a"},
        {120, "write 2", "2 to a"},
        {149, "time passes", ""},
        {150, "time passes", "ping a"},
    };
    TELL(story);
}

Test(rpc_dispatch, looks_at_the_time_as_often_as_is_needed)
{
    world_t *world = world_new(STORY_INSTANCES);
    const dispatch_t *dispatch = world_dispatch(world);
    cr_assert_eq(dispatch_interval(dispatch), 2000, "nothing to look after");
    world_apply(world, &(step_t){.kind = STEP_ENDPOINTS, .service = SERVICE_CHAT, .peers = 1});
    cr_assert_eq(dispatch_interval(dispatch), 50, "an instance is not heard yet");
    world_apply(world, &(step_t){.kind = STEP_HEARD});
    cr_assert_eq(dispatch_interval(dispatch), 2000, "it is live, and idle");
    world_apply(world, &(step_t){.kind = STEP_CALL, .method = METHOD_STAFF_SEND, .ms = 5000});
    cr_assert_eq(dispatch_interval(dispatch), 10, "a call is in flight");
    world_apply(world, &(step_t){.kind = STEP_REPLY, .status = STATUS_DONE});
    cr_assert_eq(dispatch_interval(dispatch), 2000, "it is answered");
    world_destroy(&world);
}
