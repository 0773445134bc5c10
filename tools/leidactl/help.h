/* SPDX-License-Identifier: Apache-2.0 */
/* What leidactl says of itself. */
#ifndef LEIDA_TOOLS_LEIDACTL_HELP_H
#define LEIDA_TOOLS_LEIDACTL_HELP_H

/* Prints the help of a subcommand to stdout; of all when it is NULL or has none of its own. */
void help_print(const char *subcommand);

#endif
