/* SPDX-License-Identifier: Apache-2.0 */
/* How leidactl gives up: whatever it has done so far can be done again without harm. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_FAIL_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_FAIL_H

enum { EXIT_USAGE = 2 };

/* How the user calls this program, for commands in messages: LEIDA_CTL, which `leida ctl` sets
 * ("./leida ctl"), else "leidactl". */
const char *own_command(void);

/* Prints "leidactl: …" to stderr and ends the process with EXIT_FAILURE. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* The same for a wrong command line, with a hint at --help and EXIT_USAGE. */
void fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
