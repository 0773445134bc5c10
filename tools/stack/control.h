/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor's unix socket DIR/run/control.sock: a client sends one word and a line end, gets an answer
 * and the end of the connection. `leida status`, `down` and `ctl` are its clients.
 */
#ifndef LEIDA_TOOLS_STACK_CONTROL_H
#define LEIDA_TOOLS_STACK_CONTROL_H

#include "base/buffer.h"
#include "common/loop/loop.h"

typedef struct control control_t;
typedef struct control_client control_client_t;

typedef struct {
    /* Answer now or later with control_answer, or never: then the client waits for the end of this process.
     */
    void (*asked)(void *context, control_client_t *client, text_t word);
    /* The client has gone; it is freed after this. */
    void (*gone)(void *context, control_client_t *client);
    void *context;
} control_owner_t;

/* Listens in the current directory. Returns NULL with errno. */
control_t *control_new(loop_t *loop, const control_owner_t *owner);
/* Ends every connection, without a call of gone(), and takes the socket away. */
void control_destroy(control_t **self_p);

/* Sends the answer and ends the connection. */
void control_answer(control_client_t *client, text_t answer);

/* The client's side: sends a word to the stack whose DIR is the current directory and appends the answer,
 * waiting for at most `limit` ms for each part. False when no supervisor listens there. */
bool control_ask(const char *word, int limit, buffer_t *answer);

#endif
