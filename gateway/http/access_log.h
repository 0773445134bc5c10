/* SPDX-License-Identifier: Apache-2.0 */
/* The line that a request leaves in the gateway's log, if any. Used by http/ alone. */
#ifndef LEIDA_GATEWAY_HTTP_ACCESS_LOG_H
#define LEIDA_GATEWAY_HTTP_ACCESS_LOG_H

#include "common/observe/request_log.h"
#include "gateway/http/exchange.h"

/* An answered exchange, with a body of so many bytes, has ended at `now` (loop_clock_us). What is written is
 * of the contract or a number: never a path, a parameter, a header. */
void access_log_add(request_log_t *log, const exchange_t *exchange, size_t body_size, int64_t now);

#endif
