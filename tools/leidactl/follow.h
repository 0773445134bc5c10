/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl call --follow`: what a WebSocket of the gateway tells (docs/push.md). */
#ifndef LEIDA_TOOLS_LEIDACTL_FOLLOW_H
#define LEIDA_TOOLS_LEIDACTL_FOLLOW_H

#include "base/buffer.h"
#include "proto/principal.h"

typedef struct {
    const char *url; /* of the gateway: "http://127.0.0.1:8000" */
    principal_t principal;
    text_t token;
    bool hmac; /* signed by that scheme */
} follow_t;

/* Prints each event but beats, a line of JSON each, as it comes. Connects anew when the connection ends;
 * returns when there is no sense in that: the gateway refuses the credentials, does not speak this, or
 * another has taken the place. The first connection has to succeed, else the process ends with a message. */
void follow(const follow_t *self);

#endif
