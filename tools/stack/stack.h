/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: starts the processes of a stack stage by stage (Redis; the services; the gateway; demo
 * data), each stage once the one before is ready, starts again what dies, and stops the stages in the
 * opposite order. Runs in DIR, which up.c has locked.
 */
#ifndef LEIDA_TOOLS_STACK_STACK_H
#define LEIDA_TOOLS_STACK_STACK_H

#include "tools/stack/journal.h"
#include "tools/stack/settings.h"

/* Everything is ready (error NULL), or the start has failed, and why (a line, perhaps lines with what to do);
 * in that case all is stopped afterwards. Called once at most: not when the stack is told to stop before it
 * is ready. */
typedef void(stack_started_fn)(void *context, const char *error, const char *base_url);

typedef struct {
    const options_t *options;
    settings_t *settings; /* its port becomes the one that the system chose */
    loop_t *loop;
    journal_t *journal;
    stack_started_fn *started;
    void *context;
} stack_parts_t;

/* Runs the stack, whose files have been written, until it is told to stop. Returns false when it could not be
 * started. */
bool stack_run(const stack_parts_t *parts);

#endif
