/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that instances pass back, told as stories of the state machine of instances and calls. */
#include "common/rpc/client/dispatch.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"
#include "tests/support/upstream_story.h"

TestSuite(rpc_passed, .init = story_set_up, .fini = leak_check);

Test(rpc_passed, passed_call_goes_to_another_and_the_passer_is_avoided)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {500, "b replies 1 passed", "1 to a"},
        {502, "a replies 1 done", "1 done"}, /* nobody can have applied it before */
        {503, "write 2", "2 to a"},
        {1499, "write 3", "3 to a"},
        {1500, "write 4", "4 to b"},
    };
    TELL(story);
}

Test(rpc_passed, passed_call_that_may_have_been_applied_is_tried_again)
{
    static const story_step_t story[] = {
        TWO_LIVE,
        {2, "write 1", "1 to b"},
        {500, "b replies 1 passed-unknown", "1 to a"},
        {501, "a replies 1 passed", ""}, /* both have just passed it back: it rests */
        {600, "time passes", ""},
        {601, "time passes", "1 to b"},
        {602, "b replies 1 unavailable", "1 unknown after 1"},
    };
    TELL(story);
}

/* Nor as fast as it can, where it passes back at once. */
Test(rpc_passed, passed_call_goes_back_after_a_rest_when_there_is_no_other)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {2, "write 1 within 250", "1 to a"},
        {2, "a replies 1 passed", ""},
        {101, "time passes", ""},
        {102, "time passes", "1 to a"},
        {102, "a replies 1 passed", ""},
        {202, "time passes", "1 to a"},
        {202, "a replies 1 passed", ""},
        {251, "time passes", ""},
        {252, "time passes", "1 unavailable"}, /* nobody has applied it */
    };
    TELL(story);
}

Test(rpc_passed, call_that_rests_goes_to_one_that_comes_up)
{
    static const story_step_t story[] = {
        {0, "endpoints a b", "connect a, ping a, connect b, ping b"},
        {1, "a heard", "live a"},
        {2, "write 1", "1 to a"},
        {3, "a replies 1 passed", ""},
        {50, "b heard", "live b"},
        {102, "time passes", ""},
        {103, "time passes", "1 to b"},
        {104, "b replies 1 done", "1 done"},
    };
    TELL(story);
}

Test(rpc_passed, calls_that_rest_count_as_the_instances)
{
    static const story_step_t story[] = {
        {0, "endpoints a", "connect a, ping a"},
        {1, "a heard", "live a"},
        {2, "read 1", "1 to a"},
        {2, "read 2", "2 to a"},
        {2, "read 3", "3 to a"},
        {3, "a replies 1 passed", ""},
        {3, "a replies 2 passed", ""},
        {4, "read 4", "4 refused"},
        {5, "a replies 3 done", "3 done"},
        {6, "read 5", "5 to a"},
    };
    TELL(story);
}
