/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration files that the supervisor writes for the processes of a stack, below DIR/run. */
#ifndef LEIDA_TOOLS_STACK_FILES_H
#define LEIDA_TOOLS_STACK_FILES_H

#include <stdbool.h>

#include "tools/stack/settings.h"

/* The lines of leida.conf that a process gets follow this one of its file, in their order. */
enum { FILES_LINES_BEFORE = 1 };

/* Each returns false with errno when a file cannot be written. */

/* Those of all processes to start with. */
bool files_write_all(const settings_t *settings);
/* run/gateway.conf. */
bool files_write_gateway(const settings_t *settings);
/* run/chat-`number`.conf. */
bool files_write_chat(const settings_t *settings, int number);
/* Takes away the file and the socket of chat-`number`, which has ended, if they are there. */
void files_remove_chat(int number);
/* The endpoints of chat-1 to chat-`count`, which the gateway follows: replaced as a whole. */
bool files_write_chats(int count);

#endif
