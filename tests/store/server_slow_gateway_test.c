/* SPDX-License-Identifier: Apache-2.0 */
/* What a service keeps for a gateway that does not read is bounded, in bytes. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

#include "common/rpc/server.h"
#include "common/rpc/zsocket.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum {
    CALLS = 400,
    ANSWER = 1024 * 1024,         /* bytes */
    KEPT_MAX = 160 * 1024 * 1024, /* 128 messages, what waits for them, the socket */
    BATCH_MAX = 3 * 1024 * 1024,  /* bytes of one batch */
    SOON = 20000                  /* ms */
};

typedef struct {
    loop_t *loop;
    server_t *server;
    void *dealer;
    char folder[32], endpoint[64];
    buffer_t answer;
    size_t answered, whole, told;
    status_t status;      /* of those without data */
    size_t largest_batch; /* bytes */
} fixture_t;

static void run(void *service, call_t *call)
{
    const fixture_t *fixture = service;
    call_reply(&call, STATUS_DONE, buffer_text(&fixture->answer));
}

static const handler_t HANDLERS[] = {{METHOD_STAFF_UNREAD, run}, {METHOD_STAFF_GETMSG, run}};

static fixture_t *fixture_new(void)
{
    fixture_t *self = memory_new_zeroed(sizeof *self);
    strcpy(self->folder, "/tmp/leida-slow-XXXXXX");
    cr_assert_not_null(mkdtemp(self->folder));
    snprintf(self->endpoint, sizeof self->endpoint, "ipc://%s/s", self->folder);
    memset(buffer_reserve(&self->answer, ANSWER), ' ', ANSWER);
    self->answer.size = ANSWER;
    self->loop = loop_new();
    self->server = server_new(self->loop,
                              &(server_options_t){.endpoint = self->endpoint,
                                                  .handlers = HANDLERS,
                                                  .handler_count = sizeof HANDLERS / sizeof *HANDLERS,
                                                  .service = self,
                                                  .in_flight_limit = 100});
    cr_assert_not_null(self->server);
    self->dealer = zsocket_new(ZMQ_DEALER, 1000);
    const int one = 1;
    cr_assert_eq(zmq_setsockopt(self->dealer, ZMQ_RCVHWM, &one, sizeof one), 0);
    cr_assert_eq(zmq_connect(self->dealer, self->endpoint), 0);
    return self;
}

static void fixture_destroy(fixture_t *self)
{
    zmq_close(self->dealer);
    server_destroy(&self->server);
    loop_destroy(&self->loop);
    zsocket_context_end();
    rmdir(self->folder);
    buffer_free(&self->answer);
    free(self);
    leak_check();
}

static void send_calls(fixture_t *self, method_id_t method, size_t count)
{
    static const char no_fields[] = "\x81\xab"
                                    "customer_id\x09";
    for (size_t i = 0; i < count; i++) {
        buffer_t batch = {0};
        const envelope_t call = {.kind = ENVELOPE_CALL,
                                 .id = i + 1,
                                 .method = method,
                                 .principal = {PRINCIPAL_STAFF, 7},
                                 .deadline = SOON,
                                 .body = TEXT_LITERAL(no_fields)};
        envelope_write(&batch, &call);
        cr_assert_eq(zmq_send(self->dealer, batch.data, batch.size, 0), (int)batch.size);
        buffer_free(&batch);
    }
}

static bool all_are_run(void *context)
{
    return server_counts(((fixture_t *)context)->server).replies == CALLS;
}

static int64_t resident(void)
{
    long pages = 0, all = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    cr_assert_eq(fscanf(file, "%ld %ld", &all, &pages), 2);
    fclose(file);
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

static void take_batch(fixture_t *self, text_t bytes)
{
    envelope_t envelope;
    if (bytes.size > self->largest_batch)
        self->largest_batch = bytes.size;
    while (bytes.size > 0) {
        cr_assert(envelope_read(&bytes, &envelope));
        self->answered++;
        self->whole += envelope.body.size == ANSWER;
        self->told += envelope.body.size == 0;
        if (envelope.body.size == 0)
            self->status = (status_t)envelope.status;
    }
}

static bool all_are_read(void *context)
{
    fixture_t *self = context;
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (zmq_msg_recv(&message, self->dealer, ZMQ_DONTWAIT) >= 0)
        take_batch(self, (text_t){zmq_msg_data(&message), zmq_msg_size(&message)});
    zmq_msg_close(&message);
    return self->answered == CALLS;
}

static void check_slow_gateway(method_id_t method, status_t told)
{
    fixture_t *fixture = fixture_new();
    const int64_t before = resident();
    send_calls(fixture, method, CALLS);
    cr_assert(loop_wait(fixture->loop, all_are_run, fixture, SOON));
    cr_assert_lt(resident() - before, KEPT_MAX);
    cr_assert_gt(server_counts(fixture->server).unsent, 0);
    cr_assert(loop_wait(fixture->loop, all_are_read, fixture, SOON), "%zu answers", fixture->answered);
    cr_assert_gt(fixture->whole, 0);
    cr_assert_eq(fixture->whole + fixture->told, CALLS);
    cr_assert_eq(fixture->told, server_counts(fixture->server).unsent);
    cr_assert_eq(fixture->status, told);
    cr_assert_leq(fixture->largest_batch, BATCH_MAX);
    fixture_destroy(fixture);
}

Test(server_slow_gateway, is_told_at_once_what_it_has_no_room_for)
{
    check_slow_gateway(METHOD_STAFF_UNREAD, STATUS_UNAVAILABLE);
}

Test(server_slow_gateway, is_told_that_the_outcome_of_what_writes_is_unknown)
{
    check_slow_gateway(METHOD_STAFF_GETMSG, STATUS_DEADLINE);
}
