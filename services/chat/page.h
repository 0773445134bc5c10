/* SPDX-License-Identifier: Apache-2.0 */
/* Message objects: the page's columns, written once, then each row's, then its content as it is stored. */
#ifndef LEIDA_CHAT_PAGE_H
#define LEIDA_CHAT_PAGE_H

#include "proto/messages.h"
#include "services/chat/people.h"

/* The columns of one kind of answer. */
typedef struct {
    const column_table_t *page, *row;
    bool marks_first; /* is_first_info is true on the conversation's first message */
} page_form_t;

extern const page_form_t page_customer_new, page_customer_history, page_staff;

/* What a row takes at most of an answer beside its content, for the bound of the answer: bytes. */
size_t page_row_cost(const people_t *people);

/* Appends `"ret_data":[…]` with the rows of the view.
 * Returns the newest id written, 0 for none, -1 when a row is none of ours. */
int64_t page_write(buffer_t *out, const page_form_t *form, const view_t *view, const actor_t *actor,
                   const people_t *people);

#endif
