/* SPDX-License-Identifier: Apache-2.0 */
/* Why a socket is closed: what its peer is told (RFC 6455 7.4, docs/push.md), and what is counted. */
#ifndef LEIDA_GATEWAY_PUSH_CLOSE_H
#define LEIDA_GATEWAY_PUSH_CLOSE_H

#include "base/text.h"

typedef enum {
    CLOSE_PROTOCOL,  /* a frame that is none, or not masked */
    CLOSE_BINARY,    /* a message that is no text */
    CLOSE_UTF8,      /* text that is no UTF-8 */
    CLOSE_TOO_LARGE, /* a message longer than FRAME_MESSAGE_MAX */
    CLOSE_RESTART,   /* this process ends: come again */
    CLOSE_LOG_IN,    /* the credentials are wrong, or no longer right */
    CLOSE_SILENT,    /* no beat was answered */
    CLOSE_REPLACED,  /* its principal has opened too many after it */
    CLOSE_TOO_MANY,  /* frames, in too short a time */
    CLOSE_CLIENT,    /* the client has closed it */
    CLOSE_GONE,      /* the connection is lost, without a word */
    CLOSE_STALLED,   /* the client takes nothing: the connection is reset */
    CLOSE_CAUSES
} close_cause_t;

/* The code that the peer is told; 0: it is told none of ours. */
unsigned close_code(close_cause_t cause);
/* The reason that goes with it, for the client's program or log. */
text_t close_reason(close_cause_t cause);
/* For the label `code` of metrics: "1002", …, "client". */
const char *close_label(close_cause_t cause);
/* Whether what the peer still sends means nothing any more. */
static inline bool close_is_deaf(close_cause_t cause)
{
    return cause <= CLOSE_TOO_LARGE;
}

#endif
