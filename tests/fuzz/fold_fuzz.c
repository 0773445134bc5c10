/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a name to be folded: what is UTF-8 stays so, and folding it again changes nothing in what a
 * search finds of itself. */
#include "base/fold.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t text = {(const char *)data, size};
    buffer_t once = {0}, twice = {0};
    const bool good = text_fold(&once, text);
    HOLDS(good || once.size == 0);
    HOLDS(good || !text_is_utf8(text));
    if (good && text_is_utf8(text)) {
        HOLDS(text_is_utf8(buffer_text(&once)));
        HOLDS(text_fold(&twice, buffer_text(&once)));
    }
    buffer_free(&once);
    buffer_free(&twice);
    return 0;
}
