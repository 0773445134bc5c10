/* SPDX-License-Identifier: Apache-2.0 */
/* Queues of people: whom nobody keeps waiting. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/queue_world.h"

TestSuite(wechat_queue_turns, .fini = leak_check);

Test(wechat_queue_turns, who_is_put_off_keeps_nobody_else_waiting)
{
    enum { PEOPLE = 230 /* more than are known at a time */ };
    service_fixture_t base;
    queue_instance_t one = {.count = 0};
    queue_fixture_open(&base);
    for (unsigned i = 0, found = 0; found < PEOPLE; i++) {
        char person[16];
        snprintf(person, sizeof person, "p%u", i);
        if (queue_partition(text_of(person)) == queue_partition(TEXT_LITERAL("anna"))) {
            queue_put(&base, person, "later");
            found++;
        }
    }
    queue_put(&base, "anna", "now");
    queue_instance_open(&one, &base);
    for (bool done = false; !done;) {
        queue_await(&base, &one, 1);
        queue_item_t *item = one.items[--one.count];
        done = text_equal(queue_item_record(item), TEXT_LITERAL("now"));
        if (done) {
            queue_done(&item);
        } else {
            cr_expect_eq(queue_item_tries(item), 0);
            queue_rest(&item, 3600 * 1000);
        }
    }
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), PEOPLE);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue_turns, what_waits_behind_one_person_keeps_nobody_else_waiting)
{
    enum { ITEMS = 450 /* more than are known at a time */ };
    service_fixture_t base;
    queue_instance_t one = {.count = 0};
    queue_fixture_open(&base);
    for (unsigned i = 0; i < ITEMS; i++)
        queue_put(&base, "anna", "slow");
    unsigned i = 0;
    char person[16] = "p0";
    while (queue_partition(text_of(person)) != queue_partition(TEXT_LITERAL("anna")))
        snprintf(person, sizeof person, "p%u", ++i);
    queue_put(&base, person, "quick");
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 2); /* hers is under way all the time */
    queue_expect_item(&one, 0, "slow");
    queue_expect_item(&one, 1, "quick");
    queue_done(&one.items[1]);
    one.count = 1;
    for (unsigned done = 0; done < 3; done++) { /* and her own follow one another */
        queue_done(&one.items[one.count - 1]);
        queue_await(&base, &one, done + 2);
        one.count = done + 2;
    }
    queue_rest(&one.items[one.count - 1], 3600 * 1000);
    loop_spend(base.loop, 300);
    cr_expect_eq(one.count, 4);
    cr_expect_eq(queue_left(&base, "anna"), ITEMS - 3);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue_turns, is_not_stopped_by_an_entry_that_is_none)
{
    service_fixture_t base;
    queue_instance_t one;
    queue_fixture_open(&base);
    redis_server_do(base.server, "XADD wx:in:{wx%u} * x y", queue_partition(TEXT_LITERAL("anna")));
    queue_put(&base, "anna", "1");
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 2);
    queue_expect_item(&one, 0, "");
    queue_expect_item(&one, 1, "1");
    queue_done(&one.items[0]);
    queue_done(&one.items[1]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    queue_instance_close(&one);
    service_fixture_close(&base);
}
