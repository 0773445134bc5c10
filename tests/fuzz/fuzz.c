/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "common/observe/log.h"

void fuzz_promise_broken(const char *condition, const char *file, int line)
{
    dprintf(STDERR_FILENO, "%s:%d: %s\n", file, line, condition);
    abort();
}

void fuzz_be_quiet(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    log_set_level((log_level_t)(LOG_ERROR + 1));
    if (!clock_set_zone("Asia/Shanghai"))
        abort();
}

bool fuzz_is_inside(text_t slice, text_t whole)
{
    return slice.size == 0 ||
           (slice.data >= whole.data && slice.data + slice.size <= whole.data + whole.size);
}

static text_t take(text_t *input, size_t size)
{
    text_t taken = {input->data, size};
    *input = (text_t){input->data + size, input->size - size};
    return taken;
}

uint8_t fuzz_take_byte(text_t *input)
{
    return input->size > 0 ? (uint8_t)take(input, 1).data[0] : 0;
}

text_t fuzz_take_until(text_t *input, char end)
{
    const char *at = input->size > 0 ? memchr(input->data, end, input->size) : NULL;
    text_t taken = take(input, at ? (size_t)(at - input->data) : input->size);
    if (at)
        take(input, 1);
    return taken;
}

text_t fuzz_take_sized(text_t *input)
{
    size_t size = fuzz_take_byte(input);
    size = size << 8 | fuzz_take_byte(input);
    return take(input, size < input->size ? size : input->size);
}
