/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs without a call: their steps judge the outcome themselves. */
#include "common/store/job.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "common/store/keys.h"
#include "tests/support/leak_check.h"

typedef struct {
    job_t job; /* first: steps are given its address */
    int runs, sent;
    outcome_t seen; /* by the last step */
} sample_t;

static loop_t *loop;
static redis_t *redis; /* without a connection */
static host_t host;
static arena_t arena;

static const redis_script_t script = {.name = "none", .body = "return 1"};
static const redis_script_t *const scripts[] = {&script, NULL};

static void open_all(void)
{
    loop = loop_new();
    redis = redis_new(loop, &(redis_options_t){.address = "unix:/nowhere", .scripts = scripts});
    host_open(&host, redis, NULL, NULL);
}

static void close_all(void)
{
    host_close(&host);
    redis_destroy(&redis);
    loop_destroy(&loop);
    arena_free(&arena);
    leak_check();
}

TestSuite(job, .init = open_all, .fini = close_all);

static sample_t sample(void)
{
    return (sample_t){.job = {.host = &host, .arena = &arena, .staff_id = 7, .pending = 1}};
}

static void step(void *context)
{
    sample_t *self = context;
    self->runs++;
    self->seen = self->job.outcome;
}

Test(job, step_runs_once_when_the_last_answer_is_in)
{
    sample_t self = sample();
    job_expect(&self.job);
    job_expect(&self.job);
    job_got(&self.job, REDIS_OK); /* before the step is named */
    job_finally(&self.job, step);
    cr_assert_eq(self.runs, 0);
    job_got(&self.job, REDIS_OK);
    cr_assert_eq(self.runs, 1);
    cr_assert(job_is_good(&self.job));
}

Test(job, step_runs_at_once_when_nothing_was_asked)
{
    sample_t self = sample();
    job_then(&self.job, step);
    cr_assert_eq(self.runs, 1);
    job_then(&self.job, step);
    cr_assert_eq(self.runs, 2, "and so does the next");
}

Test(job, lost_connection_counts_before_any_other_failure)
{
    static const redis_status_t others[] = {REDIS_UNAVAILABLE, REDIS_FULL, REDIS_FOREIGN, REDIS_OK};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        for (int lost_first = 0; lost_first < 2; lost_first++) {
            sample_t self = sample();
            job_expect(&self.job);
            job_expect(&self.job);
            job_got(&self.job, lost_first ? REDIS_LOST : others[i]);
            job_got(&self.job, lost_first ? others[i] : REDIS_LOST);
            job_finally(&self.job, step);
            cr_assert_eq(self.seen.redis, REDIS_LOST);
        }
}

Test(job, first_refusal_is_the_status)
{
    sample_t self = sample();
    job_refuse(&self.job, STATUS_DONE);
    cr_assert(job_is_good(&self.job));
    job_refuse(&self.job, STATUS_NO_RELATION);
    job_refuse(&self.job, STATUS_KEY_REUSED);
    job_refuse(&self.job, STATUS_DONE);
    job_finally(&self.job, step);
    cr_assert_eq(self.seen.status, STATUS_NO_RELATION);
    cr_assert_not(job_is_good(&self.job));
}

static void take_nothing(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job, (void)into, (void)reply;
    cr_assert_fail("there is no reply to take");
}

static void send_all(job_t *job)
{
    command_add_literal(job_command(job), "PING");
    job_send(job, take_nothing, NULL);
    command_add_literal(job_command(job), "PING");
    job_send_durable(job, take_nothing, NULL);
    job_command(job);
    job_run(job, &script, take_nothing, NULL);
}

Test(job, commands_without_a_connection_are_unavailable)
{
    sample_t self = sample();
    send_all(&self.job);
    cr_assert_eq(self.runs, 0);
    job_finally(&self.job, step);
    cr_assert_eq(self.runs, 1);
    cr_assert_eq(self.seen.redis, REDIS_UNAVAILABLE);
}

Test(job, bytes_none_of_ours_are_told_with_their_key, .init = cr_redirect_stderr)
{
    sample_t self = sample();
    job_foreign(&self.job, FOREIGN_LOG, NULL, keys_log, self.job.staff_id);
    const redis_command_t *keys = &host.command.arguments;
    cr_assert_eq(keys->count, 1);
    cr_assert(text_equal((text_t){keys->values[0], keys->sizes[0]}, TEXT_LITERAL("log:{u:7}")));
    job_finally(&self.job, step);
    cr_assert_eq(self.seen.redis, REDIS_FOREIGN);
}

static void go(job_t *job, void *context)
{
    sample_t *self = context;
    cr_assert_eq(&self->job, job);
    self->sent++;
    job_expect(job);
}

Test(job, large_read_waits_until_the_step_of_another_is_done)
{
    sample_t first = sample(), second = sample();
    host.pages.limit = 1;
    job_pass(&first.job, go, &first);
    job_finally(&first.job, step);
    job_pass(&second.job, go, &second);
    job_finally(&second.job, step);
    cr_assert_eq(first.sent, 1);
    cr_assert_eq(second.sent, 0);
    job_got(&first.job, REDIS_LOST);
    cr_assert_eq(first.runs, 1, "whatever its outcome");
    cr_assert_eq(second.sent, 1);
    cr_assert_eq(second.runs, 0);
    job_got(&second.job, REDIS_OK);
    cr_assert_eq(second.runs, 1);
    cr_assert_eq(host.pages.inside, 0);
}
