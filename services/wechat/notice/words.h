/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody is told: the texts of messages, joined and cut. Pure. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_WORDS_H
#define LEIDA_SERVICES_WECHAT_NOTICE_WORDS_H

#include "base/buffer.h"
#include "proto/principal.h"

/* Which messages were joined, by their ids; 0: none. */
typedef struct {
    int64_t first, last;
    int64_t whole;     /* the last of those from the first on whose texts there is room for … */
    size_t whole_size; /* … and the bytes that they take, which come first */
} joined_t;

/* Appends the texts of the last `count` messages that were sent by this side, of chat's answer to a reading,
 * a line each; of what is no text a word. Cut as words_cut does. False when the answer is none. */
bool words_join(buffer_t *out, text_t answer, principal_kind_t by, size_t count, size_t most,
                joined_t *joined);
/* Appends a text; of one that is too long `most` bytes at most, in whole characters, and "…" (3 bytes). */
void words_cut(buffer_t *out, text_t text, size_t most);

#endif
