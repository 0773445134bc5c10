/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives files: GET and HEAD of /media/NAME. A file is opened on a thread of the pool, and read from the loop
 * as far as the system has it in memory; what has to come from the disk a thread reads. No more than a piece
 * of it is in our memory.
 */
#ifndef LEIDA_GATEWAY_MEDIA_SERVE_H
#define LEIDA_GATEWAY_MEDIA_SERVE_H

#include "common/media/media.h"
#include "gateway/http/exchange.h"

enum { MEDIA_PIECE = 16 * 1024 /* bytes that are read at once, and that each has in memory */ };

/* Answers an exchange with the file of a well-formed name, or where it is; STATUS_UNKNOWN_PATH when there is
 * none. Calls http_answered, maybe before this returns. The name lasts as long as the exchange. */
void media_serve_begin(const media_t *media, media_port_t *readers, exchange_t *exchange, text_t name);
/* The exchange has ended: frees its media_serve_t, if it has one. */
void media_serve_end(exchange_t *exchange);

#endif
