/* SPDX-License-Identifier: Apache-2.0 */
/* What one client's WebSocket has and waits for, and the steps from one state to the next. For socket.c,
 * input.c and output.c. */
#ifndef LEIDA_GATEWAY_PUSH_SOCKET_STATE_H
#define LEIDA_GATEWAY_PUSH_SOCKET_STATE_H

#include "gateway/push/inbox.h"
#include "gateway/push/pending.h"
#include "gateway/push/shared.h"

enum {
    SOCKET_STALLED_MS = 30000, /* without its peer taking anything of what waits for it */
    SOCKETS_CLOSING = 8        /* of a principal in a loop that wait for their peers to close: each has a
                                  descriptor, and somebody may open and lose them fast */
};

typedef enum {
    SOCKET_OPEN,
    SOCKET_CLOSING, /* told to close: waits until its peer does too */
    SOCKET_ENDED    /* to be freed */
} socket_state_t;

typedef struct {
    listener_t listener; /* first: one is the other */
    push_t *push;
    stream_t stream;
    loop_watch_t *watch;
    link_t all, due, ready; /* places in the lists of push_t */
    registry_entry_t entry;
    inbox_t *inbox;
    pending_hints_t *pending;
    buffer_t unsent;   /* frames that the kernel does not take yet */
    uint64_t token;    /* that it was opened with */
    int64_t heard;     /* loop_now when something came last */
    int64_t moved;     /* loop_now when nothing was unsent, or some of it went, last */
    int64_t beat_at;   /* loop_now when the next beat is due */
    int64_t frames_at; /* loop_now when the frames that came would have, at one a second */
    int64_t typed;     /* loop_now when it said last that its client writes; 0: never */
    int64_t ends;  /* loop_now when its session ends; INT64_MAX: it has none. Of one that closes: when that is
                      not waited for any longer */
    uint8_t state; /* socket_state_t */
    uint8_t cause; /* close_cause_t: why it closes */
    bool strong;   /* it was not opened by rand_str */
    bool limited;  /* the kernel keeps little for it */
    bool beats;    /* a beat is to be sent */
    bool finishes; /* its peer closes too: it ends once all is written */
    bool resets;   /* its connection is to be reset */
} socket_t;

/* Leaves SOCKET_OPEN for another state, with all that only open ones have. From others the cause stays. Are
 * too many of its principal's closing now, one of them ends. */
void socket_change_state(socket_t *self, socket_state_t state, close_cause_t cause);
/* Nothing more is read or written: push_flush frees it. */
void socket_end(socket_t *self, close_cause_t cause);

/* Has push_flush come to it at the end of this iteration. */
void socket_want_flush(socket_t *self);
/* Watches for what it waits for now. */
void socket_watch(socket_t *self);
/* Has it looked at when something is due next. */
void socket_set_due(socket_t *self);
/* ms after which one that says nothing is closed: three beats that nobody answered are too many, two and a
 * bit are not. */
int64_t socket_silence(const push_t *push);
/* The socket that was looked at longest ago, which is at the end of `all` now; NULL when there is none. */
socket_t *push_next(push_t *push);

#endif
