/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <pthread.h>

#include "common/media/pool.h"
#include "tests/support/leak_check.h"

TestSuite(media_pool, .fini = leak_check, .timeout = 20);

enum { JOBS = 100 };

typedef struct {
    loop_t *loop;
    media_port_t *port;
    media_job_t job;
    pthread_t loop_thread;
    unsigned worked, *left;
    unsigned rounds; /* how often it is to be given again */
} task_t;

static void work(void *context)
{
    task_t *self = context;
    cr_assert(!pthread_equal(pthread_self(), self->loop_thread));
    self->worked++;
}

static void done(void *context)
{
    task_t *self = context;
    cr_assert(pthread_equal(pthread_self(), self->loop_thread));
    if (self->rounds-- > 1)
        media_port_give(self->port, &self->job);
    else if (--*self->left == 0)
        loop_stop(self->loop);
}

static void give_all(task_t *tasks, loop_t *loop, media_port_t *port, unsigned *left)
{
    *left = JOBS;
    for (size_t i = 0; i < JOBS; i++) {
        tasks[i] = (task_t){.loop = loop,
                            .port = port,
                            .job = {.work = work, .done = done, .context = &tasks[i]},
                            .loop_thread = pthread_self(),
                            .left = left,
                            .rounds = 3};
        media_port_give(port, &tasks[i].job);
    }
}

static void assert_worked(const task_t *tasks, const media_port_t *port)
{
    for (size_t i = 0; i < JOBS; i++)
        cr_expect_eq(tasks[i].worked, 3);
    cr_expect_eq(media_port_count(port), 0);
}

Test(media_pool, gives_jobs_back_to_their_loop)
{
    static task_t tasks[JOBS];
    unsigned left;
    loop_t *loop = loop_new();
    media_pool_t *pool = media_pool_new(4);
    media_port_t *port = media_port_new(pool, loop);
    give_all(tasks, loop, port, &left);
    cr_expect_gt(media_port_count(port), 0);
    loop_run(loop);
    assert_worked(tasks, port);
    media_port_destroy(&port);
    media_pool_destroy(&pool);
    loop_destroy(&loop);
}

Test(media_pool, waits_for_all_that_jobs_lead_to)
{
    static task_t tasks[JOBS];
    unsigned left;
    loop_t *loop = loop_new();
    media_pool_t *pool = media_pool_new(2);
    media_port_t *port = media_port_new(pool, loop);
    give_all(tasks, loop, port, &left);
    media_port_wait(port);
    cr_expect_eq(left, 0);
    assert_worked(tasks, port);
    media_port_destroy(&port);
    media_pool_destroy(&pool);
    loop_destroy(&loop);
}
