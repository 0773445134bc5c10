/* SPDX-License-Identifier: Apache-2.0 */
/* A list of endpoints as a whole: how many there may be, and what takes whose place. */
#include "common/rpc/client/pool.h"

#include <stdlib.h>

#include <criterion/criterion.h>

#include "common/observe/log.h"
#include "common/rpc/client/dispatch.h"
#include "tests/support/leak_check.h"
#include "tests/support/upstream_story.h"
#include "tests/support/upstream_world.h"

enum { INSTANCE_LIMIT = 3 };

static void set_up(void)
{
    log_set_level(LOG_ERROR);
}

TestSuite(rpc_pool, .init = set_up, .fini = leak_check);

/* Appends the endpoints a0 and so on, `count` of them. */
static void append_endpoints(buffer_t *list, char letter, int count)
{
    buffer_clear(list);
    for (int i = 0; i < count; i++)
        buffer_append_format(list, "%c%d ", letter, i);
    buffer_append_char(list, '\0');
}

Test(rpc_pool, more_endpoints_than_fit_are_refused)
{
    world_t *world = world_new(INSTANCE_LIMIT);
    dispatch_t *dispatch = world_dispatch(world);
    buffer_t list = {0};
    append_endpoints(&list, 'a', POOL_MAX + 1);
    cr_assert_not(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list.data, 1000));
    cr_assert_eq(dispatch->pools[SERVICE_CHAT].count, POOL_MAX);
    buffer_free(&list);
    world_destroy(&world);
}

Test(rpc_pool, list_of_all_others_takes_the_place_of_one_that_is_nearly_as_long_as_may_be)
{
    world_t *world = world_new(INSTANCE_LIMIT);
    dispatch_t *dispatch = world_dispatch(world);
    buffer_t list = {0};
    append_endpoints(&list, 'a', POOL_MAX);
    cr_assert(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list.data, 1000));
    append_endpoints(&list, 'b', POOL_MAX);
    cr_assert(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list.data, 2000));
    cr_assert_eq(dispatch->pools[SERVICE_CHAT].count, POOL_MAX);
    cr_assert_eq(dispatch->pools[SERVICE_CHAT].instances[0]->endpoint[0], 'b');
    buffer_free(&list);
    world_destroy(&world);
}

static void ignore_answer(void *context, status_t status, text_t data, unsigned retries)
{
    (void)context, (void)status, (void)data, (void)retries;
}

static bool take_connection(void *context, instance_t *instance)
{
    (void)context, (void)instance;
    return true;
}

static void ignore_instance(void *context, instance_t *instance)
{
    (void)context, (void)instance;
}

static void ignore_call(void *context, instance_t *instance, const pending_t *call)
{
    (void)context, (void)instance, (void)call;
}

/* A full list whose first instance has a call; `list` is then one of others, as many. The caller frees it. */
static dispatch_t *full_pool(buffer_t *list)
{
    static const instance_actions_t actions = {NULL, take_connection, ignore_instance, ignore_instance,
                                               ignore_call};
    dispatch_t *dispatch = memory_new_zeroed(sizeof *dispatch);
    const request_t request = {
        .method = contract_method(METHOD_STAFF_SEND), .deadline = 60000, .done = ignore_answer};
    dispatch_init(dispatch, &actions, INSTANCE_LIMIT, 1);
    append_endpoints(list, 'a', POOL_MAX);
    cr_assert(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list->data, 1000));
    instance_heard(dispatch->pools[SERVICE_CHAT].instances[0], 1000);
    cr_assert(dispatch_call(dispatch, &request, 1000));
    append_endpoints(list, 'b', POOL_MAX);
    return dispatch;
}

static void end(dispatch_t *dispatch, buffer_t *list)
{
    dispatch_clear(dispatch);
    free(dispatch);
    buffer_free(list);
}

/* How many endpoints of this letter have an instance. */
static size_t count_of(const dispatch_t *dispatch, char letter)
{
    const pool_t *pool = &dispatch->pools[SERVICE_CHAT];
    size_t count = 0;
    for (size_t i = 0; i < pool->count; i++)
        count += pool->instances[i]->endpoint[0] == letter;
    return count;
}

Test(rpc_pool, silent_instance_that_is_to_end_gives_its_place_at_once)
{
    buffer_t list = {0};
    dispatch_t *dispatch = full_pool(&list);
    dispatch_receive(dispatch, dispatch->pools[SERVICE_CHAT].instances[0],
                     &(envelope_t){.kind = ENVELOPE_DRAIN}, 1000);
    dispatch_tick(dispatch, 1100); /* asks it */
    cr_assert(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list.data, 1350));
    cr_expect_eq(count_of(dispatch, 'b'), POOL_MAX);
    cr_expect_eq(dispatch->pools[SERVICE_CHAT].tried.count, 1, "its call waits for one of them");
    end(dispatch, &list);
}

Test(rpc_pool, endpoint_without_room_gets_it_when_one_falls_silent)
{
    buffer_t list = {0};
    dispatch_t *dispatch = full_pool(&list);
    cr_assert_not(dispatch_set_endpoints(dispatch, SERVICE_CHAT, list.data, 1050));
    cr_assert_eq(count_of(dispatch, 'b'), POOL_MAX - 1);
    dispatch_tick(dispatch, 1100);
    dispatch_tick(dispatch, 1349);
    cr_assert_eq(count_of(dispatch, 'b'), POOL_MAX - 1, "it may answer yet");
    dispatch_tick(dispatch, 1350);
    cr_assert_eq(count_of(dispatch, 'b'), POOL_MAX);
    end(dispatch, &list);
}

Test(rpc_pool, endpoint_given_twice_is_one_instance)
{
    world_t *world = world_new(INSTANCE_LIMIT);
    dispatch_t *dispatch = world_dispatch(world);
    cr_assert(dispatch_set_endpoints(dispatch, SERVICE_CHAT, "a,a\n a", 1000));
    cr_assert_eq(dispatch->pools[SERVICE_CHAT].count, 1);
    world_destroy(&world);
}

Test(rpc_pool, endpoint_without_a_descriptor_is_tried_each_second)
{
    static const story_step_t story[] = {
        {0, "a refuses", ""},        {1, "endpoints a", "cannot connect a"},
        {1000, "time passes", ""},   {1001, "time passes", "cannot connect a"},
        {1500, "a accepts", ""},     {2001, "time passes", "connect a, ping a"},
        {2002, "a heard", "live a"},
    };
    story_tell(story, sizeof story / sizeof *story, INSTANCE_LIMIT);
}

Test(rpc_pool, instance_that_never_answers_is_missed_once)
{
    pool_t pool = {0};
    instance_t *instance = instance_new(&pool, "a");
    instance_opened(instance, true, 1000);
    instance_pinged(instance, 1100);
    cr_expect_not(instance_is_missed(instance, 10999));
    cr_expect(instance_is_missed(instance, 11000));
    cr_expect_not(instance_is_missed(instance, 12000));
    instance_opened(instance, true, 20000);
    cr_expect_not(instance_is_missed(instance, 29999));
    instance_heard(instance, 29999);
    cr_expect_not(instance_is_missed(instance, 30000), "it is live");
    instance_destroy(&instance);
}
