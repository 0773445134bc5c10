/* SPDX-License-Identifier: Apache-2.0 */
/* Times as the list of conversations shows them (api.md 3, contact). */
#ifndef LEIDA_SERVICES_CHAT_WORDS_H
#define LEIDA_SERVICES_CHAT_WORDS_H

#include "base/buffer.h"

/* The day on which a list is read, and the first one of its year, in the configured zone (clock_day). */
typedef struct {
    int64_t day, new_year;
} today_t;

/* The day of a time (ms). */
today_t words_today(int64_t now);

/* Appends when something was (ms): "15:18" of today, "昨天", "09-21" of this year, else "2017-09-21". What is
 * later than today counts as of today. */
void words_write_when(buffer_t *out, int64_t time, const today_t *today);

#endif
