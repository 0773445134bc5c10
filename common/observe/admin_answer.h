/* SPDX-License-Identifier: Apache-2.0 */
/* What the admin address answers to a request, without any socket. Used by admin.c alone. */
#ifndef LEIDA_COMMON_OBSERVE_ADMIN_ANSWER_H
#define LEIDA_COMMON_OBSERVE_ADMIN_ANSWER_H

#include "common/observe/admin_source.h"

/* Whether `received` holds the whole head of a request, up to its empty line. */
bool admin_head_is_complete(text_t received);

/* Appends the whole HTTP/1.0 response to a request's head: 200, 400 (not HTTP), 404, 405 (not GET), 503. */
void admin_answer(const admin_source_t *source, text_t head, buffer_t *out);

/* Appends the response to a head that is longer than the buffer for it. */
void admin_answer_too_long(buffer_t *out);

#endif
