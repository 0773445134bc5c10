/* SPDX-License-Identifier: Apache-2.0 */
/* Times as the list of conversations shows them (api.md 3, contact). */
#ifndef LEIDA_SERVICES_CHAT_WORDS_H
#define LEIDA_SERVICES_CHAT_WORDS_H

#include "base/buffer.h"

/* Appends when something was, as seen at `now` (both in ms; days and years are those of the configured zone):
 * "15:18" of today, "昨天", "09-21" of this year, else "2017-09-21". What is later than `now` counts as of
 * today. */
void words_write_when(buffer_t *out, int64_t time, int64_t now);

#endif
