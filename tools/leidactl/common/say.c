/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/say.h"

#include "base/printable.h"

void say_list(FILE *stream, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    buffer_t said = {0}, shown = {0};
    if (size > 0)
        said.size = (size_t)vsnprintf(buffer_reserve(&said, (size_t)size + 1), (size_t)size + 1, format,
                                      arguments);
    printable_write(&shown, buffer_text(&said));
    fwrite(shown.data, 1, shown.size, stream);
    buffer_free(&said);
    buffer_free(&shown);
}

void say(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_list(stream, format, arguments);
    va_end(arguments);
    putc('\n', stream);
}

void say_faults(const char *prefix, text_t faults)
{
    while (faults.size > 0) {
        const char *end = memchr(faults.data, '\n', faults.size);
        size_t size = (size_t)(end - faults.data);
        say(stderr, "%s: %.*s", prefix, (int)size, faults.data);
        faults = (text_t){end + 1, faults.size - size - 1};
    }
}
