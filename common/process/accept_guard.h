/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps libzmq's listeners from using up the descriptors of the process: at its limit an ipc listener of
 * libzmq 4.3.4 aborts the process, a tcp one spins. libzmq offers no place to refuse a connection, and an
 * event of its monitor comes too late for a burst; so a program that has this file answers accept4(2) itself
 * for the threads of libzmq (decisions/0027). Connections beyond the limit are accepted and closed at once.
 */
#ifndef LEIDA_COMMON_PROCESS_ACCEPT_GUARD_H
#define LEIDA_COMMON_PROCESS_ACCEPT_GUARD_H

#include <stdint.h>

/* From now on connections that another thread than this one accepts are refused when they would take a
 * descriptor that is kept for the process itself (common/process/descriptors.h). Once, before the first
 * listener. */
void accept_guard_arm(void);

/* Connections refused since the start. */
uint64_t accept_guard_refused(void);

#endif
