/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/patience.h"

#include <stdio.h>
#include <time.h>

#include "common/loop/loop.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"

enum { FIRST_MS = 10, LIMIT_MS = 250, TOLD_S = 3 };
#define SECOND INT64_C(1000000) /* µs */

static void sleep_ms(int64_t ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

void patience_wait(patience_t *self, const char *why, const char *advice)
{
    const int64_t now = loop_clock_us();
    if (self->began == 0) {
        self->began = now;
        back_off_init(&self->back_off, FIRST_MS, LIMIT_MS);
    }
    if (now - self->began > PATIENCE_S * SECOND)
        fail("%s, for %d s%s%s", why, PATIENCE_S, advice[0] ? ": " : "", advice);
    if (now - self->began > TOLD_S * SECOND && !self->told) {
        say(stderr, "leidactl: %s: waiting for %d s at most", why, PATIENCE_S);
        self->told = true;
    }
    sleep_ms(back_off_next(&self->back_off));
}
