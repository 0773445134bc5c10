/* SPDX-License-Identifier: Apache-2.0 */
/* The traceparent header (W3C Trace Context). */
#include "gateway/http/trace.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    trace_t trace = "untouched", again;
    buffer_t header = {0};
    if (trace_read((text_t){(const char *)data, size}, trace)) {
        HOLDS(strlen(trace) == TRACE_SIZE && strspn(trace, "0123456789abcdef") == TRACE_SIZE);
        HOLDS(strspn(trace, "0") < TRACE_SIZE);
        buffer_append_format(&header, "00-%s-00f067aa0ba902b7-01", trace);
        HOLDS(trace_read(buffer_text(&header), again) && strcmp(trace, again) == 0);
    } else
        HOLDS(strcmp(trace, "untouched") == 0);
    buffer_free(&header);
    return 0;
}
