/* SPDX-License-Identifier: Apache-2.0 */
/* What a client's message asks for: {"do":"beat"}, {"do":"typing","customer_id":9}. */
#ifndef LEIDA_GATEWAY_PUSH_COMMAND_H
#define LEIDA_GATEWAY_PUSH_COMMAND_H

#include "base/text.h"
#include "proto/principal.h"

typedef enum {
    COMMAND_NONE, /* no JSON object, or one that this build does not know: nothing is done */
    COMMAND_BEAT,
    COMMAND_TYPING /* *peer is who is to hear of it */
} command_t;

/* Reads a message of a staff user or of a customer, who name each other as user_id and customer_id. */
command_t command_read(text_t message, principal_kind_t by, int64_t *peer);

#endif
