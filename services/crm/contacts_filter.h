/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the relations that the filters of contacts let through, for contacts.c alone. */
#ifndef LEIDA_SERVICES_CRM_CONTACTS_FILTER_H
#define LEIDA_SERVICES_CRM_CONTACTS_FILTER_H

#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/crm/store_tags.h"

/* A walk through the index, by chunks. */
typedef struct {
    arena_t memory;      /* of the chunk */
    text_t name;         /* folded, as names are to contain it */
    relation_t relation; /* of the one customer asked for */
    range_t chunk;
    contact_t *contacts; /* of the chunk's members, by place; so too the customers */
    customer_profile_t *customers;
    job_fn *next; /* once all is found */
} filter_t;

/* A call of contacts. */
typedef struct {
    job_t job;
    const contacts_request_t *request;
    filter_t filter;
    range_t page;
    int64_t data_count;
    contact_t *contacts; /* of the page's members, by place; so too the customers */
    customer_profile_t *customers;
    user_profile_t staff; /* for full rows, as the next */
    tags_seen_t seen;
} contacts_t;

/* Whether the request has a filter at all. */
bool filter_is_given(const contacts_request_t *request);

/* Walks through the index and puts the matches from the page's skip on, at most its length, into the page;
 * then goes on with `next` as job_then does. data_count becomes the number of all matches, page.total that of
 * all relations; asked for one customer who is not bound to the staff user, both become 0. Memory does not
 * grow with the number of relations, and between chunks the loop goes on with other work. */
void filter_find(contacts_t *self, job_fn *next);

#endif
