/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/leidactl/common/say.h"

const char *own_command(void)
{
    const char *given = getenv("LEIDA_CTL");
    return given && *given ? given : "leidactl";
}

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("leidactl: ", stderr);
    say_list(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

void fail_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("leidactl: ", stderr);
    say_list(stderr, format, arguments);
    fprintf(stderr, "; see %s --help\n", own_command());
    va_end(arguments);
    exit(EXIT_USAGE);
}
