/* SPDX-License-Identifier: Apache-2.0 */
/* Events go to those peers that say they take them, numbered, in front of the reply to the call that they
 * tell of. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

#include "common/rpc/server.h"
#include "common/rpc/zsocket.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { PEERS = 3, HEARD_MAX = 64, SOON = 20000 /* ms */ };

/* What a peer was sent. */
typedef struct {
    void *dealer;
    envelope_t heard[HEARD_MAX], last; /* the first ones and the last, without what they borrow */
    size_t count;                      /* of the first ones */
    size_t events;                     /* in all */
} peer_side_t;

typedef struct {
    loop_t *loop;
    server_t *server;
    char folder[32], endpoint[64];
    peer_side_t peers[PEERS];
    peer_side_t *awaited;
    envelope_kind_t kind; /* of what is awaited of it */
    uint64_t last_id;
    size_t times; /* that a call tells its event */
} fixture_t;

static const event_t event = {EVENT_MESSAGE, 7, 9, 14, PRINCIPAL_STAFF, 3};

static void run(void *service, call_t *call)
{
    const fixture_t *self = service;
    for (size_t i = 0; i < self->times; i++)
        call_notify(call, &event);
    call_reply(&call, STATUS_DONE, TEXT_NONE);
}

static const handler_t HANDLERS[] = {{METHOD_STAFF_UNREAD, run}};

static fixture_t *fixture_new(void)
{
    fixture_t *self = memory_new_zeroed(sizeof *self);
    strcpy(self->folder, "/tmp/leida-events-XXXXXX");
    cr_assert_not_null(mkdtemp(self->folder));
    snprintf(self->endpoint, sizeof self->endpoint, "ipc://%s/s", self->folder);
    self->times = 1;
    self->loop = loop_new();
    self->server = server_new(self->loop,
                              &(server_options_t){.endpoint = self->endpoint,
                                                  .handlers = HANDLERS,
                                                  .handler_count = sizeof HANDLERS / sizeof *HANDLERS,
                                                  .service = self,
                                                  .in_flight_limit = 100});
    cr_assert_not_null(self->server);
    const int one = 1;
    for (size_t i = 0; i < PEERS; i++) {
        self->peers[i].dealer = zsocket_new(ZMQ_DEALER, 1000);
        cr_assert_eq(zmq_setsockopt(self->peers[i].dealer, ZMQ_RCVHWM, &one, sizeof one), 0);
        cr_assert_eq(zmq_connect(self->peers[i].dealer, self->endpoint), 0);
    }
    return self;
}

static void fixture_destroy(fixture_t *self)
{
    for (size_t i = 0; i < PEERS; i++)
        zmq_close(self->peers[i].dealer);
    server_destroy(&self->server);
    loop_destroy(&self->loop);
    zsocket_context_end();
    rmdir(self->folder);
    free(self);
    leak_check();
}

static void hear(peer_side_t *peer, text_t bytes)
{
    envelope_t envelope;
    while (bytes.size > 0) {
        cr_assert(envelope_read(&bytes, &envelope));
        peer->events += envelope.kind == ENVELOPE_EVENT;
        if (peer->count < HEARD_MAX)
            peer->heard[peer->count++] = envelope;
        peer->last = envelope;
    }
}

static bool has_heard(void *context)
{
    fixture_t *self = context;
    peer_side_t *peer = self->awaited;
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (zmq_msg_recv(&message, peer->dealer, ZMQ_DONTWAIT) >= 0)
        hear(peer, (text_t){zmq_msg_data(&message), zmq_msg_size(&message)});
    zmq_msg_close(&message);
    return peer->count > 0 && peer->last.kind == self->kind;
}

/* Until the last that the peer was sent is of this kind. */
static void await(fixture_t *self, size_t peer, envelope_kind_t kind)
{
    self->awaited = &self->peers[peer];
    self->kind = kind;
    cr_assert(loop_wait(self->loop, has_heard, self, SOON), "kind %d for %zu", (int)kind, peer);
}

static void say(fixture_t *self, size_t peer, const envelope_t *envelope)
{
    buffer_t batch = {0};
    envelope_write(&batch, envelope);
    cr_assert_eq(zmq_send(self->peers[peer].dealer, batch.data, batch.size, 0), (int)batch.size);
    buffer_free(&batch);
}

/* Its answer. */
static envelope_t ping(fixture_t *self, size_t peer, bool takes)
{
    self->peers[peer].count = 0;
    say(self, peer, &(envelope_t){.kind = ENVELOPE_PING, .id = ++self->last_id, .takes = takes});
    await(self, peer, ENVELOPE_PONG);
    return self->peers[peer].last;
}

static void send_call(fixture_t *self, size_t peer)
{
    static const char fields[] = "\x81\xab"
                                 "customer_id\x09";
    say(self, peer,
        &(envelope_t){.kind = ENVELOPE_CALL,
                      .id = ++self->last_id,
                      .method = METHOD_STAFF_UNREAD,
                      .principal = {PRINCIPAL_STAFF, 7},
                      .deadline = SOON,
                      .body = TEXT_LITERAL(fields)});
}

static void call(fixture_t *self, size_t peer)
{
    self->peers[peer].count = 0;
    send_call(self, peer);
    await(self, peer, ENVELOPE_REPLY);
}

static void check_event(const envelope_t *heard, uint64_t sequence)
{
    cr_assert_eq(heard->kind, ENVELOPE_EVENT);
    cr_assert_eq(heard->id, sequence);
    const event_t *told = &heard->event;
    cr_assert(told->kind == event.kind && told->staff_id == 7 && told->customer_id == 9 && told->id == 14 &&
              told->by == PRINCIPAL_STAFF && told->detail == 3);
}

Test(server_events, come_to_who_takes_them_in_front_of_the_reply)
{
    fixture_t *self = fixture_new();
    ping(self, 0, true);
    ping(self, 1, false);
    call(self, 0);
    cr_assert_eq(self->peers[0].count, 2);
    check_event(&self->peers[0].heard[0], 1);
    call(self, 1);
    cr_assert_eq(self->peers[1].count, 1, "the reply alone");
    call(self, 2);
    cr_assert_eq(self->peers[2].count, 1, "it has not said anything");
    ping(self, 0, true);
    check_event(&self->peers[0].heard[0], 2);
    check_event(&self->peers[0].heard[1], 3);
    cr_assert_eq(self->peers[0].count, 3);
    cr_assert_eq(server_counts(self->server).events_by_kind[EVENT_MESSAGE], 3);
    cr_assert_eq(server_counts(self->server).events_by_kind[EVENT_READ], 0);
    fixture_destroy(self);
}

Test(server_events, pong_has_the_last_number_of_who_takes_them)
{
    fixture_t *self = fixture_new();
    envelope_t pong = ping(self, 0, true);
    cr_assert(pong.takes && pong.sequence == 0);
    pong = ping(self, 1, false);
    cr_assert_not(pong.takes, "as version 1 has it");
    call(self, 1);
    call(self, 1);
    pong = ping(self, 0, true);
    cr_assert(pong.takes && pong.sequence == 2);
    fixture_destroy(self);
}

Test(server_events, number_each_peers_own)
{
    fixture_t *self = fixture_new();
    ping(self, 0, true);
    call(self, 2);
    ping(self, 1, true);
    call(self, 2);
    cr_assert_eq(ping(self, 0, true).sequence, 2);
    check_event(&self->peers[0].heard[1], 2);
    cr_assert_eq(ping(self, 1, true).sequence, 1);
    check_event(&self->peers[1].heard[0], 1);
    fixture_destroy(self);
}

Test(server_events, end_when_a_peer_no_longer_takes_them_and_go_on_when_it_does)
{
    fixture_t *self = fixture_new();
    ping(self, 0, true);
    call(self, 0);
    ping(self, 0, false);
    call(self, 0);
    cr_assert_eq(self->peers[0].count, 1);
    cr_assert_eq(ping(self, 0, true).sequence, 1);
    call(self, 0);
    check_event(&self->peers[0].heard[0], 2);
    fixture_destroy(self);
}

/* 1 MiB waits in the server, and some batches in libzmq. */
Test(server_events, leave_a_gap_for_a_peer_that_does_not_read)
{
    enum { CALLS = 600, TIMES = 2000 };
    fixture_t *self = fixture_new();
    ping(self, 0, true);
    ping(self, 1, false);
    self->times = TIMES;
    for (size_t i = 0; i < CALLS; i++)
        call(self, 1);
    const uint64_t last = ping(self, 0, true).sequence;
    cr_assert_eq(last, (uint64_t)CALLS * TIMES);
    cr_assert_gt(self->peers[0].events, 0);
    cr_assert_lt(self->peers[0].events, last, "some were dropped");
    self->times = 1;
    call(self, 1);
    ping(self, 0, true);
    check_event(&self->peers[0].heard[0], last + 1);
    fixture_destroy(self);
}

Test(server_events, begin_anew_for_a_peer_that_comes_back)
{
    fixture_t *self = fixture_new();
    ping(self, 0, true);
    zmq_close(self->peers[0].dealer);
    for (int i = 0; i < 3; i++)
        call(self, 1);
    self->peers[0].dealer = zsocket_new(ZMQ_DEALER, 1000);
    cr_assert_eq(zmq_connect(self->peers[0].dealer, self->endpoint), 0);
    cr_assert_eq(ping(self, 0, true).sequence, 0, "it is another connection");
    cr_assert_eq(self->peers[0].count, 1);
    fixture_destroy(self);
}
