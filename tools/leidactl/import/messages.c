/* SPDX-License-Identifier: Apache-2.0 */
/* Messages go in by batches, those of a staff user together: a script for each would cost Redis most of its
 * time. */
#include <stdlib.h>

#include "common/store/keys.h"
#include "common/store/stored.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

enum {
    BATCH_MESSAGES = 2000,
    BATCH_BYTES = 4 << 20,
    MESSAGES_AT_ONCE = 50 /* Redis does nothing else meanwhile */
};

typedef struct {
    int64_t user_id, customer_id, time;
    size_t order; /* in the file */
    size_t start, size;
    bool from_staff;
} batch_message_t;

struct message_batch {
    size_t count;
    buffer_t rows; /* one behind the other */
    batch_message_t messages[BATCH_MESSAGES];
};

message_batch_t *message_batch_new(void)
{
    return memory_new_zeroed(sizeof(message_batch_t));
}

void message_batch_destroy(message_batch_t **self_p)
{
    if (*self_p)
        buffer_free(&(*self_p)->rows);
    free(*self_p);
    *self_p = NULL;
}

static int by_user_and_order(const void *a, const void *b)
{
    const batch_message_t *one = a;
    const batch_message_t *two = b;
    if (one->user_id != two->user_id)
        return one->user_id < two->user_id ? -1 : 1;
    return one->order < two->order ? -1 : 1;
}

static void begin(store_t *store, int64_t user_id)
{
    store_begin_script(store, &script_message, 6);
    keys_conversations(store_part(store), user_id);
    keys_relation_index(store_part(store), user_id, RELATIONS_FOLLOW);
    keys_relation_index(store_part(store), user_id, RELATIONS_FOLLOW_AGED);
    keys_relation_index(store_part(store), user_id, RELATIONS_ACTIVITY);
    keys_relation_index(store_part(store), user_id, RELATIONS_ACTIVITY_AGED);
    keys_latest(store_part(store), user_id);
    buffer_t *prefix = store_part(store);
    keys_relation(prefix, user_id, 0);
    prefix->size--; /* the 0 */
    prefix = store_part(store);
    keys_messages(prefix, user_id, 0);
    prefix->size--;
}

/* Sends messages of one staff user; gives the index of the first that it has not sent. */
static size_t send_messages(const message_batch_t *self, store_t *store, size_t first)
{
    int64_t user_id = self->messages[first].user_id;
    begin(store, user_id);
    size_t at = first;
    for (; at < self->count && at < first + MESSAGES_AT_ONCE && self->messages[at].user_id == user_id; at++) {
        const batch_message_t *message = &self->messages[at];
        store_add_int(store, message->customer_id);
        store_add_int(store, message->from_staff);
        store_add_int(store, message->time);
        store_add(store, (text_t){self->rows.data + message->start, message->size});
    }
    store_queue(store);
    return at;
}

void message_batch_flush(message_batch_t *self, store_t *store)
{
    qsort(self->messages, self->count, sizeof *self->messages, by_user_and_order);
    for (size_t at = 0; at < self->count;)
        at = send_messages(self, store, at);
    self->count = 0;
    buffer_clear(&self->rows);
}

void message_batch_add(message_batch_t *self, store_t *store, const message_record_t *message,
                       const stored_message_t *stored)
{
    size_t start = self->rows.size;
    stored_write_message(&self->rows, stored);
    self->messages[self->count] = (batch_message_t){.user_id = message->user_id,
                                                    .customer_id = message->customer_id,
                                                    .time = stored->time,
                                                    .order = self->count,
                                                    .start = start,
                                                    .size = self->rows.size - start,
                                                    .from_staff = stored->from_staff};
    if (++self->count == BATCH_MESSAGES || self->rows.size > BATCH_BYTES)
        message_batch_flush(self, store);
}
