/* SPDX-License-Identifier: Apache-2.0 */
/* What chat answers about the conversations of a staff user that have moved (METHOD_UNTOLD). Pure. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_UNTOLD_H
#define LEIDA_SERVICES_WECHAT_NOTICE_UNTOLD_H

#include "base/json/walk.h"
#include "proto/answers_wechat.h"

typedef struct {
    int64_t total; /* conversations, on other pages too */
    json_walk_t walk;
} untold_t;

/* Begins to read an answer, which must last as long. False when it is none. */
bool untold_read(untold_t *self, text_t answer);
/* The next conversation; what is missing of it is 0. False at the end. */
bool untold_next(untold_t *self, untold_row_t *row);

#endif
