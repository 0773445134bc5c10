/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Relations, their orders and tags in Redis: the only room of the CRM service that knows the commands. Every
 * function sends at once and reports to a gather_t, whose status says whether the result counts; what it
 * writes to, and the arena, must last until then. Keys: common/keys.h.
 */
#ifndef LEIDA_CRM_STORE_H
#define LEIDA_CRM_STORE_H

#include "common/summary.h"
#include "proto/requests.h"
#include "proto/status.h"
#include "services/crm/gather.h"

typedef struct store store_t;

/* For redis_options_t. */
extern const redis_script_t *const store_scripts[];

/* The connection stays the caller's. */
store_t *store_new(redis_t *redis);
void store_destroy(store_t **self_p);

typedef struct {
    text_t member;                                          /* the age member; data NULL: no relation */
    int64_t source, superior, article_id, expected_pr, sex; /* 0: not set */
    text_t title, expected_time, name, memo_name, phone, email, company, position, address, birthday, memo;
} relation_t;

/* How much of a relation is read. */
typedef enum {
    RELATION_MEMBER, /* whether there is one */
    RELATION_WHOLE
} relation_part_t;

typedef struct {
    int64_t staff_id, customer_id;
} pair_t;

/* Reads into a zeroed relation, texts into the arena. */
void store_read_relation(store_t *self, pair_t pair, relation_part_t part, relation_t *relation,
                         arena_t *arena, gather_t *gather);

#define TIME_NONE INT64_MIN

/* A relation's place in the orders. */
typedef struct {
    int64_t customer_id, source; /* source 0: not known */
    int64_t score;               /* in the stretch's order; TIME_NONE: without the time */
    size_t size;
    char bytes[32]; /* the age member */
} member_t;

/* Sets all but the score. False when the text is no age member. */
bool store_take_member(member_t *member, text_t text);

/* A stretch of an order: the caller sets the first group and makes room for `length` members. */
typedef struct {
    int64_t staff_id;
    contact_order_t order;
    int64_t skip, length;

    member_t *members;
    size_t count;
    bool scored;   /* the members' scores are known */
    int64_t total; /* relations of the staff user */
} stretch_t;

/* Reads a stretch, O(log n + length). In a time order those without the time come last, and ties go by newest
 * relation first (api.md 4). */
void store_read_stretch(store_t *self, stretch_t *stretch, arena_t *arena, gather_t *gather);

/* What a contact page shows of a relation, beside its member. */
typedef struct {
    summary_t summary;
    int64_t expected_pr;
    int64_t follow, activity; /* ms; TIME_NONE: never */
} contact_t;

/* Reads the contacts of the stretch's members into the same places, which are zeroed; texts into the arena.
 */
void store_read_contacts(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                         gather_t *gather);
/* Of these only the summaries. */
void store_read_summaries(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                          gather_t *gather);

/* The tags of a customer as a company sees them, into the arena. */
void store_read_tags(store_t *self, int64_t customer_id, int64_t company_id, id_list_t *tags, arena_t *arena,
                     gather_t *gather);

/* One write of one call; the caller sets all but the status. */
typedef struct {
    pair_t pair;
    uint64_t call;  /* its id: the write has one effect however often it is tried (common/store/once.h) */
    int64_t issued; /* ms since 1970 */
    unsigned tries; /* before this one */
    gather_t *gather;
    /* STATUS_DONE, now or by an earlier try of the same call; else nothing changed: STATUS_NO_RELATION, or
     * what once_status says of a try that may not be applied. */
    status_t status;
} write_t;

/* Replaces the tags; the relation is not looked at. */
void store_set_tags(store_t *self, write_t *write, int64_t company_id, text_t tags);

/* A field of a relation (REL_… of common/keys.h) and its value; an empty value clears it. */
typedef struct {
    text_t name, value;
} assignment_t;

enum { ASSIGNMENTS_MAX = 16 };

/* Sets fields. `superior`, unless 0, must be bound to the staff user as well, else STATUS_NO_RELATION. */
void store_set_fields(store_t *self, write_t *write, int64_t superior, const assignment_t *fields,
                      size_t count);

/* A follow-up: a field's new value, the time, and the note that tells of it, all or nothing. Sets the last
 * follow time; a new expected_pr moves the relation in its order. */
typedef struct {
    assignment_t field;
    bool in_summary; /* the field is one of summary_t */
    int64_t time;    /* ms */
    text_t note;
} follow_up_t;

void store_follow_up(store_t *self, write_t *write, const follow_up_t *follow_up);

#endif
