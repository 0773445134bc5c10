/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/push-clients/senders.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/push-clients/inbox.h"
#include "tests/bench/push-clients/latencies.h"
#include "tests/bench/push-clients/wire.h"

enum {
    SENDERS = 256,
    REQUEST_MAX = 4096,
    GRACE = 5,          /* s, for what is under way at the end */
    SECOND = 1000000000 /* ns */
};

typedef struct {
    watched_t watched; /* first */
    inbox_t inbox;
    int64_t began; /* 0: nothing is under way */
    size_t peer;
    bool answered, told;
} sender_t;

static struct {
    char **lines;
    sender_t **of_peer; /* who has something under way to it */
    size_t count, next, busy;
    sender_t all[SENDERS];
    uint64_t sent, refused, lost;
    latencies_t answers, deliveries;
} senders;

void senders_start(char **lines, size_t count)
{
    senders.lines = lines;
    senders.count = count;
    senders.of_peer = wire_allocate(count, sizeof(sender_t *));
    for (size_t i = 0; i < SENDERS; i++)
        senders.all[i].watched.fd = -1;
}

static void settle(sender_t *sender)
{
    if (!sender->answered || !sender->told)
        return;
    senders.of_peer[sender->peer] = NULL;
    sender->began = 0;
    senders.busy--;
}

void senders_told(size_t peer, int64_t when)
{
    sender_t *sender = peer < senders.count ? senders.of_peer[peer] : NULL;
    if (!sender || sender->told)
        return; /* of what was sent before */
    latencies_add(&senders.deliveries, when - sender->began);
    sender->told = true;
    settle(sender);
}

/* Leida says so in the body, nchan (201: to somebody, 202: to nobody yet) in the status. */
static bool is_success(const char *answer)
{
    return strstr(answer, "\"code\":200,") || strncmp(answer, "HTTP/1.1 201", 12) == 0 ||
           strncmp(answer, "HTTP/1.1 202", 12) == 0;
}

/* A send that is refused is told to nobody. */
static void take_answer(sender_t *sender, piece_t answer, int64_t when)
{
    if (is_success(answer.data))
        latencies_add(&senders.answers, when - sender->began);
    else {
        senders.refused++;
        sender->told = true;
    }
    sender->answered = true;
    settle(sender);
}

static void ready(watched_t *watched)
{
    sender_t *sender = (sender_t *)watched;
    piece_t piece;
    if (!inbox_read(&sender->inbox, watched, &piece))
        wire_fail("a sender's connection is gone");
    int64_t when = wire_now();
    if (inbox_answer_size(piece) == 0) {
        inbox_keep(&sender->inbox, piece);
        return;
    }
    inbox_clear(&sender->inbox);
    if (sender->began != 0)
        take_answer(sender, piece, when);
}

static size_t choose_peer(size_t peers)
{
    while (senders.of_peer[senders.next % peers])
        senders.next++;
    return senders.next++ % peers;
}

static void send_one(sender_t *sender, size_t peers)
{
    char request[REQUEST_MAX];
    sender->peer = choose_peer(peers);
    const char *path = senders.lines[sender->peer], *body = strchr(path, '\t');
    if (!body)
        wire_fail("a line without a body");
    int size = snprintf(
        request, sizeof request,
        "POST %.*s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        (int)(body - path), path, strlen(body + 1), body + 1);
    if (size >= REQUEST_MAX)
        wire_fail("a request is too long");
    sender->answered = sender->told = false;
    senders.of_peer[sender->peer] = sender;
    senders.busy++;
    senders.sent++;
    sender->began = wire_now();
    if (!wire_send(&sender->watched, request, (size_t)size))
        wire_fail("send");
}

static sender_t *idle_sender(const senders_plan_t *plan)
{
    for (size_t i = 0; senders.busy < plan->in_flight && i < plan->in_flight; i++)
        if (senders.all[i].began == 0)
            return &senders.all[i];
    return NULL;
}

/* Sends what is due; ns until more is. */
static int64_t send_due(const senders_plan_t *plan, int64_t passed)
{
    double period = plan->rate > 0 ? SECOND / plan->rate : 0;
    sender_t *sender;
    while ((double)senders.sent * period <= (double)passed && (sender = idle_sender(plan)))
        send_one(sender, plan->peers);
    int64_t rest = (int64_t)((double)senders.sent * period) - passed;
    return plan->rate > 0 && rest > 0 ? rest : SECOND;
}

/* What is still under way has been lost; its connection may have half an answer. */
static void drop(sender_t *sender)
{
    if (sender->began != 0) {
        senders.lost++;
        senders.of_peer[sender->peer] = NULL;
        sender->began = 0;
    }
    inbox_clear(&sender->inbox);
    wire_close(&sender->watched);
}

static void report(int64_t passed)
{
    printf("\"sent\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"seconds\":%.3f,",
           senders.sent, senders.refused, senders.lost, (double)passed / SECOND);
    latencies_report(&senders.answers, "answer");
    putchar(',');
    latencies_report(&senders.deliveries, "delivery");
    putchar(',');
}

void senders_run(const senders_plan_t *plan)
{
    if (plan->in_flight > SENDERS || plan->in_flight > plan->peers || plan->peers > senders.count)
        wire_fail("more senders than there can be");
    for (size_t i = 0; i < plan->in_flight; i++) {
        senders.all[i] = (sender_t){.watched = {.ready = ready}};
        wire_connect(&senders.all[i].watched, i);
    }
    senders.sent = senders.refused = senders.lost = 0;
    int64_t began = wire_now(), passed = 0, end = (int64_t)(plan->seconds * SECOND);
    for (; passed < end; passed = wire_now() - began)
        wire_turn(send_due(plan, passed));
    for (int64_t late = began + end + GRACE * (int64_t)SECOND; senders.busy > 0 && wire_now() < late;)
        wire_turn(SECOND / 10);
    for (size_t i = 0; i < plan->in_flight; i++)
        drop(&senders.all[i]);
    senders.busy = 0;
    report(passed);
}
