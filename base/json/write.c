/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/write.h"

#include "base/json/lex.h"

static void escape_write(buffer_t *out, unsigned char byte)
{
    static const char letters[256] = {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    static const char hex[] = "0123456789abcdef";
    if (letters[byte]) {
        char escape[] = {'\\', letters[byte]};
        buffer_append(out, escape, sizeof escape);
    } else {
        char escape[] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 0xf]};
        buffer_append(out, escape, sizeof escape);
    }
}

void json_write_string(buffer_t *out, text_t text)
{
    buffer_reserve(out, text.size + 2); /* enough unless something must be escaped */
    buffer_append_char(out, '"');
    const char *at = text.data;
    const char *end = text.size > 0 ? at + text.size : at;
    while (at < end) {
        const char *run_end = json_run_end(at, end, JSON_RUN_UTF8);
        buffer_append(out, at, (size_t)(run_end - at));
        if (run_end < end)
            escape_write(out, (unsigned char)*run_end++);
        at = run_end;
    }
    buffer_append_char(out, '"');
}
