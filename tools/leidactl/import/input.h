/* SPDX-License-Identifier: Apache-2.0 */
/* The file that is imported, line by line and as often as needed; what cannot be read twice (a pipe) is
 * spooled. */
#ifndef LEIDA_TOOLS_LEIDACTL_IMPORT_INPUT_H
#define LEIDA_TOOLS_LEIDACTL_IMPORT_INPUT_H

#include <stdio.h>

#include "base/buffer.h"

enum { INPUT_LINE_MAX = 1 << 20, INPUT_BLOCK = 1 << 16 };

typedef struct {
    FILE *file;
    buffer_t buffer;
    text_t line;   /* the current one, without its end; lasts until the next */
    size_t number; /* its number, from 1 */
    bool too_long; /* it has more than INPUT_LINE_MAX bytes, and `line` is empty */
    bool shows;    /* progress goes to the terminal */
    const char *pass;
    size_t at, filled; /* bytes of the block that were taken; that it holds */
    char block[INPUT_BLOCK];
} input_t;

/* "-" is standard input. A file that cannot be read ends the process with a message. */
void input_open(input_t *self, const char *path);
/* Takes the file over, for lines made in memory. */
void input_take(input_t *self, FILE *file);
/* Closes the file, standard input included. */
void input_close(input_t *self);

/* Goes back to the first line; `pass` names what is done now, for the progress. */
void input_start(input_t *self, const char *pass);
/* The next line that is not blank; false at the end. */
bool input_next(input_t *self);

#endif
