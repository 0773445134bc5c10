/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a request, from its head to its answer: whose it is, who calls, what is asked of which
 * service. */
#ifndef LEIDA_GATEWAY_REQUESTS_H
#define LEIDA_GATEWAY_REQUESTS_H

#include "gateway/gateway_state.h"

/* Has all requests that http_new will take go to this gateway. */
void requests_take(gateway_t *self, http_options_t *http);
/* A place for those that wait for something new, and are asked again when there is. Its owner is the caller.
 */
polls_t *requests_polls(gateway_t *self);

#endif
