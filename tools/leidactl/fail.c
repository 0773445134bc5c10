/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("leidactl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

void fail_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("leidactl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("; see leidactl --help\n", stderr);
    va_end(arguments);
    exit(EXIT_USAGE);
}
