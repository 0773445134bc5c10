/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The summary of a relation: a copy of what a row of the contact page shows of the relation's hash, packed,
 * so that a page takes one command for all its rows instead of one for each. All summaries of a staff user
 * are one hash, `summaries:{u:7}`; a relation of which none of this is known has none. Whoever writes one of
 * these fields writes the summary in the same script, by common/store/relation/summarize.lua (decision 0018).
 */
#ifndef LEIDA_COMMON_STORE_SUMMARY_H
#define LEIDA_COMMON_STORE_SUMMARY_H

#include "common/store/keys.h"

/* How a script packs the size of a text, which stands in front of it. */
#define SUMMARY_SIZE_FORMAT ">I2"
#define SUMMARY_SIZE_BYTES 2

typedef struct {
    text_t name, expected_time, title, memo_name; /* data NULL: not known */
    int64_t article_id;                           /* 0: none */
} summary_t;

/* Reads a summary; its texts point into the bytes. False when they are none. */
bool summary_read(text_t bytes, summary_t *summary);
/* Whether what was read may be shown: texts as long as the relation's may be, and UTF-8. */
bool summary_is_sound(const summary_t *summary);

#endif
