/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one log stream of a stack: takes the output of every process through pipes, gives each line the form of
 * the others as far as it can (line.h), and writes it to log/leida.log and, in front, to the terminal. The
 * supervisor's own lines take the same way. The file is rotated: two old ones are kept. What the disk does
 * not take is lost, and counted.
 */
#ifndef LEIDA_TOOLS_STACK_JOURNAL_H
#define LEIDA_TOOLS_STACK_JOURNAL_H

#include "base/buffer.h"
#include "common/loop/loop.h"

typedef struct journal journal_t;

enum { JOURNAL_SIZE_MAX = 64 * 1024 * 1024, JOURNAL_KEPT = 2 };

/* Opens log/leida.log to append; `json`: each line is to be an object. `terminal` is a descriptor that stays
 * the caller's, -1 for none; it is never waited for: when it is stuck, lines are left out there. Returns NULL
 * with errno. SIGPIPE must be ignored.
 */
journal_t *journal_new(loop_t *loop, int terminal, bool json);
/* Takes in what the pipes still hold, and closes. */
void journal_destroy(journal_t **self_p);

/* A pipe for the output of the process `name`, a constant that outlives it ("" for lines that have their
 * name). Returns its write end, which the caller closes, or -1 with errno. It is taken away when all writers
 * have closed. */
int journal_pipe(journal_t *self, const char *name);

/* Opens log/leida.log anew: it may have been moved away. False, with errno, when it cannot be opened; the old
 * file is then written further. */
bool journal_reopen(journal_t *self);

/* Takes in at once what the pipes hold. */
void journal_flush(journal_t *self);

/* Appends what the last line of the process `name` says, if it is one of the last lines of all. */
void journal_last_line(buffer_t *out, const char *name);

/* Appends what the process `name` says in the last `lines` lines of all, a line each. */
void journal_lines_of(buffer_t *out, size_t lines, const char *name);

/* Appends the last lines of log/leida.log, at most `lines`. */
void journal_tail(buffer_t *out, size_t lines);

#endif
