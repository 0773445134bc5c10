/* SPDX-License-Identifier: Apache-2.0 */
/* What the store's files share: store.c (what changes a conversation), store_view.c and store_unread.c (what
 * shows it), store_conversations.c and store_untold.c (what shows all of them). Nobody else includes it. */
#ifndef LEIDA_SERVICES_CHAT_STORE_PARTS_H
#define LEIDA_SERVICES_CHAT_STORE_PARTS_H

#include "common/store/keys.h"
#include "services/chat/store.h"

/* Messages that may come between two commands of one flush. */
enum { MEANWHILE_MAX = 4096 };

/* The names of the actor's two cursor fields, as arguments. */
void store_add_cursor(command_t *command, const job_t *job);
/* Asks how many messages there are; `take` is given the number. */
void store_send_total(job_t *job, job_take_fn *take, void *into);
/* What every script that moves a cursor begins with: its keys, and the fields of the cursor. */
command_t *store_begin_mark(job_t *job);
/* Such a script was refused because of one of its keys. */
void store_mark_foreign(job_t *job, const redis_reply_t *why);

/* The relation or the messages are corrupt. `why` may be NULL. */
void store_relation_foreign(job_t *job, const redis_reply_t *why);
void store_messages_foreign(job_t *job, const redis_reply_t *why);

/* The number of a field: 0 when it is not there. False when it is none that a count of messages may have. */
bool reply_number(const redis_reply_t *reply, int64_t *value);
/* A cursor (the id up to which was read) and how many of those messages are the staff user's: both there, or
 * both not. False when they are none. */
bool reply_cursor(const redis_reply_t *read_reply, const redis_reply_t *seen_reply, int64_t *read,
                  int64_t *seen);

/* Makes the list of a page, zeroed but for the customers, of the members of its index. False when these are
 * none. */
bool conversations_read_customers(job_t *job, const redis_reply_t *ids, conversations_t *page);

/* How many of the customer's messages the staff user has not been given: those up to the newest one, but for
 * those up to `read`, of which `seen` are the staff user's. Negative when these cannot be of one
 * conversation. */
int64_t unread_by_staff(const stored_message_t *newest, int64_t read, int64_t seen);

#endif
