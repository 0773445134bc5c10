/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/push.h"

static void add_all(uint64_t *self, const uint64_t *more, size_t count)
{
    for (size_t i = 0; i < count; i++)
        self[i] += more[i];
}

void push_counts_merge(push_counts_t *self, const push_counts_t *more)
{
    add_all(self->open, more->open, sizeof self->open / sizeof *self->open);
    add_all(self->accepts, more->accepts, ACCEPT_RESULTS);
    add_all(self->closes, more->closes, CLOSE_CAUSES);
    add_all(self->frames, more->frames, FRAMES_OF_ALL);
    self->collapsed += more->collapsed;
    self->overflows += more->overflows;
    self->pending_bytes += more->pending_bytes;
    histogram_merge(&self->delay, &more->delay);
}
