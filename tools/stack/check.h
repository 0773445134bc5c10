/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps a stack from starting, found before it does: the one reason, instead of a start that fails. */
#ifndef LEIDA_TOOLS_STACK_CHECK_H
#define LEIDA_TOOLS_STACK_CHECK_H

#include "tools/stack/settings.h"

/* Asks each program, in the folder `bin`, about its lines of leida.conf, once the files are written. False
 * when one refuses; what it says has been printed, with the line of leida.conf. */
bool check_settings(const settings_t *settings, const char *bin);

/* Whether nobody else listens where the HTTP API is to be. False when somebody does; that has been printed.
 */
bool check_listen(const settings_t *settings);
/* The same of all addresses of the stack. False when somebody does; that has been printed. */
bool check_addresses(const settings_t *settings);

#endif
