/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer of the demo sends to the gateway. */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_CUSTOMER_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_CUSTOMER_H

#include "tools/leidactl/http.h"

/* A route of theirs, and its fields as a form. */
typedef struct {
    int64_t customer_id;
    text_t token;
    const char *route; /* "/gongzhonghao/action/record/0" */
    text_t form;
} customer_request_t;

typedef enum {
    CUSTOMER_DONE,
    CUSTOMER_REFUSED,    /* and would be again */
    CUSTOMER_UNANSWERED, /* nobody is there, or it is told to come again */
    CUSTOMER_INTERRUPTED
} customer_outcome_t;

/* Signs and sends it. What is wrong is appended to `why`. */
customer_outcome_t customer_send(http_t *http, const char *base_url, const customer_request_t *request,
                                 buffer_t *why);

/* Whether SIGINT or SIGTERM, which are blocked, is pending: for http_new. */
bool customer_is_interrupted(void);

#endif
