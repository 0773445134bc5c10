/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration files that the supervisor writes for the processes of a stack, below DIR/run. */
#ifndef LEIDA_TOOLS_STACK_FILES_H
#define LEIDA_TOOLS_STACK_FILES_H

#include <stdbool.h>

/* Each returns false with errno when the file cannot be written. */
bool files_write_redis(void);
/* run/NAME.conf of a service. */
bool files_write_service(const char *name);
bool files_write_gateway(int port);
/* The endpoints of chat-1 to chat-`count`, which the gateway follows: replaced as a whole. */
bool files_write_chats(int count);

/* The environment variables that would override what the files say. They are kept from the processes.
 * NULL-terminated. */
extern const char *const files_overrides[];

#endif
