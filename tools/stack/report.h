/* SPDX-License-Identifier: Apache-2.0 */
/* The line of JSON that a process of the stack writes to run/NAME.json once it listens. */
#ifndef LEIDA_TOOLS_STACK_REPORT_H
#define LEIDA_TOOLS_STACK_REPORT_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct {
    char *endpoint, *admin_url, *base_url; /* NULL: not told */
} report_t;

/* Reads the report of process `pid` in place of an older one. False, and nothing changes, when there is none
 * yet. */
bool report_read(report_t *report, const char *name, pid_t pid);
/* Takes the file away, so that a new process is not mistaken for the one before. */
void report_remove(const char *name);
/* Frees its strings; they are NULL then. */
void report_free(report_t *report);

#endif
