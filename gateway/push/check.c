/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/check.h"

#include "gateway/push/output.h"
#include "gateway/push/socket.h"

enum {
    ROUND_MS = 7000, /* in which all are asked for */
    PAUSE_MS = 1000  /* before the next round, while changes may be missed */
};

static void begin_round(push_t *push)
{
    size_t ticks = ROUND_MS / WHEEL_TICK_MS;
    push->recheck = 0;
    push->unchecked = push->count;
    push->checks = (push->count + ticks - 1) / ticks;
}

void check_later(push_t *push, principal_t who)
{
    push_questions_t *questions = &push->questions;
    if (questions->count == questions->room) {
        questions->room = questions->room ? 2 * questions->room : 8;
        questions->list = memory_resize(questions->list, questions->room * sizeof *questions->list);
    }
    questions->list[questions->count++] = who;
}

void push_credential_changed(push_t *push, const principal_t *who)
{
    if (!who) {
        push->untracked = true;
        begin_round(push);
        return;
    }
    if (hub_next_of(push->hub, *who, NULL))
        check_later(push, *who);
}

void check_ask(push_t *push)
{
    push_questions_t *questions = &push->questions;
    /* Answers may come from within, changes do not. */
    for (size_t i = 0; i < questions->count; i++)
        push->options.look_up(push->options.context, questions->list[i]);
    questions->count = 0;
}

static bool is_allowed(const socket_t *socket, const push_credential_t *credential)
{
    return credential->enabled && credential->token == socket->token &&
           (socket->strong || !credential->hmac_only);
}

void push_credential(push_t *push, principal_t who, const push_credential_t *credential)
{
    if (!credential) {
        if (push->recheck == 0)
            push->recheck = loop_now(push->loop) + PAUSE_MS;
        return;
    }
    for (listener_t *at = hub_next_of(push->hub, who, NULL), *next; at; at = next) {
        next = hub_next_of(push->hub, who, at);
        if (socket_is_listener(at) && !is_allowed((socket_t *)at, credential))
            output_close((socket_t *)at, CLOSE_LOG_IN);
    }
}

/* What was asked for while changes could be missed may have changed since. */
static void follow_tracking(push_t *push)
{
    if (push->untracked && push->options.is_tracking(push->options.context)) {
        push->untracked = false;
        begin_round(push);
    } else if (push->untracked && push->unchecked == 0 && push->recheck == 0) {
        push->recheck = loop_now(push->loop) + PAUSE_MS;
    }
    if (push->recheck > 0 && push->unchecked == 0 && loop_now(push->loop) >= push->recheck)
        begin_round(push);
}

void check_tick(push_t *push)
{
    follow_tracking(push);
    for (size_t left = push->checks; left > 0 && push->unchecked > 0; left--, push->unchecked--) {
        const socket_t *socket = push_next(push);
        if (!socket) {
            push->unchecked = 0;
            return;
        }
        if (socket->state == SOCKET_OPEN)
            push->options.look_up(push->options.context, socket->listener.who);
    }
}
