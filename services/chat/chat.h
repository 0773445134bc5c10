/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chat service: what its verbs share. Both sides call the same verbs; the caller's kind tells which side
 * it is (api.md 2 and 3).
 */
#ifndef LEIDA_CHAT_CHAT_H
#define LEIDA_CHAT_CHAT_H

#include "common/service.h"
#include "services/chat/store.h"

typedef struct {
    store_t *store;
    cache_t *profiles;
    buffer_t out; /* an answer under construction, within one turn */
} chat_t;

/* What main.c gives to service_main. */
void *chat_open(const service_host_t *host);
void chat_close(void **service_p);
extern const verb_t chat_verbs[];
extern const size_t chat_verb_count;

verb_fn chat_send, chat_getmsg, chat_ack, chat_history, chat_unread;

/* What a verb carries from one round trip to the next; lives in the call's arena. */
typedef struct {
    chat_t *chat;
    call_t *call;
    actor_t actor;
} job_t;

/* A job of `size` bytes, which begins with a job_t. */
void *job_new(chat_t *chat, call_t *call, size_t size);
/* Ends or parks the call when a round trip did not go well; true when it did. */
bool job_goes_on(job_t *job, outcome_t outcome);
/* Answers with what `out` of the chat holds. */
void job_reply(job_t *job, status_t status);

#endif
