/* SPDX-License-Identifier: Apache-2.0 */
/* Message objects: the page's columns, written once, then each row's, then its content as it is stored. */
#ifndef LEIDA_SERVICES_CHAT_PAGE_H
#define LEIDA_SERVICES_CHAT_PAGE_H

#include "common/store/profiles.h"
#include "proto/answers_chat.h"
#include "services/chat/store.h"

/* The two people of a conversation. */
typedef struct {
    user_profile_t staff;
    customer_profile_t customer;
} people_t;

/* Reads the profiles of those whom the job is about into a zeroed struct. */
void people_read(job_t *job, people_t *people);

/* The columns of one kind of answer. */
typedef struct {
    const column_table_t *page, *row;
    bool marks_first; /* is_first_info is true on the conversation's first message */
} page_form_t;

extern const page_form_t page_customer_new, page_customer_history, page_staff;

/* What a row takes at most of an answer beside its content, for the bound of the answer: bytes. */
size_t page_row_cost(const people_t *people);

/* Appends `"ret_data":[…]` with the rows of the view. Returns the newest id written, 0 for none, -1 when a
 * row is corrupt, which is then the job's outcome. */
int64_t page_write(buffer_t *out, const page_form_t *form, const view_t *view, job_t *job,
                   const people_t *people);

#endif
