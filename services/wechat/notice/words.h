/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody is told: the texts of messages, joined and cut. Pure. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_WORDS_H
#define LEIDA_SERVICES_WECHAT_NOTICE_WORDS_H

#include "base/buffer.h"
#include "proto/principal.h"

/* Appends the texts of the last `count` messages that were sent by this side, of chat's answer to a reading,
 * a line each; of what is no text a word. At most `most` bytes, cut at a character. `*last` is the id of the
 * last of them; 0: there is none. False when the answer is none. */
bool words_join(buffer_t *out, text_t answer, principal_kind_t by, size_t count, size_t most, int64_t *last);

#endif
