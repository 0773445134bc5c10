/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/log_rows.h"

#include "base/clock.h"

log_texts_t log_rows_texts(job_t *job, const stored_action_t *row, const customer_profile_t *customer)
{
    buffer_t *texts = job_scratch(job);
    buffer_append_text(texts, customer->name);
    buffer_append_text(texts, row->remark);
    const size_t log_end = texts->size;
    clock_write_time(texts, row->time);
    return (log_texts_t){{texts->data, log_end}, {texts->data + log_end, texts->size - log_end}};
}

/* The profile of the row's customer: one that is being read already, or a new one. Neighbours in the log are
 * often the same customer's. */
static customer_profile_t *customer_of(job_t *job, const stored_action_t *rows,
                                       customer_profile_t **customers, size_t index)
{
    for (size_t i = index; i > 0; i--)
        if (rows[i - 1].customer_id == rows[index].customer_id)
            return customers[i - 1];
    customer_profile_t *customer = arena_new(job->arena, sizeof *customer);
    memset(customer, 0, sizeof *customer);
    profiles_read_customer(job, rows[index].customer_id, customer);
    return customer;
}

customer_profile_t **log_rows_customers(job_t *job, const stored_action_t *rows, size_t count)
{
    customer_profile_t **customers = arena_new(job->arena, count * sizeof *customers);
    for (size_t i = 0; i < count; i++)
        customers[i] = customer_of(job, rows, customers, i);
    return customers;
}
