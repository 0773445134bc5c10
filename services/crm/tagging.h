/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the calls that give customers tags have in common: who calls, what their company sees, and the last
 * part, which brings the indexes of all staff users of the company to what the customers now have.
 */
#ifndef LEIDA_SERVICES_CRM_TAGGING_H
#define LEIDA_SERVICES_CRM_TAGGING_H

#include "common/store/profiles.h"
#include "services/crm/store_tags.h"

typedef struct {
    job_t job;
    user_profile_t staff;
    tags_seen_t seen;
    id_list_t customers;       /* without repeats */
    tagged_t *tagged;          /* as many */
    user_profile_t **profiles; /* of those bound to each, by place */
    size_t told;               /* events */
    job_fn *next;
} tagging_t;

/* Whose tags are changed, without repeats, into the job's arena. */
void tagging_set_customers(tagging_t *self, id_list_t customers);

/* Reads the caller, and refuses with STATUS_NO_RELATION unless all customers are theirs; then what the
 * company sees; then goes on with `next` as job_then does. */
void tagging_begin(tagging_t *self, job_fn *next);

/* Brings the index of each staff user of the company who is bound to one of the customers to what is stored
 * of these, then goes on with `next` as job_then does. Whoever changes a customer's tags does this
 * afterwards, on every try. */
void tagging_index(tagging_t *self, job_fn *next);

/* A step after that: the call is done. Tells of each customer those staff users, the caller before all
 * others; of more than TAGGING_EVENTS_MAX the rest reads it sooner or later. */
job_fn tagging_end;
enum { TAGGING_EVENTS_MAX = 400 };

#endif
