/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a file that is asked for: its status and the fields of its head (specification of media,
 * Routes). For serve.c. */
#ifndef LEIDA_GATEWAY_MEDIA_SERVE_HEAD_H
#define LEIDA_GATEWAY_MEDIA_SERVE_HEAD_H

#include "gateway/http/exchange.h"

/* The answer to a GET or HEAD of a file of `size` bytes with a well-formed name: 200, 206, 304 or 416, and
 * which bytes it has, up to before *end. Its text is in the exchange's arena. */
document_t serve_head_write(exchange_t *exchange, text_t name, int64_t size, int64_t *from, int64_t *end);

/* The answer when the file is to be got from a URL. False: that is too long for a head. */
bool serve_head_write_elsewhere(exchange_t *exchange, text_t url, document_t *document);

#endif
