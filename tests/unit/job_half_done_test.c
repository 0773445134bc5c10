/* SPDX-License-Identifier: Apache-2.0 */
/* A call that has written a part and finds that the rest cannot be done yet, as when a slot of a cluster is
 * on the move, runs again until it can. */
#include <criterion/criterion.h>

#include "common/rpc/zsocket.h"
#include "common/store/job.h"
#include "tests/support/leak_check.h"
#include "tests/support/test_client.h"

enum { TRIES_MAX = 64 };

typedef struct {
    host_t host;
    loop_t *loop;
    server_t *server;
    test_client_t *client;
    size_t good;           /* the try that all of it can be done at; earlier ones fail with … */
    redis_status_t status; /* … this, … */
    bool written;          /* … after a part was written … */
    bool doubts;           /* … or something did not fit */
    size_t tries, doubted;
    unsigned retries[TRIES_MAX]; /* that each was told */
} fixture_t;

static void run(void *service, call_t *call)
{
    fixture_t *self = service;
    job_t *job = job_new(service, call, sizeof *job);
    cr_assert_lt(self->tries, TRIES_MAX);
    self->retries[self->tries++] = job->retries;
    job->written = self->written;
    job_expect(job);
    if (self->doubts && job_doubt(job))
        self->doubted++;
    job_got(job, self->tries == self->good ? REDIS_OK : self->status);
    job_then(job, job_end_done);
}

static const handler_t HANDLERS[] = {{METHOD_UPDATE_TAGS, run}};

static void open_all(fixture_t *self, const char *endpoint)
{
    self->loop = loop_new();
    host_open(&self->host, NULL, NULL, NULL);
    self->server = server_new(self->loop, &(server_options_t){.endpoint = endpoint,
                                                              .handlers = HANDLERS,
                                                              .handler_count = 1,
                                                              .service = self,
                                                              .in_flight_limit = 9});
    cr_assert_not_null(self->server);
    self->client = test_client_new(self->loop, endpoint);
}

static void close_all(fixture_t *self)
{
    test_client_destroy(&self->client);
    server_destroy(&self->server);
    host_close(&self->host);
    loop_destroy(&self->loop);
    zsocket_context_end();
    leak_check();
}

static status_t call(fixture_t *self)
{
    const rpc_call_t call = {.method = METHOD_UPDATE_TAGS,
                             .caller = 7,
                             .parameters = RPC_PARAMETERS("id", "9", "tag_list", "[2]")};
    return test_client_call(self->client, &call, NULL);
}

Test(job_half_done, call_runs_again_as_often_as_it_takes)
{
    fixture_t self = {.good = 10, .status = REDIS_UNAVAILABLE, .written = true};
    open_all(&self, "inproc://half-done");
    cr_assert_eq(call(&self), STATUS_DONE);
    cr_assert_eq(self.tries, 10);
    for (unsigned i = 0; i < 10; i++)
        cr_assert_eq(self.retries[i], i > 0, "each looks for what the ones before have written");
    close_all(&self);
}

Test(job_half_done, call_is_passed_back_as_one_whose_outcome_is_not_known)
{
    fixture_t self = {.good = 0, .status = REDIS_UNAVAILABLE, .written = true};
    open_all(&self, "inproc://half-done-passed");
    cr_assert_eq(call(&self), STATUS_PASSED_UNKNOWN);
    cr_assert_gt(self.tries, 4);
    close_all(&self);
}

Test(job_half_done, call_that_has_written_nothing_is_none)
{
    fixture_t self = {.good = 6, .status = REDIS_UNAVAILABLE};
    open_all(&self, "inproc://not-begun");
    cr_assert_eq(call(&self), STATUS_DONE);
    cr_assert_eq(self.tries, 6);
    cr_assert_eq(self.retries[5], 0);
    close_all(&self);
}

Test(job_half_done, call_that_loses_redis_again_and_again_ends)
{
    fixture_t self = {.good = 10, .status = REDIS_LOST, .written = true};
    open_all(&self, "inproc://lost");
    cr_assert_eq(call(&self), STATUS_DEADLINE);
    cr_assert_eq(self.tries, 4);
    close_all(&self);
}

Test(job_half_done, what_does_not_fit_is_doubted_once)
{
    fixture_t self = {.good = 2, .doubts = true};
    open_all(&self, "inproc://doubted");
    cr_assert_eq(call(&self), STATUS_DONE);
    cr_assert_eq(self.tries, 2);
    cr_assert_eq(self.doubted, 1, "the second try is to say that it is corrupt");
    close_all(&self);
}
