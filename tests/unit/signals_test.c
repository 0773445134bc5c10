/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/signals.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

TestSuite(signals, .fini = leak_check, .timeout = 20);

typedef struct {
    loop_t *loop;
    int got[3];
    int count, wanted;
} record_t;

static void record(void *context, int signal)
{
    record_t *self = context;
    self->got[self->count++] = signal;
    if (self->count == self->wanted)
        loop_stop(self->loop);
}

Test(signals, each_signal_reaches_the_handler)
{
    static const int sent[] = {SIGTERM, SIGINT, SIGHUP};
    record_t all = {.loop = loop_new(), .wanted = 3};
    signals_t *signals = signals_new(all.loop, record, &all);
    for (int i = 0; i < 3; i++)
        kill(getpid(), sent[i]);
    loop_run(all.loop);
    for (int i = 0; i < 3; i++)
        cr_assert(all.got[0] == sent[i] || all.got[1] == sent[i] || all.got[2] == sent[i], "signal %d",
                  sent[i]);
    signals_destroy(&signals);
    loop_destroy(&all.loop);
}

Test(signals, signal_after_the_end_does_not_kill)
{
    record_t all = {.loop = loop_new()};
    signals_t *signals = signals_new(all.loop, record, &all);
    signals_destroy(&signals);
    kill(getpid(), SIGTERM);
    cr_assert_eq(all.count, 0);
    loop_destroy(&all.loop);
}

Test(signals, write_to_a_closed_pipe_is_an_error_and_not_the_end)
{
    int ends[2];
    record_t all = {.loop = loop_new()};
    signals_t *signals = signals_new(all.loop, record, &all);
    cr_assert_eq(pipe(ends), 0);
    close(ends[0]);
    cr_assert_eq(write(ends[1], "x", 1), -1);
    cr_assert_eq(errno, EPIPE);
    close(ends[1]);
    signals_destroy(&signals);
    loop_destroy(&all.loop);
}
