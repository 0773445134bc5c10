/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a program as a child of the supervisor that cannot outlive it. */
#ifndef LEIDA_TOOLS_STACK_LAUNCH_H
#define LEIDA_TOOLS_STACK_LAUNCH_H

#include <sys/types.h>

/* Runs `program` (a path, or a name found in PATH) with the NULL-terminated arguments, its name first, in the
 * current directory; stdout and stderr go to `output`, stdin is empty. It is in a process group of its own,
 * so that a Ctrl-C reaches the supervisor alone, and gets SIGTERM when the supervisor dies. Returns its pid,
 * or -1 with errno. A program that cannot be run ends with status 127 after saying so in its output. */
pid_t launch(const char *program, char *const arguments[], int output);

#endif
