/* SPDX-License-Identifier: Apache-2.0 */
#include "base/thread.h"

#include <pthread.h>
#include <signal.h>

int thread_start(thread_fn *run, void *context)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int reason = pthread_create(&thread, NULL, run, context);
    if (reason == 0)
        pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return reason;
}

int thread_start_user(thread_fn *run, void *shared, atomic_int *users)
{
    atomic_fetch_add(users, 1);
    int reason = thread_start(run, shared);
    if (reason != 0)
        atomic_fetch_sub(users, 1);
    return reason;
}
