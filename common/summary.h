/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The summary of a relation: a copy of what a row of the contact page shows of the relation's hash, packed,
 * so that a page takes one command for all its rows instead of one for each. All summaries of a staff user
 * are one hash, `summaries:{u:7}`; a relation of which none of this is known has none. Whoever writes one of
 * these fields writes the summary in the same script, by SUMMARY_LUA (decision 0018).
 */
#ifndef LEIDA_COMMON_SUMMARY_H
#define LEIDA_COMMON_SUMMARY_H

#include "common/keys.h"

/* Statements of a script that declare `summary`: what it must be by the relation's hash, nil for none. `rel`
 * and below `summaries` are Lua expressions: the two keys. */
#define SUMMARY_VALUE_LUA(rel)                                                                               \
    "local fields = redis.call('HMGET', " rel ", '" REL_NAME "', '" REL_EXPECTED_TIME "', '" REL_ARTICLE     \
    "', '" REL_TITLE "')\n"                                                                                  \
    "local summary, known = '', false\n"                                                                     \
    "for i = 1, 4 do\n"                                                                                      \
    "  local text = fields[i] or ''\n"                                                                       \
    "  known = known or text ~= ''\n"                                                                        \
    "  summary = summary .. struct.pack('>I2', #text) .. text\n"                                             \
    "end\n"                                                                                                  \
    "if not known then summary = nil end\n"

/* Statements of a script that make the summary anew. */
#define SUMMARY_LUA(rel, summaries)                                                                          \
    "do\n" SUMMARY_VALUE_LUA(rel) "  local id = string.match(" rel ", '%d+$')\n"                             \
                                  "  if summary then redis.call('HSET', " summaries ", id, summary)\n"       \
                                  "  else redis.call('HDEL', " summaries ", id) end\n"                       \
                                  "end\n"

typedef struct {
    text_t name, expected_time, title; /* data NULL: not known */
    int64_t article_id;                /* 0: none */
} summary_t;

/* Reads a summary; its texts point into the bytes. False when they are none. */
bool summary_read(text_t bytes, summary_t *summary);
/* Whether what was read may be shown: texts as long as the relation's may be, and UTF-8. */
bool summary_is_sound(const summary_t *summary);

#endif
