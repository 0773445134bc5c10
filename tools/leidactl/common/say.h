/* SPDX-License-Identifier: Apache-2.0 */
/* How leidactl prints text that others have written: names, what is stored, lines of files. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SAY_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SAY_H

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

/* Prints one line as printf does, with what a terminal would obey escaped (base/printable.h); the newline is
 * added. */
void say(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, without the newline. */
void say_list(FILE *stream, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Prints faults as line_read appends them (line.h), a line each, on stderr: "PREFIX: FAULT". */
void say_faults(const char *prefix, text_t faults);

#endif
