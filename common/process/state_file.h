/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file in which a running process tells where it listens, for the supervisor and the tests: one line,
 * {"role","name","pid","endpoint","admin_url"[,"base_url"]}. It is there only while the process serves.
 */
#ifndef LEIDA_COMMON_PROCESS_STATE_FILE_H
#define LEIDA_COMMON_PROCESS_STATE_FILE_H

#include <stdbool.h>

typedef struct {
    const char *role; /* "chat" */
    const char *name; /* "chat-1" */
    const char *endpoint;
    const char *admin_url;
    const char *base_url; /* of the gateway; NULL: none */
} state_t;

/* Writes the file in one step; call it once the process listens. Does nothing for an empty path. False with
 * errno. */
bool state_file_write(const char *path, const state_t *state);
/* Removes it, if it is there and the path not empty. */
void state_file_remove(const char *path);

#endif
