/* SPDX-License-Identifier: Apache-2.0 */
/* What action/time and get_new_log show of rows: the customers, and texts made of both. */
#ifndef LEIDA_SERVICES_ACTIONLOG_LOG_ROWS_H
#define LEIDA_SERVICES_ACTIONLOG_LOG_ROWS_H

#include "common/store/profiles.h"
#include "services/actionlog/store.h"

/* Reads the profiles of the rows' customers: as many, in the job's arena; rows of one customer share theirs.
 */
customer_profile_t **log_rows_customers(job_t *job, const stored_action_t *rows, size_t count);

typedef struct {
    text_t log;  /* the customer's name and the remark */
    text_t time; /* as clients see it */
} log_texts_t;

/* They last until the job's scratch is used again. */
log_texts_t log_rows_texts(job_t *job, const stored_action_t *row, const customer_profile_t *customer);

#endif
