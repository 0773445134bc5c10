/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line of log/leida.log: of common/log, as text or as a JSON object, or of a program that writes otherwise.
 * Redis' are brought into the form of the others, so that one level and one clock go through the whole log.
 */
#ifndef LEIDA_TOOLS_STACK_LINE_H
#define LEIDA_TOOLS_STACK_LINE_H

#include "base/buffer.h"
#include "common/observe/log.h"

enum { LINE_TIME_SIZE = sizeof("2026-11-26T18:53:26.012Z") };

/* Slices of the line; TEXT_NONE where it does not tell. */
typedef struct {
    text_t time;    /* ISO 8601, UTC, of a constant length: compares as bytes */
    text_t level;   /* "info" */
    text_t process; /* "chat-1" */
    text_t rest;    /* what is said: all of the line when it is JSON */
    bool json;
} line_t;

/* Takes a line, without its end, apart; any text is one. */
line_t line_parse(text_t line);
/* At least of this level; a line that does not tell counts as a warning: it was not foreseen. */
bool line_has_level(const line_t *line, log_level_t least);
/* It is about this trace id. */
bool line_has_trace(const line_t *line, text_t trace);

/* Appends the line that process `name` has written, with an end: as it is, if it has the form of common/log
 * or cannot be told from it; Redis' own in that form; any other with the name before it, as JSON if `json`.
 */
void line_write(buffer_t *out, const char *name, text_t line, bool json);

/* Reads "15m" (so many s, m, h or d ago) or the beginning of a time as the lines have it, from the date on
 * ("2026-11-26T18:53", or with a blank for the T). False when it is neither. */
bool line_read_time(const char *text, char time_text[LINE_TIME_SIZE]);

#endif
