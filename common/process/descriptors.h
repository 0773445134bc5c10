/* SPDX-License-Identifier: Apache-2.0 */
/* File descriptors: how many this process may have, and how many of them are kept for its own use. */
#ifndef LEIDA_COMMON_PROCESS_DESCRIPTORS_H
#define LEIDA_COMMON_PROCESS_DESCRIPTORS_H

#include <stddef.h>

/* Lets this process have as many as the system allows it, but no more than `most`. Never lowers the limit. */
void descriptors_raise_limit(size_t most);

/* The limit that holds now (RLIMIT_NOFILE). */
size_t descriptors_limit(void);

/* Descriptors numbered from here on are for the process itself: Redis, the admin address, files. A quarter of
 * all, at most 64. The system gives the lowest free number, so one that is given below it leaves these free.
 */
size_t descriptors_reserve_begin(void);

#endif
