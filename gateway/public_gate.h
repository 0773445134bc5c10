/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What anybody may ask without proving who that is (method_t.is_public): how a browser logs in by WeChat,
 * shared links, pictures, callbacks of WeChat. What their services answer may be no envelope, and what a
 * callback is refused with never is one.
 */
#ifndef LEIDA_GATEWAY_PUBLIC_GATE_H
#define LEIDA_GATEWAY_PUBLIC_GATE_H

#include "gateway/http/exchange.h"
#include "gateway/session/site.h"

/* Bytes that the body of the request may have, by its head alone: `otherwise`, or less where anybody may send
 * it. */
size_t public_gate_body_size(const exchange_t *exchange, size_t otherwise);

/* It is whole: adds what its method takes besides query and form, a cookie or the body as it is, to its
 * parameters. A callback is to be answered before WeChat gives it up. */
void public_gate_whole(exchange_t *exchange);

/* Answers it with what its service gave in place of `data` (proto/raw_answer.h); as a failure where that
 * cannot be read, or is not for this method. `site`: whose cookie it may set. */
void public_gate_answer(exchange_t *exchange, text_t data, const site_t *site);

/* An answer of any route has been written, maybe before the route was known: a callback that is refused gets
 * one without a body. */
void public_gate_settle(exchange_t *exchange);

#endif
