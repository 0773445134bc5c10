/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/uploaders.h"

#include <criterion/criterion.h>
#include <pthread.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_uploaders, .fini = leak_check);

enum { SECOND = 1000000 /* µs */ };

static const principal_t staff = {PRINCIPAL_STAFF, 7}, customer = {PRINCIPAL_CUSTOMER, 7};

Test(gateway_uploaders, has_so_many_of_one_open)
{
    uploaders_t *self = uploaders_new(0, 64);
    for (int i = 0; i < UPLOADERS_AT_A_TIME; i++)
        cr_assert_eq(uploaders_enter(self, &staff, 0), 0);
    cr_expect_eq(uploaders_enter(self, &staff, 0), 1);
    cr_expect_eq(uploaders_enter(self, &customer, 0), 0, "another caller");
    uploaders_leave(self, &staff);
    cr_expect_eq(uploaders_enter(self, &staff, 0), 0);
    uploaders_destroy(&self);
    cr_expect_null(self);
    uploaders_destroy(&self);
}

/* A refused one is neither open nor begun. */
Test(gateway_uploaders, takes_so_many_a_minute)
{
    uploaders_t *self = uploaders_new(6, 64);
    for (int i = 0; i < 6; i++) {
        cr_assert_eq(uploaders_enter(self, &staff, 0), 0);
        uploaders_leave(self, &staff);
    }
    for (int i = 0; i < 20; i++)
        cr_expect_eq(uploaders_enter(self, &staff, SECOND), 9);
    cr_expect_eq(uploaders_enter(self, &customer, SECOND), 0);
    cr_expect_eq(uploaders_enter(self, &staff, 10 * SECOND), 0);
    cr_expect_eq(uploaders_enter(self, &staff, 10 * SECOND), 10);
    uploaders_destroy(&self);
}

enum { THREADS = 4, TURNS = 20000 };

static void *come_and_go(void *context)
{
    uploaders_t *self = context;
    for (int i = 0; i < TURNS; i++)
        if (uploaders_enter(self, &staff, 0) == 0)
            uploaders_leave(self, &staff);
    return NULL;
}

Test(gateway_uploaders, threads_leave_nothing_open)
{
    uploaders_t *self = uploaders_new(0, 64);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, come_and_go, self), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < UPLOADERS_AT_A_TIME; i++)
        cr_assert_eq(uploaders_enter(self, &staff, 0), 0);
    cr_expect_eq(uploaders_enter(self, &staff, 0), 1);
    uploaders_destroy(&self);
}
