/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tags in Redis: what store.h is for relations (decision 0031). Catalogues, customers' tags and the index of
 * a staff user are on different slots, so what changes several of them is a row of steps (tagging.h).
 */
#ifndef LEIDA_SERVICES_CRM_STORE_TAGS_H
#define LEIDA_SERVICES_CRM_STORE_TAGS_H

#include "services/crm/store.h"
#include "services/crm/tags.h"

/* Reads what a company sees, from the cache, into the job's arena. */
void store_read_catalogues(job_t *job, int64_t company_id, tags_seen_t *seen);

/* ---- a new tag ---- */

typedef struct {
    int64_t company_id;
    text_t name;
    int64_t stock_group; /* the group in the stock for tags that staff users make; 0: none */
    int64_t first_id;    /* the tag may take this, a group for it the next */
    int64_t id;          /* that the tag has; 0: not known yet */
    int64_t group_id;    /* of its group, if that is the company's own; else 0 */
} new_tag_t;

enum { NEW_TAG_IDS = 2 };

/* Takes ids that no other tag gets. Repeated it takes others. */
void store_take_tag_ids(job_t *job, new_tag_t *tag);
/* Puts the tag, and a group for it if there is none, into the company's catalogue, not to be seen yet. Sets
 * its ids, which are those of the first try. Refuses with STATUS_TAG_EXISTS, STATUS_TAGS_FULL, or by
 * once_status. */
void store_reserve_tag(job_t *job, new_tag_t *tag);
/* Lists the ids of the tag and its group for leidactl. */
void store_list_tag(job_t *job, const new_tag_t *tag);
/* Lets the tag be seen. Refuses with STATUS_DEADLINE when it was given up meanwhile. */
void store_commit_tag(job_t *job, new_tag_t *tag);
/* Writes the profiles of the tag and its group, unless they are there. */
void store_write_tag(job_t *job, const new_tag_t *tag);

/* ---- customers' tags and the index ---- */

/* A customer's tags as a company sees them, and who is bound to them. */
typedef struct {
    int64_t customer_id;
    text_t version, list; /* as stored */
    id_list_t staff;
} tagged_t;

/* Gives a customer a tag beside those that they have in the company. Refuses by once_status. */
void store_add_customer_tag(job_t *job, int64_t customer_id, int64_t company_id, int64_t tag_id);
/* Reads who is bound to a customer, or about to be (store_add_bound), into the job's arena. */
void store_read_bound(job_t *job, int64_t customer_id, id_list_t *staff);
/* Reads what is stored of `customer_id` into the rest of `tagged`, in the job's arena. */
void store_read_tagged(job_t *job, int64_t company_id, tagged_t *tagged);
/* Brings the index of a staff user of that company to that, unless it is at a newer version. */
void store_index_tagged(job_t *job, int64_t staff_id, int64_t company_id, const tagged_t *tagged);

/* A tag and how many customers of the staff user bear it. */
typedef struct {
    int64_t id, count;
} borne_t;

typedef struct {
    borne_t *tags;
    size_t count;
} borne_list_t;

/* Reads the tags that the staff user's customers bear, into the arena; some may not be seen. */
void store_read_borne(job_t *job, borne_list_t *borne);
/* Reads the ids of at most `most` customers who bear the tag, who got it last first. */
void store_read_bearers(job_t *job, int64_t tag_id, int64_t most, id_list_t *bearers);

#endif
